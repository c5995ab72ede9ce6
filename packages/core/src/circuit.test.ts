import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Circuit, CLOSED_CIRCUIT, mayStart, nextCircuit, startedCircuit } from './circuit.ts';
import { CLAIM_MS } from './limits.ts';
import type { EpochMs } from './time.ts';

const START = 1_700_000_000_000;
const at = (ms: number) => (START + ms) as EpochMs;

/** The circuit after outcomes `s` and `f`, one every `everyMs`. */
function after(outcomes: string, everyMs: number, circuit: Circuit = CLOSED_CIRCUIT): Circuit {
  return [...outcomes].reduce<Circuit>(
    (before, letter, n) =>
      nextCircuit(before, { outcome: letter === 's' ? 'success' : 'failure', now: at(n * everyMs) }),
    circuit,
  );
}

const HALF = 'sf'.repeat(10);

describe('a circuit', () => {
  it('is closed at first and lets everything through', () => {
    expect(mayStart(CLOSED_CIRCUIT, at(0))).toBe(true);
    expect(startedCircuit(CLOSED_CIRCUIT, at(0))).toBe(CLOSED_CIRCUIT);
  });

  it.each([
    ['5 failures in a row over 10 s', 'fffff', 2500, 'open'],
    ['5 failures in a row over less', 'fffff', 2499, 'closed'],
    ['4 failures in a row over a minute', 'ffff', 20_000, 'closed'],
    ['a success in between', 'ffsfff', 20_000, 'closed'],
    ['a success before 5 failures', 'sfffff', 2500, 'open'],
    ['a burst of 19 failures within a second', 'f'.repeat(19), 10, 'closed'],
    ['a burst of 20 failures within a second', 'f'.repeat(20), 10, 'open'],
    ['10 failures among 20', HALF, 1, 'open'],
    ['10 failures among 19', HALF.slice(1), 1, 'closed'],
    ['9 failures among 20', `ss${HALF.slice(2)}`, 1, 'closed'],
    ['forgotten failures', `${'f'.repeat(9)}${'s'.repeat(11)}f`, 1, 'closed'],
  ] as const)('after %s', (_name, outcomes, everyMs, state) => {
    expect(after(outcomes, everyMs).state).toBe(state);
  });

  it('rests 30 s, then lets one probe through and no second', () => {
    const rested = after('fffff', 2500);
    expect(rested).toEqual({ state: 'open', until: at(40_000), restMs: 30_000 });
    expect(mayStart(rested, at(39_999))).toBe(false);
    expect(mayStart(rested, at(40_000))).toBe(true);
    const probing = startedCircuit(rested, at(40_000));
    expect(mayStart(probing, at(40_001))).toBe(false);
  });

  it('lets another probe through when the first is lost', () => {
    const probing = startedCircuit(after('fffff', 2500), at(40_000));
    expect(mayStart(probing, at(40_000 + CLAIM_MS - 1))).toBe(false);
    expect(mayStart(probing, at(40_000 + CLAIM_MS))).toBe(true);
  });

  it('closes with the first probe that succeeds', () => {
    const probing = startedCircuit(after('fffff', 2500), at(40_000));
    const closed = nextCircuit(probing, { outcome: 'success', now: at(41_000) });
    expect(closed).toEqual(CLOSED_CIRCUIT);
  });

  it('rests twice as long after each failed probe, an hour at most', () => {
    let circuit = after('fffff', 2500);
    const rests: number[] = [];
    for (let probe = 0; probe < 9; probe++) {
      if (circuit.state === 'closed') throw new Error('closed by a failure');
      const now = circuit.until;
      circuit = nextCircuit(startedCircuit(circuit, now), { outcome: 'failure', now });
      if (circuit.state === 'open') rests.push((circuit.until - now) / 1000);
    }
    expect(rests).toEqual([60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]);
  });

  it('is not moved by outcomes that come in while it is open', () => {
    const rested = after('fffff', 2500);
    for (const outcome of ['success', 'failure'] as const) {
      expect(nextCircuit(rested, { outcome, now: at(15_000) })).toBe(rested);
    }
  });

  it('never lets a second probe through, and always one in the end', () => {
    const event = fc.record({
      passMs: fc.nat(60_000),
      what: fc.constantFrom('start', 'success', 'failure', 'failure', 'lost'),
    });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 100, size: 'max' }), (events) => {
        let circuit: Circuit = CLOSED_CIRCUIT;
        let now = START;
        let probeUntil = 0;
        for (const { passMs, what } of events) {
          now += passMs;
          const before = circuit;
          if (what === 'start' && mayStart(circuit, now as EpochMs)) {
            circuit = startedCircuit(circuit, now as EpochMs);
            if (circuit.state === 'probing') {
              expect(now).toBeGreaterThanOrEqual(probeUntil);
              probeUntil = now + CLAIM_MS;
            }
          } else if (what === 'success' || what === 'failure') {
            circuit = nextCircuit(circuit, { outcome: what, now: now as EpochMs });
            if (before.state === 'probing') probeUntil = 0;
            if (circuit.state === 'closed' && before.state !== 'closed') expect(what).toBe('success');
          }
          expect(mayStart(circuit, (now + 3600_000) as EpochMs)).toBe(true);
          if (circuit.state === 'closed') expect(circuit.recent.length).toBeLessThanOrEqual(20);
        }
      }),
    );
  });
});
