import { describe, expect, it } from 'vitest';
import type { Terminal } from '../../terminal.ts';
import type { Verdict } from './receiver.ts';
import { describeTally, NOTHING_YET, type Tally, withVerdict } from './tally.ts';
import { makeTicker } from './ticker.ts';

const verified: Verdict = { type: 'verified', keyId: 'B3XN5KQ7TA' };

function after(...verdicts: readonly Verdict[]): Tally {
  return verdicts.reduce(withVerdict, NOTHING_YET);
}

describe('the tally', () => {
  it.each([
    [[], '0 delivered  0 failed  waiting for the first event'],
    [[{ type: 'unsigned' }], '1 delivered  0 failed  unsigned'],
    [[{ type: 'unsigned' }, verified], '2 delivered  0 failed  signed, key B3XN5'],
    [
      [{ type: 'unchecked', keyId: 'B3XN5KQ7TA' }],
      '1 delivered  0 failed  signed, key B3XN5, not checked: the receiver holds no secret',
    ],
    [
      [verified, { type: 'refused', code: 'unknown_key', message: 'Signed with K7Q2M. You hold B3XN5.' }],
      '1 delivered  1 failed  refused, unknown_key: Signed with K7Q2M. You hold B3XN5.',
    ],
    [[{ type: 'broken', fault: '500' }], '0 delivered  1 failed  broken on purpose: 500'],
  ] satisfies [Verdict[], string][])('of %j reads: %s', (verdicts, text) => {
    expect(describeTally(after(...verdicts))).toBe(text);
  });
});

function aTicker(isOutputTty: boolean, columns = 80) {
  const written: string[] = [];
  const clock = { ms: new Date(2026, 2, 1, 12, 0, 9).getTime() };
  const terminal = { isOutputTty, columns, out: (text: string) => written.push(text) } as unknown as Terminal;
  return { ticker: makeTicker(terminal, () => new Date(clock.ms)), written, clock };
}

describe('the ticker', () => {
  it('rewrites one line where people look, never wider than the terminal', () => {
    const { ticker, written } = aTicker(true, 40);
    ticker.show(after({ type: 'unsigned' }));
    ticker.show(after(verified, verified));
    ticker.say('the receiver holds key B3XN5');
    ticker.end();
    expect(written).toEqual([
      '\r\u001b[2K  12:00:09  1 delivered  0 failed  uns…',
      '\r\u001b[2K  12:00:09  2 delivered  0 failed  sig…',
      '\r\u001b[2K  12:00:09  the receiver holds key B3XN5\n',
      '\r\u001b[2K  12:00:09  2 delivered  0 failed  sig…',
      '\n',
    ]);
  });

  it('elsewhere writes a line when something changed, and every ten seconds', () => {
    const { ticker, written, clock } = aTicker(false);
    ticker.show(after({ type: 'unsigned' }));
    ticker.show(after({ type: 'unsigned' }, { type: 'unsigned' }));
    clock.ms += 10_000;
    ticker.show(after({ type: 'unsigned' }, { type: 'unsigned' }, { type: 'unsigned' }));
    ticker.show(after({ type: 'unsigned' }, verified));
    ticker.show(after(verified, verified, verified, verified));
    ticker.end();
    ticker.end();
    expect(written).toEqual([
      '12:00:09  1 delivered  0 failed  unsigned\n',
      '12:00:19  3 delivered  0 failed  unsigned\n',
      '12:00:19  2 delivered  0 failed  signed, key B3XN5\n',
      '12:00:19  4 delivered  0 failed  signed, key B3XN5\n',
    ]);
  });
});
