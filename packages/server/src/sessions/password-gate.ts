import { PASSWORDS_HASHED_AT_ONCE_MAX, PASSWORDS_WAITING_MAX } from '@keyturn/core';

/** Hashes a few passwords at a time, in turn, however many people sign in. */
export interface PasswordGate {
  /** Whether as many wait as may: a further one is to be refused. */
  isFull(): boolean;
  /** Runs `work` in its turn. */
  run<T>(work: () => Promise<T>): Promise<T>;
}

/** Makes an empty gate. */
export function makePasswordGate(): PasswordGate {
  const waiting: (() => void)[] = [];
  let running = 0;
  return {
    isFull: () => waiting.length >= PASSWORDS_WAITING_MAX,
    async run(work) {
      if (running >= PASSWORDS_HASHED_AT_ONCE_MAX) {
        // Whoever ends hands its place on: `running` stays.
        await new Promise<void>((resolve) => waiting.push(resolve));
      } else {
        running++;
      }
      try {
        return await work();
      } finally {
        const next = waiting.shift();
        if (next === undefined) running--;
        else next();
      }
    },
  };
}
