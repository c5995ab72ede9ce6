/** An act of a process that comes again and again beside its requests. */
export interface Repeated {
  start(): void;
  /** No new turn; waits for the one under way. May be called twice. */
  stop(): Promise<void>;
}

/**
 * Makes an act that is done once at `start` and then `everyMs` after its last end. `onFailed` is told when a turn threw; the next one
 * comes all the same. `isStopping` lets a long turn end early.
 */
export function makeRepeated(
  act: (isStopping: () => boolean) => Promise<unknown>,
  everyMs: number,
  onFailed: (error: unknown) => void,
): Repeated {
  let timer: NodeJS.Timeout | undefined;
  let turn: Promise<void> = Promise.resolve();
  let isStopped = false;

  const take = async (): Promise<void> => {
    try {
      await act(() => isStopped);
    } catch (error) {
      onFailed(error);
    }
    if (isStopped) return;
    timer = setTimeout(() => {
      turn = take();
    }, everyMs);
    timer.unref();
  };
  return {
    start() {
      turn = take();
    },
    stop() {
      isStopped = true;
      clearTimeout(timer);
      return turn;
    },
  };
}
