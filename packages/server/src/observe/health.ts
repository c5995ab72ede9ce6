/** Whether a process can do its work now, for load balancers and supervisors. */
import type { Clock, MonotonicMs } from '@keyturn/core';

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

/** An answer stands for this long: the endpoint is open to everybody, and each check writes to the database. */
const FRESH_MS = 1_000;
/** A check that takes longer has failed: a load balancer waits no longer either. */
const CHECK_MS_MAX = 3_000;

/** Makes the question; asked often, it is answered from memory, and never asked twice at once. */
export function makeReadiness(parts: {
  readonly checks: readonly ReadinessCheck[];
  readonly clock: Clock;
  /** Told what is wrong, for the log. */
  readonly onFailed: (name: string, error: unknown) => void;
}): () => Promise<Readiness> {
  let answeredAt: MonotonicMs | undefined;
  let answer: Readiness | undefined;
  let asking: Promise<Readiness> | undefined;

  const ask = async (): Promise<Readiness> => {
    const results = await Promise.all(
      parts.checks.map(async ({ name, check }) => {
        try {
          await within(CHECK_MS_MAX, check);
          return [name, 'ok'] as const;
        } catch (error) {
          parts.onFailed(name, error);
          return [name, 'failed'] as const;
        }
      }),
    );
    answer = {
      isReady: results.every(([, result]) => result === 'ok'),
      checks: Object.fromEntries(results),
    };
    answeredAt = parts.clock.monotonic();
    asking = undefined;
    return answer;
  };

  return () => {
    const isFresh = answeredAt !== undefined && parts.clock.monotonic() - answeredAt < FRESH_MS;
    if (isFresh && answer !== undefined) return Promise.resolve(answer);
    asking ??= ask();
    return asking;
  };
}

async function within(ms: number, check: () => void | Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms);
  });
  try {
    await Promise.race([Promise.resolve().then(check), deadline]);
  } finally {
    clearTimeout(timer);
  }
}
