/** A real embedded database for one test file, with what rows need. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type {
  AccountId,
  AccountRef,
  AuditId,
  Clock,
  EndpointId,
  EndpointRef,
  EpochMs,
  SignatureProfile,
} from '@keyturn/core';
import { type Account, type AuditEntry, type Endpoint, openStore, type Store } from '@keyturn/store';
import { RandomSlices } from './random-slices.ts';

/** An open store in a folder of its own. */
export interface TestStore {
  readonly store: Store;
  readonly folder: string;
  /** Closes the store and removes the folder; may be called twice. */
  remove(): Promise<void>;
}

const ids = new RandomSlices();

/** Opens a new embedded database in a temporary folder. */
export async function openTestStore(): Promise<TestStore> {
  const folder = mkdtempSync(join(tmpdir(), 'keyturn-server-'));
  const store = await openStore(`sqlite:${folder}/keyturn.db`, {
    now: () => Date.now() as EpochMs,
    onFatal: (error) => {
      throw error;
    },
  });
  return {
    store,
    folder,
    async remove() {
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** An audit entry that says nothing in particular. */
export function someAudit(accountRef: AccountRef): AuditEntry {
  return {
    id: ids.makeId('aud', Date.now()) as AuditId,
    accountRef,
    at: Date.now() as EpochMs,
    actor: { type: 'system', id: 'system', name: 'test' },
    act: 'account.arranged',
    objectType: 'account',
    objectId: 'test',
  };
}

/** Inserts an account. */
export async function insertAccount(
  store: Store,
  clock: Clock,
  profiles: readonly SignatureProfile[] = ['standard'],
): Promise<Account> {
  const account: Account = {
    ref: store.takeRefs(1) as AccountRef,
    id: ids.makeId('acc', clock.wall()) as AccountId,
    name: 'Acme',
    signatureProfiles: profiles,
    createdAt: clock.wall(),
  };
  if (!(await store.accounts.insert(account, someAudit(account.ref)))) throw new Error('the id is taken');
  return account;
}

/** Inserts an endpoint of the account that wants every event. */
export async function insertEndpoint(store: Store, clock: Clock, account: Account): Promise<Endpoint> {
  const endpoint: Endpoint = {
    ref: store.takeRefs(1) as EndpointRef,
    accountRef: account.ref,
    id: ids.makeId('ep', clock.wall()) as EndpointId,
    url: 'https://receiver.example/hooks',
    description: '',
    eventTypes: [],
    headers: {},
    createdAt: clock.wall(),
    updatedAt: clock.wall(),
  };
  await store.endpoints.insert(endpoint, someAudit(account.ref));
  return endpoint;
}
