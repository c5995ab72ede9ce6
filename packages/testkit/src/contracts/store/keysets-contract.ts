import {
  type AccountRef,
  activeOf,
  type ScopeRef,
  type Secret,
  type SecretId,
  signersAt,
} from '@keyturn/core';
import type { Store } from '@keyturn/store';
import { describe, expect, it } from 'vitest';
import { AN_ACTOR, aNewSecret, anAuditEntry, nextMoment } from '../../builders.ts';
import { allRows, type OpenStore, sharedStore } from './subject.ts';
import {
  accepted,
  after,
  changeKeyset,
  commit,
  insertAccount,
  insertEndpoint,
  sealedBytesOf,
} from './world.ts';

/** Creates a secret in a scope through `core` and gives its id. */
export async function createSecret(
  store: Store,
  accountRef: AccountRef,
  scopeRef: ScopeRef = accountRef,
): Promise<SecretId> {
  const secret = aNewSecret();
  await accepted(changeKeyset(store, accountRef, scopeRef, { type: 'create', secret, by: AN_ACTOR }));
  return secret.id;
}

/** An `activate` of `secretId` with the defaults of the API. */
export function activation(secretId: SecretId, overlapSeconds = 0) {
  return { type: 'activate', secretId, overlapSeconds, openOverlap: 'refuse', hardCut: 'refuse' } as const;
}

function byId(secrets: readonly Secret[]): readonly Secret[] {
  return secrets
    .filter((secret) => secret.status !== 'disabled')
    .toSorted((one, other) => one.id.localeCompare(other.id));
}

/** Keysets one caller at a time: what a transition decides is what the rows say afterwards. */
export function keysetsContract(open: OpenStore): void {
  describe('keysets', () => {
    const subject = sharedStore(open);

    it('each transition is read back as it was decided: epoch, states, times, sealed bytes of the live', async () => {
      const { ref } = await insertAccount(subject.store);
      const ids: SecretId[] = [];
      const create = async () => {
        const secret = aNewSecret({ name: `näme \u2028 ${ids.length}` });
        ids.push(secret.id);
        return changeKeyset(subject.store, ref, ref, { type: 'create', secret, by: AN_ACTOR });
      };
      const named = (n: number) => ids[n] ?? ('sec_none' as SecretId);
      const steps = [
        create,
        create,
        create,
        () => changeKeyset(subject.store, ref, ref, activation(named(2), 3600), { leaseMs: 1500 }),
        create,
        () =>
          changeKeyset(subject.store, ref, ref, {
            type: 'retire',
            secretId: named(0),
            retireAt: after(3_700_000),
          }),
        () =>
          changeKeyset(subject.store, ref, ref, { type: 'rename', secretId: named(2), name: 'named anew' }),
        () => changeKeyset(subject.store, ref, ref, { type: 'cancel', secretId: named(3) }),
        () =>
          changeKeyset(subject.store, ref, ref, { type: 'compromise', secret: aNewSecret(), by: AN_ACTOR }),
      ];
      for (const [n, step] of steps.entries()) {
        const decided = await accepted(step());
        expect(decided.effect, `step ${n}`).toBe('changed');
        const found = await subject.store.keysets.findSealed(ref, ref);
        expect(found?.keyset.epoch, `step ${n}`).toBe(decided.keyset.epoch);
        expect(byId(found?.keyset.secrets ?? []), `step ${n}`).toEqual(byId(decided.keyset.secrets));
        const live = byId(decided.keyset.secrets).map((secret) => secret.id);
        expect([...(found?.sealedById.keys() ?? [])].sort(), `step ${n}`).toEqual(live);
        for (const id of live) expect(found?.sealedById.get(id)).toEqual(sealedBytesOf(id));
        for (const secret of decided.changed) {
          const row = await subject.store.keysets.find(ref, secret.id);
          expect(row, `step ${n}`).toEqual({ secret, scopeRef: ref, scopeEpoch: decided.keyset.epoch });
        }
      }
    });

    it('a secret that becomes disabled loses its sealed bytes', async () => {
      const { ref } = await insertAccount(subject.store);
      await createSecret(subject.store, ref);
      const replaced = await createSecret(subject.store, ref);
      const pending = await createSecret(subject.store, ref);
      const sealed = async () =>
        (await allRows((page) => subject.store.keysets.listSealed(page), 100))
          .flat()
          .filter((row) => row.accountRef === ref)
          .map((row) => row.id);
      expect(await sealed()).not.toContain(replaced);
      expect(await sealed()).toHaveLength(2);
      await accepted(changeKeyset(subject.store, ref, ref, activation(pending)));
      expect(await sealed()).toEqual([pending]);
    });

    it('a refusal writes nothing', async () => {
      const { ref } = await insertAccount(subject.store);
      const active = await createSecret(subject.store, ref);
      const before = await subject.store.keysets.findSealed(ref, ref);
      const entries = (await subject.store.audit.list(ref, {}, { limit: 50 })).rows;
      const refused = await changeKeyset(subject.store, ref, ref, activation(active));
      expect(refused).toMatchObject({ ok: false, error: { code: 'secret_not_pending', secretId: active } });
      expect(await subject.store.keysets.findSealed(ref, ref)).toEqual(before);
      expect((await subject.store.audit.list(ref, {}, { limit: 50 })).rows).toEqual(entries);
    });

    it('a repeated activation writes nothing, and still shows what it did', async () => {
      const { ref } = await insertAccount(subject.store);
      const first = await createSecret(subject.store, ref);
      const second = await createSecret(subject.store, ref);
      const done = await accepted(
        changeKeyset(subject.store, ref, ref, activation(second), { leaseMs: 500 }),
      );
      const before = await subject.store.keysets.findSealed(ref, ref);
      const again = await accepted(changeKeyset(subject.store, ref, ref, activation(second, 60)));
      expect(again).toMatchObject({ effect: 'repeated', cutover: done.cutover, active: done.active });
      expect(again.previous).toMatchObject({ id: first, status: 'disabled' });
      expect(await subject.store.keysets.findSealed(ref, ref)).toEqual(before);
      const { rows } = await subject.store.audit.list(ref, { act: 'secret.activate' }, { limit: 50 });
      expect(rows).toHaveLength(1);
    });

    it('a decision that throws leaves nothing behind, and the scope can be changed afterwards', async () => {
      const { ref } = await insertAccount(subject.store);
      const failing = subject.store.keysets.change(ref, ref, {}, () => {
        throw new Error('a bug in a decision');
      });
      await expect(failing).rejects.toThrow('a bug in a decision');
      expect((await subject.store.keysets.findSealed(ref, ref))?.keyset.epoch).toBe(0);
      await createSecret(subject.store, ref);
      expect((await subject.store.keysets.findSealed(ref, ref))?.keyset.epoch).toBe(1);
    });

    it('an audit entry that cannot be written takes the whole transition back', async () => {
      const { ref } = await insertAccount(subject.store);
      const taken = anAuditEntry({ accountRef: ref });
      await subject.store.audit.append(taken);
      const secret = aNewSecret();
      const failing = subject.store.keysets.change(
        ref,
        ref,
        { sealed: { id: secret.id, bytes: sealedBytesOf(secret.id) } },
        (state) => ({
          ok: true,
          value: {
            audit: [taken],
            transition: {
              effect: 'changed',
              keyset: { ...state.keyset, epoch: state.keyset.epoch + 1 },
              changed: [{ ...secret, status: 'pending', createdAt: nextMoment(), createdBy: AN_ACTOR }],
            },
          },
        }),
      );
      await expect(failing).rejects.toThrow();
      const found = await subject.store.keysets.findSealed(ref, ref);
      expect(found?.keyset).toMatchObject({ epoch: 0, secrets: [] });
      expect(await subject.store.keysets.find(ref, secret.id)).toBeUndefined();
    });

    it('two active secrets in one scope are refused by the rows themselves', async () => {
      const { ref } = await insertAccount(subject.store);
      await createSecret(subject.store, ref);
      const intruder = aNewSecret();
      const failing = subject.store.keysets.change(
        ref,
        ref,
        { sealed: { id: intruder.id, bytes: sealedBytesOf(intruder.id) } },
        (state) => {
          const active = activeOf(state.keyset);
          if (active === undefined) throw new Error('the first secret is active');
          const second: Secret = { ...active, ...intruder };
          const keyset = { ...state.keyset, epoch: 2, secrets: [active, second] };
          return {
            ok: true,
            value: { transition: { effect: 'changed', keyset, changed: [second] }, audit: [anAuditEntry()] },
          };
        },
      );
      await expect(failing).rejects.toThrow();
      expect((await subject.store.keysets.findSealed(ref, ref))?.keyset.secrets).toHaveLength(1);
      expect(await subject.store.keysets.listBroken(10)).toEqual([]);
    });

    it("a scope that does not exist, or is another account's, is not found", async () => {
      const [account, other] = [await insertAccount(subject.store), await insertAccount(subject.store)];
      const endpoint = await insertEndpoint(subject.store, other.ref);
      for (const scope of [endpoint.ref, other.ref]) {
        const secret = aNewSecret();
        const change = changeKeyset(subject.store, account.ref, scope, {
          type: 'create',
          secret,
          by: AN_ACTOR,
        });
        expect(await change).toMatchObject({ ok: false, error: { code: 'not_found' } });
        expect(await subject.store.keysets.findSealed(account.ref, scope)).toBeUndefined();
      }
    });

    it("a secret of another scope or account is not named by a scope's transition", async () => {
      const [account, other] = [await insertAccount(subject.store), await insertAccount(subject.store)];
      const endpoint = await insertEndpoint(subject.store, account.ref);
      await createSecret(subject.store, account.ref);
      const theirs = await createSecret(subject.store, other.ref);
      const own = await createSecret(subject.store, account.ref, endpoint.ref);
      for (const secretId of [theirs, own]) {
        const change = changeKeyset(subject.store, account.ref, account.ref, { type: 'cancel', secretId });
        expect(await change).toMatchObject({ ok: false, error: { code: 'not_found' } });
      }
      expect(await subject.store.keysets.find(account.ref, theirs)).toBeUndefined();
    });

    it("an endpoint's transition is given the account's keyset and profiles, an account's only the profiles", async () => {
      const account = await insertAccount(subject.store, { signatureProfiles: ['standard', 'kore'] });
      const endpoint = await insertEndpoint(subject.store, account.ref);
      const active = await createSecret(subject.store, account.ref);
      const seen: unknown[] = [];
      for (const scope of [account.ref, endpoint.ref]) {
        await subject.store.keysets.change(account.ref, scope, {}, (state) => {
          seen.push([state.keyset.kind, state.profiles, state.inherited && activeOf(state.inherited)?.id]);
          return { ok: false, error: { code: 'hard_cut_not_accepted' } };
        });
      }
      expect(seen).toEqual([
        ['account', ['standard', 'kore'], undefined],
        ['endpoint', ['standard', 'kore'], active],
      ]);
    });

    it("an endpoint that goes over with an overlap inherits the account's secret until its end", async () => {
      const { ref } = await insertAccount(subject.store);
      const endpoint = await insertEndpoint(subject.store, ref);
      const accounts = await createSecret(subject.store, ref);
      const own = await createSecret(subject.store, ref, endpoint.ref);
      const now = nextMoment();
      const going = changeKeyset(subject.store, ref, endpoint.ref, activation(own, 60), { now });
      const { keyset } = await accepted(going);
      const found = await subject.store.keysets.findSealed(ref, endpoint.ref);
      expect(found?.keyset.inheritsUntil).toBe(keyset.inheritsUntil);
      expect(found?.keyset.inheritsUntil).toBeGreaterThan(now);
      const account = await subject.store.keysets.findSealed(ref, ref);
      if (found === undefined) throw new Error('the scope is gone');
      expect(signersAt(found.keyset, account?.keyset, now).map((secret) => secret.id)).toEqual([
        own,
        accounts,
      ]);
    });

    it('secrets are listed newest first, of one scope or of all, with their endpoint and epoch', async () => {
      const { ref } = await insertAccount(subject.store);
      const endpoint = await insertEndpoint(subject.store, ref);
      const made: SecretId[] = [];
      for (const scope of [ref, endpoint.ref, ref, endpoint.ref, ref]) {
        made.unshift(await createSecret(subject.store, ref, scope));
      }
      const ids = async (scope: ScopeRef | 'all') => {
        const pages = await allRows(
          (page) => subject.store.keysets.list(ref, scope, page),
          2,
          () => createSecret(subject.store, ref, ref),
        );
        return pages.flat();
      };
      const all = await ids('all');
      expect(all.slice(0, 5).map((row) => row.secret.id)).toEqual(made);
      const own = await ids(endpoint.ref);
      expect(own.map((row) => row.secret.id)).toEqual([made[1], made[3]]);
      expect(own[0]).toMatchObject({ endpointId: endpoint.id, scopeRef: endpoint.ref, scopeEpoch: 2 });
      expect(all.find((row) => row.secret.id === made[0])?.endpointId).toBeUndefined();
    });

    it('the last use of a secret is noted with a batch, and never moves back', async () => {
      const { ref } = await insertAccount(subject.store);
      const id = await createSecret(subject.store, ref);
      const use = (ms: number) =>
        commit(subject.store, { secretUses: [{ accountRef: ref, id, at: after(ms) }] });
      expect((await subject.store.keysets.find(ref, id))?.lastUsedAt).toBeUndefined();
      await use(500);
      await use(200);
      expect((await subject.store.keysets.find(ref, id))?.lastUsedAt).toBe(after(500));
      await use(900);
      expect((await subject.store.keysets.find(ref, id))?.lastUsedAt).toBe(after(900));
    });

    it('scopes whose overlap or inheritance has ended are listed, and no longer once they were visited', async () => {
      const { ref } = await insertAccount(subject.store);
      const endpoint = await insertEndpoint(subject.store, ref);
      await createSecret(subject.store, ref);
      const next = await createSecret(subject.store, ref);
      const own = await createSecret(subject.store, ref, endpoint.ref);
      const now = nextMoment();
      await accepted(changeKeyset(subject.store, ref, endpoint.ref, activation(own, 60), { now }));
      await accepted(changeKeyset(subject.store, ref, ref, activation(next, 60), { now }));
      const expired = async (ms: number, limit = 100) =>
        (await subject.store.keysets.listExpired((now + ms) as typeof now, limit))
          .filter((scope) => scope.accountRef === ref)
          .map((scope) => scope.scopeRef);
      expect(await expired(59_999)).toEqual([]);
      expect((await expired(60_000)).toSorted()).toEqual([ref, endpoint.ref].toSorted());
      expect(await subject.store.keysets.listExpired((now + 60_000) as typeof now, 1)).toHaveLength(1);
      for (const scope of [ref, endpoint.ref]) {
        const at = (now + 60_000) as typeof now;
        await accepted(changeKeyset(subject.store, ref, scope, { type: 'expire' }, { now: at }));
      }
      expect(await expired(60_000)).toEqual([]);
      expect(
        (await subject.store.keysets.findSealed(ref, endpoint.ref))?.keyset.inheritsUntil,
      ).toBeUndefined();
    });

    it('every sealed secret of the installation is paged through once', async () => {
      const { ref } = await insertAccount(subject.store);
      const ids = [await createSecret(subject.store, ref), await createSecret(subject.store, ref)];
      const rows = (await allRows((page) => subject.store.keysets.listSealed(page), 2)).flat();
      expect(new Set(rows.map((row) => row.id)).size).toBe(rows.length);
      const own = rows.filter((row) => row.accountRef === ref);
      expect(own.map((row) => row.id).toSorted()).toEqual(ids.toSorted());
      for (const row of own) {
        expect(row.scopeRef).toBe(ref);
        expect(row.sealed).toEqual(sealedBytesOf(row.id));
      }
    });
  });
}
