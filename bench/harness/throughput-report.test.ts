import { expect, it } from 'vitest';
import { aMeasurement } from './a-measurement.ts';
import type { Measurement } from './measure.ts';
import { judgeThroughput, noteThroughput, renderThroughputTable } from './throughput-report.ts';

/** One database with one pair for each measurement of the product, against a limit of 10,000 delivered/s and 50 µs. */
function against(...products: Partial<Measurement>[]) {
  const pairs = products.map((shown) => ({ limit: aMeasurement(), contender: aMeasurement(shown) }));
  return [{ database: 'sqlite', contenderName: 'product', pairs }];
}

function missed(...products: Partial<Measurement>[]): string[] {
  const verdicts = judgeThroughput(against(...products), 'closed');
  return verdicts.filter((verdict) => !verdict.isMet).map((verdict) => verdict.sentence);
}

it('60 % of the limit within 300 MB meets the targets', () => {
  expect(missed({ deliveredPerSecond: 6_000, peakMemoryBytes: 299_000_000 })).toEqual([]);
});

it('less than 60 % of the limit misses, by the median of the pairs', () => {
  const slow = { deliveredPerSecond: 5_900 };
  expect(missed(slow, slow, { deliveredPerSecond: 9_000 })).toEqual([
    'sqlite: delivered/s is 0.59 of the limit (target: at least 0.60)',
  ]);
  expect(missed(slow, {}, {})).toEqual([]);
});

it('one run above 300 MB misses, whatever the others took', () => {
  expect(missed({}, {}, { peakMemoryBytes: 301_000_000 })).toEqual([
    'sqlite: peak memory of product is 301 MB (target: under 300 MB)',
  ]);
});

it('a fault in either program misses, however fast it was', () => {
  expect(missed({ faults: ['3 accepted events never arrived'] })).toEqual([
    'sqlite: product: 3 accepted events never arrived',
  ]);
  const pair = { limit: aMeasurement({ faults: ['event 50: wrong signature'] }), contender: aMeasurement() };
  const verdicts = judgeThroughput(
    [{ database: 'sqlite', contenderName: 'product', pairs: [pair] }],
    'closed',
  );
  expect(verdicts.filter((verdict) => !verdict.isMet)).toHaveLength(1);
});

it('an open loop is not judged by delivered/s, which is the rate that was asked for', () => {
  const verdicts = judgeThroughput(against({ deliveredPerSecond: 1_000 }), 'open');
  expect(verdicts.every((verdict) => verdict.isMet)).toBe(true);
});

it('the table shows medians, and the ratios pair by pair below', () => {
  const table = renderThroughputTable(
    against({ deliveredPerSecond: 7_000 }, { deliveredPerSecond: 8_000 }, { deliveredPerSecond: 9_000 }),
  );
  expect(table).toMatch(/^sqlite product +10000 +8000 /m);
  expect(table).toMatch(/^sqlite ratio +1\.00x +0\.80x /m);
  expect(table).toContain('sqlite pair by pair: delivered/s 0.70 0.80 0.90, main thread 1.00 1.00 1.00');
});

it('the main-thread aim is noted, and so are duplicates and refusals', () => {
  expect(noteThroughput(against({ mainThreadUsPerEvent: 70 }))).toEqual([
    "sqlite: main-thread CPU for an event is 1.40x the limit's (aim: at most 1.33x)",
  ]);
  const notes = noteThroughput(against({ duplicates: 2, refused: 5 }));
  expect(notes).toContain('sqlite: product sent 2 events twice');
  expect(notes).toContain('sqlite: product refused 5 events for a while (429 or 503)');
});
