import { parseArgs } from 'node:util';
import type { Workload } from './measure.ts';

export type DatabaseName = 'sqlite' | 'postgres';

/** What a run of the throughput scenario was asked for. */
export interface ThroughputOptions {
  readonly databases: readonly DatabaseName[];
  readonly pairCount: number;
  readonly workload: Workload;
  /** What the limit is paired with: the product, or the limit once more, which shows the machine's noise. */
  readonly against: 'product' | 'limit';
  readonly format: 'table' | 'json';
}

// 10,000 events at a twentieth of the limit's pace; a program that is slower than that has no figure worth waiting for.
const SPAN_DEADLINE_MS = 90_000;

const USAGE = `usage: npm run bench -- [options]
  --database sqlite|postgres|both   which databases to measure on (both)
  --pairs N                         limit and product in turn, N times each, 1 to 50 (5)
  --events N                        events of a measured span, 1,000 to 100,000 (10000)
  --warm-up N                       events before each span, 100 to 100,000 (4000)
  --connections N                   publishers, 1 to 1,024 (64)
  --rate N                          events a second on a clock, 1 to 100,000 (as fast as they are accepted)
  --against product|limit           limit: measure it against itself, to see the noise (product)
  --json                            every measurement as JSON instead of the table`;

const DATABASES: Readonly<Record<string, readonly DatabaseName[]>> = {
  sqlite: ['sqlite'],
  postgres: ['postgres'],
  both: ['sqlite', 'postgres'],
};

/** Parses the command line. Throws with the usage text when it is not understood; all counts are bounded, so that a run ends. */
export function parseThroughputOptions(args: readonly string[]): ThroughputOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      database: { type: 'string', default: 'both' },
      pairs: { type: 'string', default: '5' },
      events: { type: 'string', default: '10000' },
      'warm-up': { type: 'string', default: '4000' },
      connections: { type: 'string', default: '64' },
      rate: { type: 'string' },
      against: { type: 'string', default: 'product' },
      json: { type: 'boolean', default: false },
    },
  });
  const databases = DATABASES[values.database];
  if (databases === undefined) throw misused(`--database ${values.database}`);
  if (values.against !== 'product' && values.against !== 'limit')
    throw misused(`--against ${values.against}`);
  return {
    databases,
    pairCount: parseCount('--pairs', values.pairs, 1, 50),
    workload: {
      eventCount: parseCount('--events', values.events, 1_000, 100_000),
      warmUpCount: parseCount('--warm-up', values['warm-up'], 100, 100_000),
      spanDeadlineMs: SPAN_DEADLINE_MS,
      connectionCount: parseCount('--connections', values.connections, 1, 1_024),
      ...(values.rate === undefined
        ? {}
        : { eventsPerSecond: parseCount('--rate', values.rate, 1, 100_000) }),
    },
    against: values.against,
    format: values.json ? 'json' : 'table',
  };
}

function parseCount(flag: string, text: string, min: number, max: number): number {
  const count = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (count >= min && count <= max) return count;
  throw misused(`${flag} ${text}`);
}

function misused(argument: string): Error {
  return new Error(`not understood: ${argument}\n${USAGE}`);
}
