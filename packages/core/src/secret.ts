import type { KeyId, SecretId } from './ids.ts';
import type { EpochMs } from './time.ts';

/** Who did something, as rows and the audit log keep it. */
export interface Actor {
  readonly type: 'user' | 'api_key' | 'admin' | 'portal' | 'system';
  /** An id of that kind; the type's own word for `admin` and `system`. */
  readonly id: string;
  /** What people read. */
  readonly name: string;
}

/** Why a secret will never sign again. */
export type DisabledReason =
  | 'superseded'
  | 'overlap_ended'
  | 'replaced'
  | 'cancelled'
  | 'compromised'
  | 'account_closed';

/** How a secret became active: the first of its scope at creation, by an `activate`, or by the break-glass. */
export type ActivatedBy = 'creation' | 'activate' | 'compromised';

/** The instant from which no request starts under the keyset before `epoch`. */
export interface Cutover {
  readonly epoch: number;
  readonly effectiveAt: EpochMs;
}

/** What every secret has. The text and bytes are not here: they live in the keyring and, sealed, in the store. */
interface SecretFacts {
  readonly id: SecretId;
  readonly name: string;
  readonly keyId: KeyId;
  readonly createdAt: EpochMs;
  readonly createdBy: Actor;
}

/** What every secret has that was active once. */
interface ActivationFacts {
  readonly activatedAt: EpochMs;
  readonly activatedBy: ActivatedBy;
  readonly cutover: Cutover;
  /** The secret that this one took over from: of its own scope, or the account's for an endpoint going over. */
  readonly previousId?: SecretId;
}

/** Waits to be activated; signs proof requests only, never an event. */
export interface PendingSecret extends SecretFacts {
  readonly status: 'pending';
}

/** Signs every event of its scope. */
export interface ActiveSecret extends SecretFacts, ActivationFacts {
  readonly status: 'active';
}

/** Was active; co-signs until `retireAt`. */
export interface RetiringSecret extends SecretFacts, ActivationFacts {
  readonly status: 'retiring';
  readonly retireAt: EpochMs;
  /** When its successor was activated: an overlap lasts at most 7 days from then. */
  readonly supersededAt: EpochMs;
}

/** Signs nothing, for good; its sealed bytes are removed. */
export interface DisabledSecret extends SecretFacts {
  readonly status: 'disabled';
  readonly activation?: ActivationFacts;
  readonly disabledAt: EpochMs;
  readonly disabledReason: DisabledReason;
  /** The secret that took its place as pending, when the reason is `replaced`. */
  readonly replacedById?: SecretId;
}

/** One of a scope's secrets, in one of its four states; each state has only its own fields. */
export type Secret = PendingSecret | ActiveSecret | RetiringSecret | DisabledSecret;

/** The four states by name. */
export type SecretStatus = Secret['status'];
