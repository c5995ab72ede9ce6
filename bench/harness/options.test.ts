import { expect, it } from 'vitest';
import { parseThroughputOptions } from './options.ts';

it('without flags both databases are measured in five pairs of a closed loop', () => {
  expect(parseThroughputOptions([])).toEqual({
    databases: ['sqlite', 'postgres'],
    pairCount: 5,
    workload: { eventCount: 10_000, warmUpCount: 4_000, connectionCount: 64, spanDeadlineMs: 90_000 },
    against: 'product',
    format: 'table',
  });
});

it('every flag is heard', () => {
  const line =
    '--database postgres --pairs 2 --events 8000 --warm-up 500 --connections 8 --rate 900 --against limit --json';
  expect(parseThroughputOptions(line.split(' '))).toEqual({
    databases: ['postgres'],
    pairCount: 2,
    workload: {
      eventCount: 8_000,
      warmUpCount: 500,
      connectionCount: 8,
      eventsPerSecond: 900,
      spanDeadlineMs: 90_000,
    },
    against: 'limit',
    format: 'json',
  });
});

it.each([
  '--pairs 0',
  '--pairs 51',
  '--events 1e4',
  '--rate -5',
  '--connections many',
  '--database mysql',
  '--against nothing',
])('%s is refused with the usage text, so that no run is unbounded', (line) => {
  expect(() => parseThroughputOptions(line.split(' '))).toThrow(/not understood|ambiguous/);
});

it('an unknown flag is refused', () => {
  expect(() => parseThroughputOptions(['--fast'])).toThrow('--fast');
});
