import type { EpochMs } from '@keyturn/core';
import { describe, expect, it } from 'vitest';
import { anAuditEntry, nextMoment } from '../../builders.ts';
import { allRows, type OpenStore, sharedStore } from './subject.ts';
import { insertAccount } from './world.ts';

/** The audit log: complete, in order, narrowed, never changed. */
export function auditContract(open: OpenStore): void {
  describe('audit', () => {
    const subject = sharedStore(open);

    it('an entry is read back whole', async () => {
      const { ref } = await insertAccount(subject.store);
      const entry = anAuditEntry({
        accountRef: ref,
        actor: { type: 'api_key', id: 'key_1', name: 'the “ci” key' },
        act: 'secret.activated',
        objectType: 'secret',
        objectId: 'sec_1',
        before: { status: 'pending', epoch: 3, list: [1, null, { a: 'é' }] },
        after: { status: 'active' },
        reason: 'planned \u2028 turn',
        requestId: 'req_1',
        address: '2001:db8::1',
      });
      await subject.store.audit.append(entry);
      const { rows } = await subject.store.audit.list(ref, { objectId: 'sec_1' }, { limit: 10 });
      expect(rows).toEqual([entry]);
    });

    it('entries are listed newest first, in pages that stay stable while entries are added', async () => {
      const { ref } = await insertAccount(subject.store);
      const ids: string[] = [];
      for (let n = 0; n < 5; n++) {
        const entry = anAuditEntry({ accountRef: ref, act: 'secret.renamed' });
        await subject.store.audit.append(entry);
        ids.unshift(entry.id);
      }
      const pages = await allRows(
        (page) => subject.store.audit.list(ref, { act: 'secret.renamed' }, page),
        2,
        () => subject.store.audit.append(anAuditEntry({ accountRef: ref, act: 'secret.renamed' })),
      );
      expect(pages.map((page) => page.map((row) => row.id))).toEqual([
        ids.slice(0, 2),
        ids.slice(2, 4),
        ids.slice(4),
      ]);
    });

    it('entries are narrowed by act and by object, and stay in their account', async () => {
      const [account, other] = [await insertAccount(subject.store), await insertAccount(subject.store)];
      const wanted = anAuditEntry({ accountRef: account.ref, act: 'endpoint.paused', objectId: 'ep_1' });
      await subject.store.audit.append(wanted);
      await subject.store.audit.append({ ...wanted, id: anAuditEntry().id, objectId: 'ep_2' });
      await subject.store.audit.append({ ...wanted, id: anAuditEntry().id, act: 'endpoint.resumed' });
      await subject.store.audit.append({ ...wanted, id: anAuditEntry().id, accountRef: other.ref });
      const filter = { act: 'endpoint.paused', objectId: 'ep_1' };
      expect((await subject.store.audit.list(account.ref, filter, { limit: 10 })).rows).toEqual([wanted]);
    });

    it('entries are narrowed by noun, by any of several acts, and by who acted', async () => {
      const { ref } = await insertAccount(subject.store);
      const actors = [
        { type: 'user', id: 'usr_1', name: 'an "actor" of "type":"admin"' },
        { type: 'admin', id: 'admin', name: 'admin key' },
      ] as const;
      const acts = ['secret.created', 'secret.activated', 'secretary.hired', 'endpoint.paused'];
      for (const act of acts) {
        for (const actor of actors) {
          await subject.store.audit.append(anAuditEntry({ accountRef: ref, act, actor, objectId: 'x' }));
        }
      }
      const list = async (filter: Parameters<typeof subject.store.audit.list>[1]) => {
        const { rows } = await subject.store.audit.list(ref, { objectId: 'x', ...filter }, { limit: 20 });
        return rows.map(({ act, actor }) => `${act} by ${actor.type}`);
      };
      expect(await list({ act: 'secret.*', actorType: 'admin' })).toEqual([
        'secret.activated by admin',
        'secret.created by admin',
      ]);
      expect(await list({ act: ['endpoint.paused', 'secret.created'], actorType: 'user' })).toEqual([
        'endpoint.paused by user',
        'secret.created by user',
      ]);
      expect(await list({ act: 'sec_et.*' })).toEqual([]);
      expect(await list({ act: [] })).toEqual([]);
    });

    it('entries are narrowed by time, of which the end is not in it', async () => {
      const { ref } = await insertAccount(subject.store);
      const entries = Array.from({ length: 5 }, () =>
        anAuditEntry({ accountRef: ref, act: 'endpoint.paused' }),
      );
      for (const entry of entries) await subject.store.audit.append(entry);
      const [, second, , fourth] = entries;
      const filter = { act: 'endpoint.paused', since: second?.at as EpochMs, until: fourth?.at as EpochMs };
      const pages = await allRows((page) => subject.store.audit.list(ref, filter, page), 1);
      expect(pages.flat().map(({ id }) => id)).toEqual([entries[2]?.id, second?.id]);
      const before = { until: 0 as EpochMs };
      expect((await subject.store.audit.list(ref, before, { limit: 5 })).rows).toEqual([]);
    });

    it('an entry of the whole installation belongs to no account', async () => {
      const { ref } = await insertAccount(subject.store);
      await subject.store.audit.append(anAuditEntry({ act: 'api_key.created', at: nextMoment() }));
      expect((await subject.store.audit.list(ref, { act: 'api_key.created' }, { limit: 10 })).rows).toEqual(
        [],
      );
    });
  });
}
