/**
 * Keysets in memory, opened: what this process may sign with, and until when. One process serves a database, so a keyset holds until
 * `forget`; overlaps end by the clock alone, without a read.
 */
import {
  ACCOUNTS_IN_MEMORY_MAX,
  type AccountRef,
  type Clock,
  ENDPOINTS_IN_MEMORY_MAX,
  KEYSET_READS_MAX,
  KEYSET_UNSETTLED_KEPT_MS,
  KEYSET_UNSETTLED_MS,
} from '@keyturn/core';
import type { Store } from '@keyturn/store';
import type { RandomBytes } from '../random-bytes.ts';
import { AccountLease, type LeaseParts } from './account-lease.ts';
import type { Keyring, SigningKeyset } from './keyring.ts';
import { KeyringError } from './keyring-error.ts';
import type { MasterKeys } from './master-keys.ts';
import { seal } from './sealer.ts';
import { makeSigningKey } from './secret-maker.ts';

/** What the keyring stands on. */
export interface KeyringParts {
  readonly store: Pick<Store, 'keysets' | 'accounts' | 'endpoints'>;
  readonly masterKeys: MasterKeys;
  readonly clock: Clock;
  readonly random: RandomBytes;
  /** ACCOUNTS_IN_MEMORY_MAX and ENDPOINTS_IN_MEMORY_MAX unless told. */
  readonly accountsMax?: number;
  readonly endpointsMax?: number;
}

/** Makes the keyring of a process. */
export function makeKeyring(parts: KeyringParts): Keyring {
  const { store, clock, masterKeys, random } = parts;
  const { accountsMax = ACCOUNTS_IN_MEMORY_MAX, endpointsMax = ENDPOINTS_IN_MEMORY_MAX } = parts;
  const leases = new Map<AccountRef, AccountLease>();
  /** Accounts with a commit of unknown outcome, and until when (monotonic) that counts. */
  const unsettledUntil = new Map<AccountRef, number>();

  let heldEndpoints = 0;

  const drop = (accountRef: AccountRef): void => {
    const lease = leases.get(accountRef);
    if (lease === undefined) return;
    // Told before it is let go: a keyset that it gave out may be on its way to the wire.
    lease.forget();
    leases.delete(accountRef);
    heldEndpoints -= lease.size;
  };

  /** Makes room: the accounts that were read first are forgotten, and read anew when they send. */
  const evict = (isFull: () => boolean): void => {
    for (const oldest of leases.keys()) {
      if (!isFull()) return;
      drop(oldest);
    }
  };
  const leaseParts: LeaseParts = {
    store,
    masterKeys,
    clock,
    onEndpointHeld() {
      heldEndpoints++;
      // One account alone is within its own bound.
      evict(() => heldEndpoints > endpointsMax && leases.size > 1);
    },
  };

  const leaseOf = (accountRef: AccountRef): AccountLease => {
    const known = leases.get(accountRef);
    if (known !== undefined && !known.isOver()) return known;
    drop(accountRef);
    evict(() => leases.size >= accountsMax);
    const isUnsettled = (unsettledUntil.get(accountRef) ?? 0) > clock.monotonic();
    if (!isUnsettled) unsettledUntil.delete(accountRef);
    const keptMs = isUnsettled ? KEYSET_UNSETTLED_KEPT_MS : Number.POSITIVE_INFINITY;
    const lease = new AccountLease(leaseParts, accountRef, keptMs);
    leases.set(accountRef, lease);
    return lease;
  };

  return {
    makeSecret(accountRef, scopeRef, secretId) {
      const { bytes, text, keyId } = makeSigningKey(random);
      const sealed = seal(masterKeys, { accountRef, scopeRef, secretId }, bytes, random);
      bytes.fill(0);
      return { text, keyId, sealed };
    },
    findSigners(accountRef, endpointRef) {
      const signers = leases.get(accountRef)?.signersOf(endpointRef);
      return signers instanceof KeyringError ? undefined : signers;
    },
    async loadSigners(accountRef, endpointRef): Promise<SigningKeyset> {
      for (let reads = 0; reads < KEYSET_READS_MAX; reads++) {
        const lease = leaseOf(accountRef);
        const known = lease.signersOf(endpointRef);
        if (known === undefined) await lease.read(endpointRef);
        // Undefined again when the account changed during the read: what was read counts no more.
        const signers = known ?? lease.signersOf(endpointRef);
        if (signers instanceof KeyringError) throw signers;
        if (signers !== undefined) return signers;
      }
      throw new KeyringError(
        'scope_unsettled',
        `The secrets of account ${accountRef} changed ${KEYSET_READS_MAX} times while they were read; they are read again with the next attempt.`,
      );
    },
    forget(accountRef, commit) {
      drop(accountRef);
      if (commit === 'unknown') unsettledUntil.set(accountRef, clock.monotonic() + KEYSET_UNSETTLED_MS);
    },
  };
}
