import type { Attempt } from '../../api/models.ts';

/** One attempt on the axis, in percent of its length. */
export interface TimelineBar {
  readonly n: number;
  readonly startPercent: number;
  readonly widthPercent: number;
  readonly isAccepted: boolean;
}

/** Lays attempts out on one axis, from the start of the first to the end of the last. Given oldest first, at least one. */
export function timelineOf(attempts: readonly Attempt[]): {
  readonly bars: readonly TimelineBar[];
  readonly startMs: number;
  readonly endMs: number;
} {
  const spans = attempts.map((attempt) => {
    const fromMs = Date.parse(attempt.started_at);
    return { attempt, fromMs, toMs: fromMs + attempt.duration_ms };
  });
  const startMs = Math.min(...spans.map(({ fromMs }) => fromMs));
  const endMs = Math.max(...spans.map(({ toMs }) => toMs));
  const lengthMs = Math.max(endMs - startMs, 1);
  const bars = spans.map(({ attempt, fromMs, toMs }) => ({
    n: attempt.n,
    // A bar has a least width; the last one must not stick out for it.
    startPercent: Math.min(((fromMs - startMs) / lengthMs) * 100, 99),
    widthPercent: ((toMs - fromMs) / lengthMs) * 100,
    isAccepted: attempt.cause === 'ok',
  }));
  return { bars, startMs, endMs };
}
