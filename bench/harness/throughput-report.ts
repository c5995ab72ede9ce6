import { FIGURES, medianFigure, type Pair, ratiosOf } from './pairs.ts';
import { median } from './percentiles.ts';
import { renderTable } from './table.ts';

/** Share of the limit's delivered/s that the product has to reach. */
const DELIVERED_RATIO_MIN = 0.6;

/** Peak memory that the serving process has to stay under, in bytes. */
const PEAK_MEMORY_BYTES_MAX = 300_000_000;

/** The steadier aim, shown without a verdict: the product's main-thread CPU time for an event, in times of the limit's. */
const MAIN_THREAD_RATIO_AIM = 1.33;

/** All pairs that were measured on one database. */
export interface DatabasePairs {
  readonly database: string;
  readonly contenderName: string;
  readonly pairs: readonly Pair[];
}

/** One target, met or missed, in a sentence. */
export interface Verdict {
  readonly isMet: boolean;
  readonly sentence: string;
}

/** The table: for each database the medians of both programs, the median of the ratios, and the two ratios that count pair by pair. */
export function renderThroughputTable(results: readonly DatabasePairs[]): string {
  const figures = Object.values(FIGURES);
  const rows = [['', ...figures.map((figure) => figure.title)]];
  for (const { database, contenderName, pairs } of results) {
    const limits = pairs.map((pair) => pair.limit);
    const contenders = pairs.map((pair) => pair.contender);
    const row = (measurements: typeof limits) =>
      figures.map((figure) => medianFigure(measurements, figure).toFixed(figure.fractionDigits));
    rows.push([`${database} limit`, ...row(limits)]);
    rows.push([`${database} ${contenderName}`, ...row(contenders)]);
    rows.push([
      `${database} ratio`,
      ...figures.map((figure) => `${median(ratiosOf(pairs, figure)).toFixed(2)}x`),
    ]);
  }
  const pairLines = results.map(
    ({ database, pairs }) =>
      `${database} pair by pair: delivered/s ${ratioList(ratiosOf(pairs, FIGURES.delivered))}, ` +
      `main thread ${ratioList(ratiosOf(pairs, FIGURES.mainThread))}`,
  );
  return [renderTable(rows), '', ...pairLines].join('\n');
}

/**
 * Judges the targets and whatever makes the figures worthless. In an open loop (`loop: 'open'`) delivered/s is the rate that was
 * asked for, so it is not judged.
 */
export function judgeThroughput(results: readonly DatabasePairs[], loop: 'closed' | 'open'): Verdict[] {
  return results.flatMap(({ database, contenderName, pairs }) => {
    const verdicts: Verdict[] = [];
    if (loop === 'closed') {
      const delivered = median(ratiosOf(pairs, FIGURES.delivered));
      verdicts.push({
        isMet: delivered >= DELIVERED_RATIO_MIN,
        sentence: `${database}: delivered/s is ${delivered.toFixed(2)} of the limit (target: at least ${DELIVERED_RATIO_MIN.toFixed(2)})`,
      });
    }
    // The highest of all runs, not the median: memory that was needed once has to be there.
    const peak = Math.max(...pairs.map((pair) => pair.contender.peakMemoryBytes));
    verdicts.push({
      isMet: peak < PEAK_MEMORY_BYTES_MAX,
      sentence: `${database}: peak memory of ${contenderName} is ${megabytes(peak)} (target: under ${megabytes(PEAK_MEMORY_BYTES_MAX)})`,
    });
    const programs = pairs.flatMap(({ limit, contender }) => [
      { name: 'limit', faults: limit.faults },
      { name: contenderName, faults: contender.faults },
    ]);
    for (const { name, faults } of programs) {
      for (const fault of faults) verdicts.push({ isMet: false, sentence: `${database}: ${name}: ${fault}` });
    }
    return verdicts;
  });
}

/** What is worth knowing and no target: main-thread CPU against its aim, duplicates and refusals. */
export function noteThroughput(results: readonly DatabasePairs[]): string[] {
  return results.flatMap(({ database, contenderName, pairs }) => {
    const mainThread = median(ratiosOf(pairs, FIGURES.mainThread));
    const aim = `aim: at most ${MAIN_THREAD_RATIO_AIM.toFixed(2)}x`;
    const notes = [
      `${database}: main-thread CPU for an event is ${mainThread.toFixed(2)}x the limit's (${aim})`,
    ];
    const duplicates = total(pairs.map((pair) => pair.contender.duplicates));
    if (duplicates > 0) notes.push(`${database}: ${contenderName} sent ${duplicates} events twice`);
    const refused = total(pairs.map((pair) => pair.contender.refused));
    if (refused > 0)
      notes.push(`${database}: ${contenderName} refused ${refused} events for a while (429 or 503)`);
    return notes;
  });
}

function ratioList(ratios: readonly number[]): string {
  return ratios.map((ratio) => ratio.toFixed(2)).join(' ');
}

function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1_000_000)} MB`;
}
