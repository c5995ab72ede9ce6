/** How often the condition is looked at: soon at first, then every 20 ms, so that a quick answer is met quickly. */
const PAUSES_MS = [0, 1, 2, 5, 10, 20] as const;

/**
 * Waits until `check` returns without throwing (or a promise of it fulfils), and gives its value. Throws after `deadlineMs`, with the
 * last failure as `cause` and its message in the text; a `check` that hangs is given up at the deadline too. Uses the real clock.
 */
export async function eventually<T>(
  check: () => T | Promise<T>,
  options: { readonly deadlineMs: number },
): Promise<T> {
  const deadlineAt = performance.now() + options.deadlineMs;
  let failure: unknown = new Error('the check never finished');
  for (let round = 0; ; round++) {
    const remainingMs = deadlineAt - performance.now();
    if (round > 0 && remainingMs <= 0) break;
    const outcome = await within(remainingMs, check);
    if (outcome.type === 'held') return outcome.value;
    if (outcome.type === 'hung') break;
    failure = outcome.failure;
    const pauseMs = PAUSES_MS[Math.min(round, PAUSES_MS.length - 1)] ?? 20;
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
  const text = failure instanceof Error ? failure.message : String(failure);
  throw new Error(`not met within ${options.deadlineMs} ms: ${text}`, { cause: failure });
}

type Outcome<T> =
  | { readonly type: 'held'; readonly value: T }
  | { readonly type: 'failed'; readonly failure: unknown }
  | { readonly type: 'hung' };

async function within<T>(ms: number, check: () => T | Promise<T>): Promise<Outcome<T>> {
  let timer: NodeJS.Timeout | undefined;
  const hung = new Promise<Outcome<T>>((resolve) => {
    timer = setTimeout(() => resolve({ type: 'hung' }), Math.max(ms, 0));
  });
  const run = async (): Promise<Outcome<T>> => {
    try {
      return { type: 'held', value: await check() };
    } catch (failure) {
      return { type: 'failed', failure };
    }
  };
  try {
    return await Promise.race([run(), hung]);
  } finally {
    clearTimeout(timer);
  }
}
