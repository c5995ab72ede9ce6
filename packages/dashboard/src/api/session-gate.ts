/** What a person must do before a request can go on. */
export type GateKind = 'sign-in' | 'reauthenticate';

/** What came of asking: `granted` repeats the request, `declined` lets its refusal through. */
export type GateOutcome = 'granted' | 'declined';

/**
 * Where requests wait for a person. An expired session or one that is too old for an act must not lose what was typed, so the request
 * stays open while a dialog asks, and is then sent again.
 */
export interface SessionGate {
  /** Asks once for all requests that wait; a sign-in answers those that wait for the password too. */
  ask(kind: GateKind): Promise<GateOutcome>;
  settle(outcome: GateOutcome): void;
  /** What is asked for now; undefined when nothing is. */
  asked(): GateKind | undefined;
  subscribe(listener: () => void): () => void;
}

/** Makes a gate that nobody waits at. */
export function makeSessionGate(): SessionGate {
  let current:
    | { kind: GateKind; readonly promise: Promise<GateOutcome>; readonly resolve: (o: GateOutcome) => void }
    | undefined;
  const listeners = new Set<() => void>();
  const notify = (): void => {
    for (const listener of listeners) listener();
  };
  return {
    ask(kind) {
      if (current === undefined) {
        const { promise, resolve } = Promise.withResolvers<GateOutcome>();
        current = { kind, promise, resolve };
        notify();
      } else if (kind === 'sign-in' && current.kind === 'reauthenticate') {
        current.kind = kind;
        notify();
      }
      return current.promise;
    },
    settle(outcome) {
      const settled = current;
      current = undefined;
      notify();
      settled?.resolve(outcome);
    },
    asked: () => current?.kind,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
