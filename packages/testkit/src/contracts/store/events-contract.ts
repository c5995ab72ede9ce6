import { BODY_BYTES_MAX, type EventId } from '@keyturn/core';
import { describe, expect, it } from 'vitest';
import { aPublish } from '../../builders.ts';
import { allRows, type OpenStore, sharedStore } from './subject.ts';
import { after, commit, insertAccount, insertLanes, publish, T0 } from './world.ts';

const ENCODER = new TextEncoder();

/** Every byte value, again and again, out of step with any power of two. */
function everyByte(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, n) => (n * 31 + (n >> 8)) % 256);
}

const bodies: readonly (readonly [string, Uint8Array])[] = [
  ['non-ASCII text, U+2028 and an emoji', ENCODER.encode('{"a":"Zoë\u2028\u2029 žluťoučký 🫖 ﷽"}')],
  ['no byte at all', new Uint8Array()],
  ['every byte value, a NUL first', everyByte(1024)],
  ['quotes, backslashes and line ends', ENCODER.encode('{"q":"\\\\x00\\"\'$1"}\r\n')],
  ['256 KiB of text', ENCODER.encode('ü'.repeat(BODY_BYTES_MAX / 2))],
  ['256 KiB of every byte value', everyByte(BODY_BYTES_MAX)],
];

/** Events as they are read: whole, in order, narrowed. */
export function eventsContract(open: OpenStore): void {
  describe('events', () => {
    const subject = sharedStore(open);

    it('an event is found whole by its id', async () => {
      const { accountRef, endpointRefs } = await insertLanes(subject.store, 3);
      const row = await publish(subject.store, {
        accountRef,
        endpointRefs,
        subject: 'Rechnung ä \u2028',
        contentType: 'text/plain; charset=utf-8',
        body: 'grün',
        type: 'invoice.paid',
      });
      expect(await subject.store.events.find(accountRef, row.event.id)).toEqual({
        ...row.event,
        bodyBytes: 5,
        deliveryCount: 3,
      });
      expect(await subject.store.events.findRef(accountRef, row.event.id)).toBe(row.event.ref);
    });

    it('an event without subject and endpoints is found without them', async () => {
      const { ref } = await insertAccount(subject.store);
      const row = await publish(subject.store, { accountRef: ref });
      const found = await subject.store.events.find(ref, row.event.id);
      expect(found).toEqual({ ...row.event, bodyBytes: row.event.body.length, deliveryCount: 0 });
    });

    it('an event of another account, or none, is not found', async () => {
      const [one, other] = [await insertAccount(subject.store), await insertAccount(subject.store)];
      const row = await publish(subject.store, { accountRef: one.ref });
      expect(await subject.store.events.find(other.ref, row.event.id)).toBeUndefined();
      expect(await subject.store.events.findRef(other.ref, row.event.id)).toBeUndefined();
      expect(await subject.store.events.find(one.ref, 'evt_none' as EventId)).toBeUndefined();
    });

    it.each(bodies)('a body of %s is kept byte for byte', async (_what, body) => {
      const { ref } = await insertAccount(subject.store);
      const row = await publish(subject.store, { accountRef: ref, body });
      const found = await subject.store.events.find(ref, row.event.id);
      expect(found?.bodyBytes).toBe(body.length);
      expect(Buffer.compare(Buffer.from(found?.body ?? []), Buffer.from(body))).toBe(0);
    });

    it('each event of one batch keeps its own body', async () => {
      const { ref } = await insertAccount(subject.store);
      const rows = bodies.map(([, body]) => aPublish({ accountRef: ref, body }));
      await commit(subject.store, { publishes: rows });
      for (const row of rows) {
        const found = await subject.store.events.find(ref, row.event.id);
        expect(Buffer.compare(Buffer.from(found?.body ?? []), Buffer.from(row.event.body))).toBe(0);
      }
    });

    it('events are listed newest first without their bodies, in pages that stay stable while events are added', async () => {
      const { ref } = await insertAccount(subject.store);
      const ids: string[] = [];
      for (let n = 0; n < 5; n++) ids.unshift((await publish(subject.store, { accountRef: ref })).event.id);
      const pages = await allRows(
        (page) => subject.store.events.list(ref, {}, page),
        2,
        () => publish(subject.store, { accountRef: ref }),
      );
      expect(pages.map((page) => page.map((row) => row.id))).toEqual([
        ids.slice(0, 2),
        ids.slice(2, 4),
        ids.slice(4),
      ]);
      expect(pages[0]?.[0]).not.toHaveProperty('body');
    });

    it('events are narrowed by type and by time of acceptance', async () => {
      const { ref } = await insertAccount(subject.store);
      const at = [after(0), after(1000), after(2000), after(3000)];
      const types = ['a.b', 'a.b', 'a.c', 'a.b'];
      const ids: string[] = [];
      for (const [n, acceptedAt] of at.entries()) {
        const wishes = { accountRef: ref, acceptedAt, type: types[n] ?? '' };
        ids.push((await publish(subject.store, wishes)).event.id);
      }
      const list = async (filter: Parameters<typeof subject.store.events.list>[1]) =>
        (await allRows((page) => subject.store.events.list(ref, filter, page), 2))
          .flat()
          .map((row) => row.id);
      expect(await list({ type: 'a.b' })).toEqual([ids[3], ids[1], ids[0]]);
      expect(await list({ since: after(1000) })).toEqual([ids[3], ids[2], ids[1]]);
      expect(await list({ until: after(999) })).toEqual([ids[0]]);
      expect(await list({ since: after(500), until: after(2500), type: 'a.c' })).toEqual([ids[2]]);
      expect(await list({ since: T0, until: T0, type: 'a.c' })).toEqual([]);
    });
  });
}
