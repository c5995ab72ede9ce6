import {
  addMs,
  type Clock,
  type EpochMs,
  KEYSET_UNSETTLED_MS,
  type SecretId,
  STOPPED_SECRETS_MAX,
} from '@keyturn/core';

/**
 * Since when secrets sign nothing any more, as this process knows it: a transition is timed before it is on disk, and until then requests
 * begin under the keyset of before. What an earlier process did had ended when this one began.
 */
export class StoppedSecrets {
  readonly #began: EpochMs;
  readonly #stoppedAt = new Map<SecretId, EpochMs>();
  readonly #max: number;

  constructor(clock: Clock, max = STOPPED_SECRETS_MAX) {
    this.#began = clock.wall();
    this.#max = max;
  }

  /** No request that begins from now on is signed with the secret. */
  note(id: SecretId, now: EpochMs): void {
    // The millisecond of now may have begun with such a request in it.
    this.#stoppedAt.set(id, addMs(now, 1));
    if (this.#stoppedAt.size <= this.#max) return;
    const [oldest] = this.#stoppedAt.keys();
    if (oldest !== undefined) this.#stoppedAt.delete(oldest);
  }

  /** From when on no request begins that a secret signed which was disabled at `disabledAt`. */
  find(id: SecretId, disabledAt: EpochMs): EpochMs {
    const known = this.#stoppedAt.get(id);
    if (known !== undefined) return known;
    return Math.max(this.#began, addMs(disabledAt, KEYSET_UNSETTLED_MS)) as EpochMs;
  }
}
