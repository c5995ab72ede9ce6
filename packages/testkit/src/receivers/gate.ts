/** Something that a test opens by hand, and that others wait for: the opposite of a sleep. */
export interface Gate {
  /** Fulfils when the gate is open. */
  readonly opened: Promise<void>;
  open(): void;
}

/** Makes a gate, closed. */
export function makeGate(): Gate {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { opened: promise, open: resolve };
}
