import type { AccountRef } from '@keyturn/core';
import { describe, expect, it } from 'vitest';
import { aNewSecret, anAccount, anApiKey, anAuditEntry, nextMoment } from '../../builders.ts';
import { allRows, type OpenStore, sharedStore } from './subject.ts';
import { accepted, changeKeyset, claim, insertAccount, insertEndpoint, publish, T0 } from './world.ts';

/** Accounts: made whole, found, listed, changed, closed with all that they own. */
export function accountsContract(open: OpenStore): void {
  describe('accounts', () => {
    const subject = sharedStore(open);

    it('an account is found by its id and by its row key, as it was inserted', async () => {
      const account = await insertAccount(subject.store, {
        name: 'Čaj & “Söhne” \u2028 🫖',
        signatureProfiles: ['standard', 'kore'],
      });
      expect(await subject.store.accounts.find(account.id)).toEqual(account);
      expect(await subject.store.accounts.findByRef(account.ref)).toEqual(account);
      expect(await subject.store.accounts.find(anAccount().id)).toBeUndefined();
      expect(await subject.store.accounts.findByRef(anAccount().ref)).toBeUndefined();
    });

    it('a new account has a keyset at epoch 0 without secrets', async () => {
      const { ref } = await insertAccount(subject.store);
      const found = await subject.store.keysets.findSealed(ref, ref);
      expect(found?.keyset).toEqual({ scopeRef: ref, kind: 'account', epoch: 0, secrets: [] });
      expect(found?.sealedById.size).toBe(0);
    });

    it('an id that is taken is refused, and nothing of the second account is written', async () => {
      const first = await insertAccount(subject.store);
      const second = anAccount({ id: first.id });
      const entry = anAuditEntry({ accountRef: second.ref, objectId: second.id });
      expect(await subject.store.accounts.insert(second, entry)).toBe(false);
      expect(await subject.store.accounts.find(first.id)).toEqual(first);
      expect(await subject.store.accounts.findByRef(second.ref)).toBeUndefined();
      expect(await subject.store.keysets.findSealed(second.ref, second.ref)).toBeUndefined();
      expect((await subject.store.audit.list(second.ref, {}, { limit: 10 })).rows).toEqual([]);
    });

    it('of twenty racing inserts of one id, one succeeds', async () => {
      const { id } = anAccount();
      const rivals = Array.from({ length: 20 }, () => anAccount({ id }));
      const inserted = await Promise.all(
        rivals.map((rival) =>
          subject.store.accounts.insert(rival, anAuditEntry({ accountRef: rival.ref, objectId: rival.id })),
        ),
      );
      expect(inserted.filter((one) => one)).toHaveLength(1);
    });

    it('a changed name and changed profiles are read back, with their audit entry', async () => {
      const account = await insertAccount(subject.store);
      const changed = { ...account, name: 'Renamed', signatureProfiles: ['standard', 'kore'] as const };
      const entry = anAuditEntry({ accountRef: account.ref, act: 'account.updated', objectId: account.id });
      await subject.store.accounts.update(changed, entry);
      expect(await subject.store.accounts.find(account.id)).toEqual(changed);
      const { rows } = await subject.store.audit.list(account.ref, { act: 'account.updated' }, { limit: 10 });
      expect(rows).toEqual([entry]);
    });

    it('open accounts are listed newest first, in pages that stay stable while accounts are added', async () => {
      const made: AccountRef[] = [];
      for (let n = 0; n < 7; n++) made.unshift((await insertAccount(subject.store)).ref);
      const pages = await allRows(
        (page) => subject.store.accounts.list(page),
        3,
        () => insertAccount(subject.store),
      );
      const listed = pages.flat().map((account) => account.ref);
      expect(listed.slice(0, 7)).toEqual(made);
      expect(new Set(listed).size).toBe(listed.length);
      expect(pages.every((page) => page.length <= 3)).toBe(true);
    });

    it('a closed account is found and not listed, and keeps its id', async () => {
      const account = await insertAccount(subject.store);
      const at = nextMoment();
      const entry = anAuditEntry({ accountRef: account.ref, at, act: 'account.closed' });
      await subject.store.accounts.close(account.ref, at, entry);
      expect(await subject.store.accounts.find(account.id)).toEqual({ ...account, closedAt: at });
      const listed = (await allRows((page) => subject.store.accounts.list(page), 100)).flat();
      expect(listed.map((one) => one.ref)).not.toContain(account.ref);
      const again = anAccount({ id: account.id });
      expect(await subject.store.accounts.insert(again, anAuditEntry({ accountRef: again.ref }))).toBe(false);
      const { rows } = await subject.store.audit.list(account.ref, { act: 'account.closed' }, { limit: 10 });
      expect(rows).toEqual([entry]);
    });

    it('closing an account revokes its API keys and leaves those of others', async () => {
      const [account, other] = [await insertAccount(subject.store), await insertAccount(subject.store)];
      const mine = anApiKey({ accountRef: account.ref });
      const theirs = anApiKey({ accountRef: other.ref });
      await subject.store.apiKeys.insert(mine, anAuditEntry({ accountRef: account.ref }));
      await subject.store.apiKeys.insert(theirs, anAuditEntry({ accountRef: other.ref }));
      const at = nextMoment();
      await subject.store.accounts.close(account.ref, at, anAuditEntry({ accountRef: account.ref }));
      expect(await subject.store.apiKeys.find(mine.id)).toEqual({ ...mine, revokedAt: at });
      expect(await subject.store.apiKeys.find(theirs.id)).toEqual(theirs);
    });

    it('closing an account disables the secrets of all its scopes, for good, and removes their sealed bytes', async () => {
      const account = await insertAccount(subject.store);
      const endpoint = await insertEndpoint(subject.store, account.ref);
      const active = aNewSecret();
      const pending = aNewSecret();
      const own = aNewSecret();
      const scopes = [
        { scope: account.ref, secret: active },
        { scope: account.ref, secret: pending },
        { scope: endpoint.ref, secret: own },
      ];
      for (const { scope, secret } of scopes) {
        const command = { type: 'create', secret, by: { type: 'admin', id: 'admin', name: 'x' } } as const;
        await accepted(changeKeyset(subject.store, account.ref, scope, command));
      }
      const at = nextMoment();
      await subject.store.accounts.close(account.ref, at, anAuditEntry({ accountRef: account.ref }));
      for (const { secret } of scopes) {
        const row = await subject.store.keysets.find(account.ref, secret.id);
        expect(row?.secret).toMatchObject({
          status: 'disabled',
          disabledReason: 'account_closed',
          disabledAt: at,
        });
      }
      const of = (scope: typeof account.ref | typeof endpoint.ref) =>
        subject.store.keysets.findSealed(account.ref, scope);
      expect((await of(account.ref))?.keyset).toMatchObject({ epoch: 3, secrets: [] });
      expect((await of(endpoint.ref))?.keyset).toMatchObject({ epoch: 2, secrets: [] });
      const sealed = (await allRows((page) => subject.store.keysets.listSealed(page), 100)).flat();
      expect(sealed.filter((row) => row.accountRef === account.ref)).toEqual([]);
    });

    it('closing an account ends its waiting deliveries, which nobody claims any more', async () => {
      const account = await insertAccount(subject.store);
      const endpoint = await insertEndpoint(subject.store, account.ref);
      const row = await publish(subject.store, { accountRef: account.ref, endpointRefs: [endpoint.ref] });
      const at = nextMoment();
      await subject.store.accounts.close(account.ref, at, anAuditEntry({ accountRef: account.ref }));
      const { rows } = await subject.store.deliveries.list(account.ref, {}, { limit: 10 });
      expect(rows).toMatchObject([{ status: 'dead', deadReason: 'account_deleted', closedAt: at }]);
      expect(rows[0]?.nextAttemptAt).toBeUndefined();
      expect(await subject.store.hot.countWaiting(account.ref)).toBe(0);
      const claimed = await claim(subject.store, T0);
      expect(claimed.filter((one) => one.eventRef === row.event.ref)).toEqual([]);
    });
  });
}
