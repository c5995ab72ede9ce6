/** Whether a process can do its work now, for load balancers and supervisors. */
import { type Clock, HEALTH_CHECK_MS_MAX, HEALTH_KEPT_MS, type MonotonicMs } from '@keyturn/core';

/** One thing that a working process needs. */
export interface ReadinessCheck {
  /** `database`, `master_key`, `draining`. */
  readonly name: string;
  /** Returns, or fulfils, when all is well; throws what is wrong. The message is logged, never answered. */
  check(): void | Promise<void>;
}

/** What `/readyz` answers. */
export interface Readiness {
  readonly isReady: boolean;
  readonly checks: Readonly<Record<string, 'ok' | 'failed'>>;
}

/**
 * Makes the question. What has to be waited for (a write to the database) is asked once at a time, and its answer stands for a second;
 * what is known at once (that the process is going) is looked at every time.
 */
export function makeReadiness(parts: {
  readonly checks: readonly ReadinessCheck[];
  readonly clock: Clock;
  /** Told what is wrong, for the log. */
  readonly onFailed: (name: string, error: unknown) => void;
}): () => Promise<Readiness> {
  const looks = parts.checks.map((check) => makeLook(check, parts));
  return async () => {
    const results = await Promise.all(looks.map((look) => look()));
    return {
      isReady: results.every(([, result]) => result === 'ok'),
      checks: Object.fromEntries(results),
    };
  };
}

type LookResult = readonly [name: string, result: 'ok' | 'failed'];

function makeLook(
  { name, check }: ReadinessCheck,
  { clock, onFailed }: Pick<Parameters<typeof makeReadiness>[0], 'clock' | 'onFailed'>,
): () => LookResult | Promise<LookResult> {
  let kept: { readonly at: MonotonicMs; readonly result: LookResult } | undefined;
  let looking: Promise<LookResult> | undefined;

  const failed = (error: unknown): LookResult => {
    onFailed(name, error);
    return [name, 'failed'];
  };
  const wait = async (answer: Promise<void>): Promise<LookResult> => {
    let result: LookResult = [name, 'ok'];
    try {
      await within(HEALTH_CHECK_MS_MAX, answer);
    } catch (error) {
      result = failed(error);
    }
    kept = { at: clock.monotonic(), result };
    looking = undefined;
    return result;
  };

  return () => {
    if (looking !== undefined) return looking;
    if (kept !== undefined && clock.monotonic() - kept.at < HEALTH_KEPT_MS) return kept.result;
    try {
      const answer = check();
      if (answer === undefined) return [name, 'ok'];
      looking = wait(answer);
      return looking;
    } catch (error) {
      return failed(error);
    }
  };
}

async function within(ms: number, answer: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms);
  });
  try {
    await Promise.race([answer, deadline]);
  } finally {
    clearTimeout(timer);
  }
}
