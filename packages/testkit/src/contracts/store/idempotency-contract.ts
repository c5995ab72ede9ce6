import { type AccountRef, type EpochMs, IDEMPOTENCY_MS } from '@keyturn/core';
import { describe, expect, it } from 'vitest';
import { takeTestRefs } from '../../builders.ts';
import { type OpenStore, sharedStore } from './subject.ts';
import { after, T0 } from './world.ts';

const SHA = new Uint8Array(32).fill(1);
const OTHER_SHA = new Uint8Array(32).fill(2);

/** Idempotency keys and facts of the installation. */
export function idempotencyContract(open: OpenStore): void {
  describe('idempotency keys', () => {
    const subject = sharedStore(open);
    const owner = () => takeTestRefs() as AccountRef;
    const begin = (by: AccountRef | 0, sha = SHA, now: EpochMs = T0) =>
      subject.store.idempotency.begin(by, 'key-1', sha, now);

    it('the same request again meets itself in progress, and then its answer', async () => {
      const by = owner();
      expect(await begin(by)).toEqual({ type: 'started' });
      expect(await begin(by)).toEqual({ type: 'in_progress' });
      await subject.store.idempotency.finish(by, 'key-1', 201, '{"name":"Zoë \u2028"}');
      const finished = { type: 'finished', status: 201, body: '{"name":"Zoë \u2028"}' };
      expect(await begin(by)).toEqual(finished);
      expect(await begin(by, SHA, after(IDEMPOTENCY_MS - 1))).toEqual(finished);
    });

    it('another request under the same key is told so, before and after the answer', async () => {
      const by = owner();
      await begin(by);
      expect(await begin(by, OTHER_SHA)).toEqual({ type: 'other_request' });
      await subject.store.idempotency.finish(by, 'key-1', 200, '{}');
      expect(await begin(by, OTHER_SHA)).toEqual({ type: 'other_request' });
    });

    it('of twenty racing requests under one key, one starts', async () => {
      const by = owner();
      const answers = await Promise.all(Array.from({ length: 20 }, () => begin(by)));
      expect(answers.map((answer) => answer.type).sort()).toEqual([
        ...Array.from({ length: 19 }, () => 'in_progress'),
        'started',
      ]);
    });

    it('an abandoned key can be started again, by another request too', async () => {
      const by = owner();
      await begin(by);
      await subject.store.idempotency.abandon(by, 'key-1');
      expect(await begin(by, OTHER_SHA)).toEqual({ type: 'started' });
    });

    it('a key older than its limit is taken over', async () => {
      const by = owner();
      await begin(by);
      await subject.store.idempotency.finish(by, 'key-1', 201, 'old');
      expect(await begin(by, OTHER_SHA, after(IDEMPOTENCY_MS + 1))).toEqual({ type: 'started' });
      expect(await begin(by, OTHER_SHA, after(IDEMPOTENCY_MS + 2))).toEqual({ type: 'in_progress' });
    });

    it('owners have their keys apart, the operator among them', async () => {
      expect(await begin(owner())).toEqual({ type: 'started' });
      expect(await begin(owner(), OTHER_SHA)).toEqual({ type: 'started' });
      expect(await begin(0, OTHER_SHA)).toEqual({ type: 'started' });
      expect(await begin(0, SHA)).toEqual({ type: 'other_request' });
    });

    it('a sweep deletes old keys, and unfinished ones only at a start of the process', async () => {
      const [old, unfinished, finished] = [owner(), owner(), owner()];
      const now = after(IDEMPOTENCY_MS + 10);
      await begin(old, SHA, T0);
      await subject.store.idempotency.finish(old, 'key-1', 200, 'old');
      await begin(unfinished, SHA, now);
      await begin(finished, SHA, now);
      await subject.store.idempotency.finish(finished, 'key-1', 200, 'kept');
      await subject.store.idempotency.sweep(now, 'keep');
      // Seen from an earlier moment, where an entry that was there would not be too old.
      expect(await begin(old, OTHER_SHA, after(5))).toEqual({ type: 'started' });
      expect(await begin(unfinished, SHA, now)).toEqual({ type: 'in_progress' });
      await subject.store.idempotency.sweep(now, 'delete');
      expect(await begin(unfinished, OTHER_SHA, now)).toEqual({ type: 'started' });
      expect(await begin(finished, SHA, now)).toMatchObject({ type: 'finished', body: 'kept' });
    });
  });

  describe('facts of the installation', () => {
    const subject = sharedStore(open);

    it('a fact is found by its name, and put again is the new one', async () => {
      expect(await subject.store.instance.find('master-key:1')).toBeUndefined();
      await subject.store.instance.put('master-key:1', 'AbC=');
      await subject.store.instance.put('master-key:2', 'other');
      expect(await subject.store.instance.find('master-key:1')).toBe('AbC=');
      await subject.store.instance.put('master-key:1', 'new');
      expect(await subject.store.instance.find('master-key:1')).toBe('new');
      expect(await subject.store.instance.find('master-key:2')).toBe('other');
    });
  });
}
