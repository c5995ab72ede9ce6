import { decideTransition, type EpochMs, type ScopeRef } from '@keyturn/core';
import { AN_ACTOR, aNewSecret, anAccount, anAuditEntry, anEndpoint } from '@keyturn/testkit';
import { beforeEach, describe, expect, it } from 'vitest';
import { makeAccountStore } from './accounts.ts';
import { makeAuditStore } from './audit.ts';
import type { Database } from './database.ts';
import { makeEndpointStore } from './endpoints.ts';
import { type KeysetDecision, makeKeysetStore } from './keysets.ts';
import { openMemory } from './test-scratch.ts';

const NOW = 1_700_000_000_000 as EpochMs;
const SEALED = new Uint8Array([1, 2, 3]);

let db: Database;
const account = anAccount();
const endpoint = anEndpoint({ accountRef: account.ref });

beforeEach(async () => {
  const { reader, writer } = await openMemory();
  db = { dialect: 'sqlite', reader, transact: (work) => writer.transaction().execute(work) };
  await makeAccountStore(db).insert(account, anAuditEntry({ accountRef: account.ref }));
  await makeEndpointStore(db).insert(endpoint, anAuditEntry({ accountRef: account.ref }));
});

/** Creates a secret in a scope; `twist` makes core's decision into what it must never be. */
function create(scopeRef: ScopeRef, twist: (decision: KeysetDecision) => KeysetDecision = (same) => same) {
  const secret = aNewSecret();
  const sealed = { id: secret.id, bytes: SEALED };
  return makeKeysetStore(db).change(account.ref, scopeRef, { sealed }, (state) => {
    const decided = decideTransition(state, { type: 'create', secret, by: AN_ACTOR }, NOW, 0);
    if (!decided.ok) return decided;
    const audit = [anAuditEntry({ accountRef: account.ref, act: 'secret.created' })];
    return { ok: true, value: twist({ transition: decided.value, audit }) };
  });
}

describe('a keyset', () => {
  it('of an account that closed before its first secret takes none any more', async () => {
    await makeAccountStore(db).close(account.ref, NOW, anAuditEntry({ accountRef: account.ref }));
    expect(await create(account.ref)).toEqual({ ok: false, error: { code: 'account_closed' } });
    expect(await create(endpoint.ref)).toEqual({ ok: false, error: { code: 'account_closed' } });
  });

  it('of a deleted endpoint is not found', async () => {
    const entry = anAuditEntry({ accountRef: account.ref });
    await makeEndpointStore(db).delete(account.ref, endpoint.ref, NOW, entry);
    expect(await create(endpoint.ref)).toEqual({ ok: false, error: { code: 'not_found', what: 'endpoint' } });
    expect(await create(account.ref)).toMatchObject({ ok: true });
  });

  it.each([
    [
      'an epoch that jumps',
      (decision: KeysetDecision): KeysetDecision => {
        const { transition } = decision;
        const keyset = { ...transition.keyset, epoch: transition.keyset.epoch + 1 };
        return { ...decision, transition: { ...transition, keyset } };
      },
    ],
    [
      'a row that was not decided',
      (decision: KeysetDecision): KeysetDecision => {
        const { transition } = decision;
        return { ...decision, transition: { ...transition, keyset: { ...transition.keyset, secrets: [] } } };
      },
    ],
    [
      'a decided change without its row',
      (decision: KeysetDecision): KeysetDecision => {
        return { ...decision, transition: { ...decision.transition, changed: [] } };
      },
    ],
  ])('refuses %s, and nothing of it is written', async (_name, twist) => {
    await expect(create(account.ref, twist)).rejects.toThrow('invariant broken');
    const found = await makeKeysetStore(db).findSealed(account.ref, account.ref);
    expect(found?.keyset).toMatchObject({ epoch: 0, secrets: [] });
    const audit = await makeAuditStore(db).list(account.ref, { act: 'secret.created' }, { limit: 5 });
    expect(audit.rows).toEqual([]);
  });

  it('refuses a created secret without its sealed bytes', async () => {
    const secret = aNewSecret();
    const changing = makeKeysetStore(db).change(account.ref, account.ref, {}, (state) => {
      const decided = decideTransition(state, { type: 'create', secret, by: AN_ACTOR }, NOW, 0);
      return decided.ok ? { ok: true, value: { transition: decided.value, audit: [] } } : decided;
    });
    await expect(changing).rejects.toThrow('a created secret comes with its sealed bytes');
  });
});
