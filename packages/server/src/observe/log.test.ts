import { describe, expect, it } from 'vitest';
import { Sensitive } from '../keyring/sensitive.ts';
import { makeLog, withoutSecrets } from './log.ts';

const secretText = `whsec_${Buffer.alloc(32, 0xfb).toString('base64')}`;
const apiKey = 'kt_0123456789ABCDEFGHJKMNPQRSTVWXYZ0123456789ABCDEFGHJKMNPQ';

function linesOf(write: (log: ReturnType<typeof makeLog>) => void): string {
  const lines: string[] = [];
  write(makeLog('info', { write: (line: string) => void lines.push(line) }));
  return lines.join('');
}

describe('the log', () => {
  it('writes one JSON object a line, with the level by name and an RFC 3339 time', () => {
    const line = linesOf((log) => log.info({ port: 8080 }, 'listening'));
    expect(JSON.parse(line)).toMatchObject({ level: 'info', port: 8080, msg: 'listening' });
    expect(JSON.parse(line).time).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  });

  it('says nothing below its level', () => {
    expect(linesOf((log) => log.debug('detail'))).toBe('');
  });

  it.each([
    ['a field named secret', { secret: secretText }],
    ['a header of a request', { req: { headers: { authorization: `Bearer ${apiKey}` } } }],
    ['a field of any name', { somewhere: { deep: { down: { inside: [secretText, apiKey] } } } }],
    ['an error', { err: new Error(`could not parse ${secretText} or ${apiKey}`) }],
    ['a sensitive value', { value: new Sensitive(secretText), list: [new Sensitive(apiKey)] }],
    ['sealed bytes', { row: { sealed: Buffer.from('sealed bytes of a row') } }],
  ])('never holds a secret given as %s', (_, facts) => {
    const line = linesOf((log) => log.error(facts, `it was ${secretText}`));
    expect(line).not.toContain(secretText.slice(6, 30));
    expect(line).not.toContain(apiKey.slice(3, 20));
    expect(line).not.toContain('115,101,97,108');
    expect(JSON.parse(line).msg).toBe('it was whsec_[redacted]');
  });

  it('blots out the password of a database URL', () => {
    expect(withoutSecrets('could not reach postgres://keyturn:hunter2@db:5432/keyturn')).toBe(
      'could not reach postgres://keyturn:[redacted]@db:5432/keyturn',
    );
    expect(withoutSecrets('https://receiver.example/hooks:8080 @noon')).toBe(
      'https://receiver.example/hooks:8080 @noon',
    );
  });

  it('leaves ids and key ids as they are', () => {
    const line = 'sec_01J9Z8 key K7Q2MZ4HWD evt_01J9Z8 kt_0123456';
    expect(withoutSecrets(line)).toBe(line);
  });
});
