import type { EndpointId } from '@keyturn/core';
import { describe, expect, it } from 'vitest';
import { anAuditEntry, nextMoment } from '../../builders.ts';
import { createSecret } from './keysets-contract.ts';
import { allRows, type OpenStore, sharedStore, withFreshStore } from './subject.ts';
import {
  after,
  anOutcome,
  claim,
  commit,
  deliveryOf,
  insertAccount,
  insertEndpoint,
  insertLanes,
  publish,
  T0,
} from './world.ts';

/** Endpoints: with their lane and keyset, paused, resumed, deleted. */
export function endpointsContract(open: OpenStore): void {
  describe('endpoints', () => {
    const subject = sharedStore(open);

    it('an endpoint is found by its id and by its row key, as it was inserted', async () => {
      const { ref } = await insertAccount(subject.store);
      const endpoint = await insertEndpoint(subject.store, ref, {
        url: 'https://Receiver.Example:8443/a%20b?x=ü#\u2028',
        description: 'für “Tests” 🧪',
        eventTypes: ['invoice.*', 'order.paid'],
        headers: { 'x-team': 'ä, b', authorization: 'Basic abc' },
      });
      expect(await subject.store.endpoints.find(ref, endpoint.id)).toEqual(endpoint);
      expect(await subject.store.endpoints.findByRef(ref, endpoint.ref)).toEqual(endpoint);
      expect(await subject.store.endpoints.find(ref, 'ep_none' as EndpointId)).toBeUndefined();
    });

    it('a new endpoint has a keyset of its own at epoch 0', async () => {
      const { ref } = await insertAccount(subject.store);
      const endpoint = await insertEndpoint(subject.store, ref);
      const found = await subject.store.keysets.findSealed(ref, endpoint.ref);
      expect(found?.keyset).toEqual({ scopeRef: endpoint.ref, kind: 'endpoint', epoch: 0, secrets: [] });
    });

    it('an endpoint of another account is not found', async () => {
      const [account, other] = [await insertAccount(subject.store), await insertAccount(subject.store)];
      const endpoint = await insertEndpoint(subject.store, other.ref);
      expect(await subject.store.endpoints.find(account.ref, endpoint.id)).toBeUndefined();
      expect(await subject.store.endpoints.findByRef(account.ref, endpoint.ref)).toBeUndefined();
      expect(await subject.store.endpoints.listAll(account.ref)).toEqual([]);
    });

    it('endpoints are listed newest first, in pages that stay stable while endpoints are added, or all at once', async () => {
      const { ref } = await insertAccount(subject.store);
      const made: EndpointId[] = [];
      for (let n = 0; n < 5; n++) made.unshift((await insertEndpoint(subject.store, ref)).id);
      const all = await subject.store.endpoints.listAll(ref);
      expect(all.map((endpoint) => endpoint.id).toSorted()).toEqual(made.toSorted());
      const pages = await allRows(
        (page) => subject.store.endpoints.list(ref, page),
        2,
        () => insertEndpoint(subject.store, ref),
      );
      expect(pages.flat().map((endpoint) => endpoint.id)).toEqual(made);
    });

    it('changed fields are read back, with their audit entry', async () => {
      const { ref } = await insertAccount(subject.store);
      const endpoint = await insertEndpoint(subject.store, ref);
      const changed = {
        ...endpoint,
        url: 'https://other.example/',
        description: 'moved',
        eventTypes: ['a.b'],
        headers: { 'x-a': '1' },
        updatedAt: nextMoment(),
      };
      const entry = anAuditEntry({ accountRef: ref, act: 'endpoint.updated', objectId: endpoint.id });
      await subject.store.endpoints.update(changed, entry);
      expect(await subject.store.endpoints.find(ref, endpoint.id)).toEqual(changed);
      expect((await subject.store.audit.list(ref, { act: 'endpoint.updated' }, { limit: 5 })).rows).toEqual([
        entry,
      ]);
    });

    it('a pause and its reason are joined in, and gone after a resume', async () => {
      const { ref } = await insertAccount(subject.store);
      const endpoint = await insertEndpoint(subject.store, ref);
      const at = nextMoment();
      const entry = () => anAuditEntry({ accountRef: ref, act: 'endpoint.paused' });
      await subject.store.endpoints.setPaused(ref, endpoint.ref, { at, reason: 'manual' }, at, entry());
      const paused = { at, reason: 'manual' };
      expect((await subject.store.endpoints.find(ref, endpoint.id))?.paused).toEqual(paused);
      expect((await subject.store.endpoints.listAll(ref))[0]?.paused).toEqual(paused);
      expect((await subject.store.endpoints.list(ref, { limit: 5 })).rows[0]?.paused).toEqual(paused);
      await subject.store.endpoints.setPaused(ref, endpoint.ref, undefined, nextMoment(), entry());
      expect((await subject.store.endpoints.find(ref, endpoint.id))?.paused).toBeUndefined();
      expect(
        (await subject.store.audit.list(ref, { act: 'endpoint.paused' }, { limit: 5 })).rows,
      ).toHaveLength(2);
    });

    it('a deleted endpoint is in no list and not found by id, and by row key shows when it was deleted', async () => {
      const { ref } = await insertAccount(subject.store);
      const [gone, stays] = [
        await insertEndpoint(subject.store, ref),
        await insertEndpoint(subject.store, ref),
      ];
      const at = nextMoment();
      await subject.store.endpoints.delete(ref, gone.ref, at, anAuditEntry({ accountRef: ref }));
      expect(await subject.store.endpoints.find(ref, gone.id)).toBeUndefined();
      expect(await subject.store.endpoints.findByRef(ref, gone.ref)).toMatchObject({
        id: gone.id,
        url: gone.url,
        deletedAt: at,
      });
      expect((await subject.store.endpoints.listAll(ref)).map((one) => one.id)).toEqual([stays.id]);
      expect((await subject.store.endpoints.list(ref, { limit: 5 })).rows.map((one) => one.id)).toEqual([
        stays.id,
      ]);
    });

    it('deleting an endpoint disables its secrets, removes their sealed bytes, and leaves those of the account', async () => {
      const { ref } = await insertAccount(subject.store);
      const endpoint = await insertEndpoint(subject.store, ref);
      const accounts = await createSecret(subject.store, ref);
      const own = await createSecret(subject.store, ref, endpoint.ref);
      await subject.store.endpoints.delete(
        ref,
        endpoint.ref,
        nextMoment(),
        anAuditEntry({ accountRef: ref }),
      );
      expect((await subject.store.keysets.find(ref, own))?.secret.status).toBe('disabled');
      expect((await subject.store.keysets.find(ref, accounts))?.secret.status).toBe('active');
      const sealed = (await allRows((page) => subject.store.keysets.listSealed(page), 100)).flat();
      expect(sealed.filter((row) => row.accountRef === ref).map((row) => row.id)).toEqual([accounts]);
    });

    it(
      'the waiting deliveries of a deleted endpoint are dead, those that ended stay as they are',
      withFreshStore(open, async ({ store }) => {
        const { accountRef, endpointRefs } = await insertLanes(store, 2);
        const [gone, stays] = endpointRefs;
        if (gone === undefined) throw new Error('no endpoint');
        const ended = await publish(store, { accountRef, endpointRefs: [gone], first: 'in_memory' });
        const delivery = ended.deliveries[0];
        if (delivery === undefined) throw new Error('no delivery');
        await commit(store, {
          outcomes: [
            {
              accountRef,
              endpointRef: gone,
              deliveryRef: delivery.ref,
              claim: { token: 1, generation: 1 },
              next: { type: 'delivered', at: after(1) },
            },
          ],
        });
        await publish(store, { accountRef, endpointRefs });
        const at = after(100);
        await store.endpoints.delete(accountRef, gone, at, anAuditEntry({ accountRef }));
        const { rows } = await store.deliveries.list(accountRef, { endpointRef: gone }, { limit: 10 });
        expect(rows).toMatchObject([
          { status: 'dead', deadReason: 'endpoint_deleted', closedAt: at },
          { status: 'delivered', closedAt: after(1) },
        ]);
        expect((await claim(store, after(200))).map((one) => one.endpointRef)).toEqual([stays]);
        expect(await store.hot.countWaiting(accountRef)).toBe(1);
      }),
    );

    it(
      'an event that was accepted while its endpoint was being deleted ends dead there too',
      withFreshStore(open, async ({ store }) => {
        const { accountRef, endpointRefs } = await insertLanes(store, 1);
        const [gone] = endpointRefs;
        if (gone === undefined) throw new Error('no endpoint');
        const failed = await publish(store, { accountRef, endpointRefs, first: 'in_memory' });
        const lost = await publish(store, { accountRef, endpointRefs, first: 'in_memory' });
        await store.endpoints.delete(accountRef, gone, T0, anAuditEntry({ accountRef }));
        const statuses = async () => {
          const { rows } = await store.deliveries.list(accountRef, {}, { limit: 10 });
          return rows.map((row) => row.deadReason ?? row.status);
        };
        expect(await statuses()).toEqual(['endpoint_deleted', 'endpoint_deleted']);
        // What is published now was matched before the deletion.
        await publish(store, { accountRef, endpointRefs });
        expect(await statuses()).toEqual(['endpoint_deleted', 'endpoint_deleted', 'endpoint_deleted']);
        expect(await store.hot.countWaiting()).toBe(0);
        await publish(store, { accountRef, endpointRefs, first: 'in_memory' });
        await store.hot.sweepLanes(after(1));
        expect(await statuses()).toEqual(Array.from({ length: 4 }, () => 'endpoint_deleted'));
        expect(await store.hot.countWaiting()).toBe(0);
        const { outcomes } = await commit(store, {
          outcomes: [failed, lost].map((row) => anOutcome(row, { type: 'waiting', dueAt: after(9) })),
        });
        expect(outcomes).toEqual(['stale', 'stale']);
      }),
    );

    it(
      'a failure that comes in after its endpoint was deleted is written down, and ends the delivery',
      withFreshStore(open, async ({ store }) => {
        const { accountRef, endpointRefs } = await insertLanes(store, 1);
        const [gone] = endpointRefs;
        if (gone === undefined) throw new Error('no endpoint');
        await store.endpoints.delete(accountRef, gone, T0, anAuditEntry({ accountRef }));
        const row = await publish(store, { accountRef, endpointRefs, first: 'in_memory' });
        const { outcomes } = await commit(store, {
          outcomes: [anOutcome(row, { type: 'waiting', dueAt: after(9) })],
          now: after(3),
        });
        expect(outcomes).toEqual(['recorded']);
        const { ref } = deliveryOf(row);
        expect(await store.deliveries.find(accountRef, ref)).toMatchObject({
          status: 'dead',
          deadReason: 'endpoint_deleted',
          closedAt: after(3),
          attempts: 1,
        });
        expect(await store.deliveries.listAttempts(accountRef, ref)).toHaveLength(1);
        expect(await store.hot.countWaiting()).toBe(0);
      }),
    );
  });
}
