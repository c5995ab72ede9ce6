import { type AccountRef, activeOf, pendingOf, type ScopeRef } from '@keyturn/core';
import type { Store } from '@keyturn/store';
import { describe, expect, it } from 'vitest';
import { AN_ACTOR, aNewSecret } from '../../builders.ts';
import { activation, createSecret } from './keysets-contract.ts';
import { allRows, type OpenStore, sharedStore } from './subject.ts';
import { accepted, changeKeyset, insertAccount, insertEndpoint } from './world.ts';

const RIVALS = 50;

function racingCreates(store: Store, accountRef: AccountRef, scopeRef: ScopeRef, count = RIVALS) {
  return Promise.all(
    Array.from({ length: count }, () =>
      accepted(
        changeKeyset(store, accountRef, scopeRef, { type: 'create', secret: aNewSecret(), by: AN_ACTOR }),
      ),
    ),
  );
}

async function auditCount(store: Store, accountRef: AccountRef, act: string): Promise<number> {
  return (await allRows((page) => store.audit.list(accountRef, { act }, page), 200)).flat().length;
}

/** Keysets under many callers at once: one active, one pending, one transition at a time. */
export function keysetsRacingContract(open: OpenStore): void {
  describe('racing transitions', () => {
    const subject = sharedStore(open);

    it('fifty racing creates make fifty secrets, fifty epochs and fifty audit entries; one is pending', async () => {
      const { ref } = await insertAccount(subject.store);
      await createSecret(subject.store, ref);
      const transitions = await racingCreates(subject.store, ref, ref);
      const epochs = transitions.map((one) => one.keyset.epoch).toSorted((a, b) => a - b);
      expect(epochs).toEqual(Array.from({ length: RIVALS }, (_, n) => n + 2));
      expect(await auditCount(subject.store, ref, 'secret.create')).toBe(RIVALS + 1);
      const found = await subject.store.keysets.findSealed(ref, ref);
      expect(found?.keyset.epoch).toBe(RIVALS + 1);
      expect(found?.keyset.secrets.map((secret) => secret.status).toSorted()).toEqual(['active', 'pending']);
      const rows = (await allRows((page) => subject.store.keysets.list(ref, 'all', page), 100)).flat();
      const reasons = rows.map(({ secret }) =>
        secret.status === 'disabled' ? secret.disabledReason : secret.status,
      );
      expect(reasons.filter((reason) => reason === 'replaced')).toHaveLength(RIVALS - 1);
    });

    it('of fifty racing first creates, one becomes active', async () => {
      const { ref } = await insertAccount(subject.store);
      await racingCreates(subject.store, ref, ref);
      const found = await subject.store.keysets.findSealed(ref, ref);
      expect(found?.keyset.secrets.map((secret) => secret.status).toSorted()).toEqual(['active', 'pending']);
    });

    it('fifty racing activations of one secret are one transition, one audit entry and one cut-over', async () => {
      const { ref } = await insertAccount(subject.store);
      await createSecret(subject.store, ref);
      const pending = await createSecret(subject.store, ref);
      const done = await Promise.all(
        Array.from({ length: RIVALS }, () =>
          accepted(changeKeyset(subject.store, ref, ref, activation(pending), { leaseMs: 700 })),
        ),
      );
      expect(done.filter((one) => one.effect === 'changed')).toHaveLength(1);
      expect(done.filter((one) => one.effect === 'repeated')).toHaveLength(RIVALS - 1);
      expect(new Set(done.map((one) => JSON.stringify(one.cutover))).size).toBe(1);
      expect(await auditCount(subject.store, ref, 'secret.activate')).toBe(1);
      expect((await subject.store.keysets.findSealed(ref, ref))?.keyset.epoch).toBe(3);
    });

    it('creates and activations that race leave one active, one pending at most, and an epoch for each change', async () => {
      const { ref } = await insertAccount(subject.store);
      await createSecret(subject.store, ref);
      let changes = 1;
      const rotate = async () => {
        const secret = aNewSecret();
        await accepted(changeKeyset(subject.store, ref, ref, { type: 'create', secret, by: AN_ACTOR }));
        changes++;
        const activated = await changeKeyset(subject.store, ref, ref, activation(secret.id));
        if (activated.ok) changes++;
        else expect(activated.error.code).toBe('secret_not_pending');
      };
      await Promise.all(Array.from({ length: RIVALS / 2 }, rotate));
      const found = await subject.store.keysets.findSealed(ref, ref);
      if (found === undefined) throw new Error('the scope is gone');
      expect(found.keyset.epoch).toBe(changes);
      expect(activeOf(found.keyset)).toBeDefined();
      expect(found.keyset.secrets.length).toBeLessThanOrEqual(2);
      expect(found.keyset.secrets.length).toBe(pendingOf(found.keyset) === undefined ? 1 : 2);
      expect(await subject.store.keysets.listBroken(10)).toEqual([]);
    });

    it('racing scopes of one account do not wait for each other for ever', async () => {
      const { ref } = await insertAccount(subject.store);
      await createSecret(subject.store, ref);
      const endpoints = [await insertEndpoint(subject.store, ref), await insertEndpoint(subject.store, ref)];
      const scopes: readonly ScopeRef[] = [ref, ...endpoints.map((endpoint) => endpoint.ref)];
      await Promise.all(scopes.map((scope) => racingCreates(subject.store, ref, scope, 15)));
      for (const scope of scopes) {
        const found = await subject.store.keysets.findSealed(ref, scope);
        expect(found?.keyset.epoch).toBe(scope === ref ? 16 : 15);
        expect(found?.keyset.secrets.filter((secret) => secret.status === 'pending')).toHaveLength(1);
      }
    });
  });
}
