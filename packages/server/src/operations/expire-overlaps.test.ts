import { randomBytes } from 'node:crypto';
import { decideTransition, type KeysetCommand, ok, type ScopeRef, type SecretId } from '@keyturn/core';
import type { Account } from '@keyturn/store';
import { eventually, FakeClock } from '@keyturn/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeKeyring } from '../keyring/keyset-lease.ts';
import { formatMasterKey, parseMasterKeys } from '../keyring/master-keys.ts';
import { RandomSlices } from '../random-slices.ts';
import { makeRepeated } from '../repeat.ts';
import { insertAccount, insertEndpoint, openTestStore, someAudit, type TestStore } from '../test-store.ts';
import { changeKeyset } from './change-keyset.ts';
import { expireOverlaps } from './expire-overlaps.ts';
import { makeOrderedIds } from './ordered-ids.ts';
import { StoppedSecrets } from './stopped-secrets.ts';

const HOUR_S = 3600;
let test: TestStore;
const clock = new FakeClock();
let parts: Parameters<typeof expireOverlaps>[0];

beforeAll(async () => {
  test = await openTestStore();
  const { store } = test;
  const keyring = makeKeyring({
    store,
    masterKeys: parseMasterKeys(formatMasterKey('mk-1', randomBytes(32)), 'test'),
    clock,
    random: randomBytes,
  });
  const stoppedSecrets = new StoppedSecrets(clock);
  parts = { store, keyring, clock, makeId: makeOrderedIds(new RandomSlices()), leaseMs: 0, stoppedSecrets };
});
afterAll(() => test.remove());

async function change(account: Account, scopeRef: ScopeRef, command: KeysetCommand, sealed?: Uint8Array) {
  const id = command.type === 'create' ? command.secret.id : undefined;
  const input = {
    accountRef: account.ref,
    scopeRef,
    ...(id === undefined || sealed === undefined ? {} : { sealed: { id, bytes: sealed } }),
  };
  const changed = await changeKeyset(parts, input, (state, now) => {
    const decided = decideTransition(state, command, now, 0);
    return decided.ok ? ok({ transition: decided.value, audit: [someAudit(account.ref)] }) : decided;
  });
  if (!changed.ok) throw new Error(changed.error.code);
}

async function create(account: Account, scopeRef: ScopeRef, name: string): Promise<SecretId> {
  const id = `sec_${scopeRef}${name}` as SecretId;
  const made = parts.keyring.makeSecret(account.ref, scopeRef, id);
  const by = { type: 'system', id: 'system', name: 'test' } as const;
  await change(
    account,
    scopeRef,
    { type: 'create', secret: { id, name, keyId: made.keyId }, by },
    made.sealed,
  );
  return id;
}

async function activate(account: Account, scopeRef: ScopeRef, secretId: SecretId): Promise<void> {
  const how = { overlapSeconds: HOUR_S, openOverlap: 'refuse', hardCut: 'accept' } as const;
  await change(account, scopeRef, { type: 'activate', secretId, ...how });
}

async function withOpenOverlap(): Promise<{ account: Account; retiring: SecretId }> {
  const account = await insertAccount(test.store, clock);
  const retiring = await create(account, account.ref, 'first');
  await activate(account, account.ref, await create(account, account.ref, 'second'));
  return { account, retiring };
}

async function auditOf(account: Account): Promise<readonly string[]> {
  const page = await test.store.audit.list(account.ref, {}, { limit: 50 });
  return page.rows
    .filter(({ act }) => act.startsWith('secret.'))
    .map(({ act, objectId }) => `${act} ${objectId}`);
}

describe('the sweep of ended overlaps', () => {
  it('disables a retiring secret from its end on, removes its bytes, and writes one audit row', async () => {
    const { account, retiring } = await withOpenOverlap();
    const endsAt = clock.wall() + HOUR_S * 1000;
    clock.advance(HOUR_S * 1000 - 1);
    await expireOverlaps(parts);
    expect((await test.store.keysets.find(account.ref, retiring))?.secret.status).toBe('retiring');
    clock.advance(60_001);
    await expireOverlaps(parts);
    await expireOverlaps(parts);
    expect((await test.store.keysets.find(account.ref, retiring))?.secret).toMatchObject({
      status: 'disabled',
      disabledReason: 'overlap_ended',
      disabledAt: endsAt,
    });
    expect((await test.store.keysets.findSealed(account.ref, account.ref))?.sealedById.has(retiring)).toBe(
      false,
    );
    expect(await auditOf(account)).toEqual([`secret.overlap_ended ${retiring}`]);
  });

  it("ends an endpoint's inheritance", async () => {
    const account = await insertAccount(test.store, clock);
    await create(account, account.ref, 'first');
    const endpoint = await insertEndpoint(test.store, clock, account);
    const own = await create(account, endpoint.ref, 'own');
    await activate(account, endpoint.ref, own);
    clock.advance(HOUR_S * 1000);
    await expireOverlaps(parts);
    const sealed = await test.store.keysets.findSealed(account.ref, endpoint.ref);
    expect(sealed?.keyset.inheritsUntil).toBeUndefined();
    expect(await auditOf(account)).toEqual([`secret.inheritance_ended ${own}`]);
  });

  it('goes on by itself, and after a failure', async () => {
    const { account, retiring } = await withOpenOverlap();
    const failures: unknown[] = [];
    let turns = 0;
    const sweep = makeRepeated(
      async () => {
        if (++turns === 2) throw new Error('the database is away');
        await expireOverlaps(parts);
      },
      1,
      (error) => void failures.push(error),
    );
    sweep.start();
    await eventually(
      () => {
        if (turns < 3) throw new Error(`${turns} turns`);
      },
      { deadlineMs: 5000 },
    );
    clock.advance(HOUR_S * 1000);
    await eventually(
      async () => {
        const row = await test.store.keysets.find(account.ref, retiring);
        if (row?.secret.status !== 'disabled') throw new Error('not swept');
      },
      { deadlineMs: 5000 },
    );
    await sweep.stop();
    expect(failures).toHaveLength(1);
    const turnsAtStop = turns;
    await sweep.stop();
    await new Promise((resolve) => setImmediate(resolve));
    expect(turns).toBe(turnsAtStop);
  });
});
