import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { formatMasterKey, parseMasterKeys } from './master-keys.ts';

const key = randomBytes(32).toString('base64');
const otherKey = randomBytes(32).toString('base64');

describe('master keys', () => {
  it('are read in order: the first one seals, all of them open', () => {
    const { sealing, byId } = parseMasterKeys(`new:${key},old:${otherKey}`, 'KEYTURN_MASTER_KEYS');
    expect(sealing.id).toBe('new');
    expect([...byId.keys()]).toEqual(['new', 'old']);
  });

  it('are read from lines too, with notes between them', () => {
    const text = `# the new one\nnew:${key}\n\n  # the one before\n  old:${otherKey}  \n`;
    expect([...parseMasterKeys(text, 'file').byId.keys()]).toEqual(['new', 'old']);
  });

  it('come back as they were written', () => {
    const bytes = randomBytes(32);
    expect(parseMasterKeys(formatMasterKey('mk-1', bytes), 'file').sealing.key.export()).toEqual(bytes);
  });

  it.each([
    ['nothing', '', /holds no master key/],
    ['a key without an id', key, /Entry 1 of X is not id:base64/],
    ['an id with a dot', `a.b:${key}`, /Entry 1 of X is not id:base64/],
    ['an id of 33 characters', `${'a'.repeat(33)}:${key}`, /at most 32/],
    ['the second entry without a key', `a:${key},b`, /Entry 2 of X/],
    ['base64 without its padding', `a:${key.slice(0, -1)}`, /not padded base64/],
    ['base64url', `a:${Buffer.alloc(32, 0xfb).toString('base64url')}=`, /not padded base64/],
    ['a key of 31 bytes', `a:${randomBytes(31).toString('base64')}`, /holds 31 bytes/],
    ['a key of 33 bytes', `a:${randomBytes(33).toString('base64')}`, /holds 33 bytes/],
    ['the same id twice', `a:${key},a:${otherKey}`, /names the master key a twice/],
  ])('are refused when the text holds %s, without a word of the key', (_, text, sentence) => {
    let message = '';
    try {
      parseMasterKeys(text, 'X');
    } catch (error) {
      message = (error as Error).message;
    }
    expect(message).toMatch(sentence);
    expect(message).not.toContain(key.slice(0, 8));
  });
});
