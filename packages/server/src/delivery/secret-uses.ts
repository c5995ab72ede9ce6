import {
  type AccountRef,
  type Clock,
  type EpochMs,
  type MonotonicMs,
  SECRET_USE_FLUSH_MS,
  type SecretId,
} from '@keyturn/core';
import type { HotBatch } from '@keyturn/store';
import type { SigningKeyset } from '../keyring/keyring.ts';

interface SecretUse {
  readonly accountRef: AccountRef;
  readonly id: SecretId;
  at: EpochMs;
}

const NONE: HotBatch['secretUses'] = [];

/**
 * When each secret last signed, gathered over a few seconds. It rides on a transaction that is due anyway; when none comes, it asks
 * for one. What a failed transaction carried is given back.
 */
export class SecretUses {
  readonly #clock: Clock;
  readonly #askForCommit: () => void;
  #byId = new Map<SecretId, SecretUse>();
  #takenAt: MonotonicMs;
  #timer: NodeJS.Timeout | undefined;

  constructor(clock: Clock, askForCommit: () => void) {
    this.#clock = clock;
    this.#askForCommit = askForCommit;
    this.#takenAt = clock.monotonic();
  }

  get isEmpty(): boolean {
    return this.#byId.size === 0;
  }

  note(accountRef: AccountRef, signers: SigningKeyset, at: EpochMs): void {
    for (const id of signers.secretIds) this.#noteOne(accountRef, id, at);
  }

  #noteOne(accountRef: AccountRef, id: SecretId, at: EpochMs): void {
    const use = this.#byId.get(id);
    if (use === undefined) this.#byId.set(id, { accountRef, id, at });
    else if (use.at < at) use.at = at;
    if (this.#timer === undefined && this.#byId.size > 0) {
      this.#timer = setTimeout(() => this.#askForCommit(), SECRET_USE_FLUSH_MS);
      this.#timer.unref();
    }
  }

  /** Takes back what was taken and could not be written. */
  giveBack(uses: HotBatch['secretUses']): void {
    for (const { accountRef, id, at } of uses) this.#noteOne(accountRef, id, at);
  }

  /** Takes what was gathered, once it is time (or at once, at the end); nothing otherwise. */
  take(when: 'due' | 'now'): HotBatch['secretUses'] {
    if (this.#byId.size === 0) return NONE;
    const now = this.#clock.monotonic();
    // A timer may fire a millisecond early by this clock; half the time is certainly "every few seconds".
    if (when === 'due' && now - this.#takenAt < SECRET_USE_FLUSH_MS / 2) return NONE;
    const uses = [...this.#byId.values()];
    this.#byId = new Map();
    this.#takenAt = now;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    return uses;
  }
}
