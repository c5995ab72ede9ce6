/** Gives that many random bytes, fit for keys: `randomBytes` of node:crypto, or a seeded source in tests. */
export type RandomBytes = (byteCount: number) => Uint8Array;
