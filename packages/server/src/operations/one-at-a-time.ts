/** Runs acts with the same key one after another, in the order in which they came. */
export interface OneAtATime {
  run<T>(key: number, act: () => Promise<T>): Promise<T>;
}

/** Makes one. It holds nothing for keys that nobody waits for; who waits is bounded by the requests under way. */
export function makeOneAtATime(): OneAtATime {
  const lastByKey = new Map<number, Promise<unknown>>();
  return {
    async run(key, act) {
      const before = lastByKey.get(key) ?? Promise.resolve();
      const mine = before.then(act, act);
      lastByKey.set(key, mine);
      try {
        return await mine;
      } finally {
        if (lastByKey.get(key) === mine) lastByKey.delete(key);
      }
    },
  };
}
