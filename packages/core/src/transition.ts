import type { KeyId, SecretId } from './ids.ts';
import type { Keyset, SignatureProfile } from './keyset.ts';
import type { ActiveSecret, Actor, Cutover, PendingSecret, Secret } from './secret.ts';
import type { EpochMs } from './time.ts';

/**
 * What a transition is decided on, read under the scope's lock. The keyset holds every live secret and the disabled ones that the
 * command names; for an `activate` also the `previousId` of the named one, or a repeat cannot show it.
 */
export interface ScopeState {
  readonly keyset: Keyset;
  /** The account's keyset. Given for every endpoint scope, whether or not the account has a secret; never for an account scope. */
  readonly inherited?: Keyset;
  /** The account's signature profiles. */
  readonly profiles: readonly SignatureProfile[];
}

/** What core needs to know of a secret that the keyring has just made: never its text or bytes. */
export interface NewSecret {
  readonly id: SecretId;
  readonly name: string;
  readonly keyId: KeyId;
}

/** Everything that can be asked of a scope's secrets. */
export type KeysetCommand =
  /** Adds a secret: active when the scope has none that signs, else pending, in place of an earlier pending one. */
  | { readonly type: 'create'; readonly secret: NewSecret; readonly by: Actor }
  /** Makes the pending secret active; `overlapSeconds` (0 to 7 days) is how long the former one co-signs. */
  | {
      readonly type: 'activate';
      readonly secretId: SecretId;
      readonly overlapSeconds: number;
      /** What to do with an overlap that has not ended. */
      readonly openOverlap: 'refuse' | 'end';
      /** Whether an overlap may be a hard cut for a profile that carries one signature only. */
      readonly hardCut: 'refuse' | 'accept';
      readonly expectedEpoch?: number;
    }
  /** Disables the pending secret. */
  | { readonly type: 'cancel'; readonly secretId: SecretId }
  /** Moves the end of an overlap: at or before now ends it, later extends it, to 7 days after the activation at most. */
  | { readonly type: 'retire'; readonly secretId: SecretId; readonly retireAt: EpochMs }
  /** Names a secret anew, in whichever state. */
  | { readonly type: 'rename'; readonly secretId: SecretId; readonly name: string }
  /** Break-glass: a new secret signs at once, every other one of the scope never again. */
  | { readonly type: 'compromise'; readonly secret: NewSecret; readonly by: Actor }
  /** Ends the overlaps whose time has come. */
  | { readonly type: 'expire' }
  /** Disables everything, with the account. */
  | { readonly type: 'close' };

/** What a command did, or that it had been done before (`repeated`), or that there was nothing to do (`none`). */
export interface Transition {
  /** The keyset afterwards: its epoch one higher when a state changed, else the same. */
  readonly keyset: Keyset;
  /** The rows to insert or update, a created secret included; nothing else differs. */
  readonly changed: readonly Secret[];
  readonly effect: 'changed' | 'repeated' | 'none';
  /** `create`: the pending secret that the new one replaced, as it was. */
  readonly replaced?: PendingSecret;
  /** The secret that this command made active, now or, when repeated, then. */
  readonly active?: ActiveSecret;
  /**
   * `activate` and `compromise`: the secret that `active` took over from, in its new state. For an endpoint that goes over to its
   * own, the account's active secret, which does not change. Absent when a repeat was not given its row.
   */
  readonly previous?: Secret;
  /** From when on only the new keyset signs; given with `active`. */
  readonly cutover?: Cutover;
}
