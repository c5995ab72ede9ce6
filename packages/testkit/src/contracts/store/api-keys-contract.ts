import { describe, expect, it } from 'vitest';
import { AN_ACTOR, anApiKey, anAuditEntry, nextMoment } from '../../builders.ts';
import { allRows, type OpenStore, sharedStore } from './subject.ts';
import { insertAccount } from './world.ts';

/** API keys: found by hash, bound to an account or not, revoked once. */
export function apiKeysContract(open: OpenStore): void {
  describe('API keys', () => {
    const subject = sharedStore(open);

    it('a key is found by the hash of its text and by its id, as it was inserted', async () => {
      const { ref } = await insertAccount(subject.store);
      const bound = anApiKey({ accountRef: ref, expiresAt: nextMoment(), name: 'ключ' });
      const operators = anApiKey({ permissions: [] });
      for (const key of [bound, operators]) {
        const entry = anAuditEntry({ act: 'api_key.created', objectType: 'api_key', objectId: key.id });
        await subject.store.apiKeys.insert(key, entry);
        expect(await subject.store.apiKeys.findBySha256(key.sha256)).toEqual(key);
        expect(await subject.store.apiKeys.find(key.id)).toEqual(key);
      }
      expect(await subject.store.apiKeys.findBySha256(anApiKey().sha256)).toBeUndefined();
      expect(await subject.store.apiKeys.find(anApiKey().id)).toBeUndefined();
    });

    it("an account's keys are listed newest first, and every key of the installation when no account is named", async () => {
      const { ref } = await insertAccount(subject.store);
      const keys = [anApiKey({ accountRef: ref }), anApiKey(), anApiKey({ accountRef: ref })];
      for (const key of keys) await subject.store.apiKeys.insert(key, anAuditEntry());
      const [oldest, operators, newest] = keys.map((key) => key.id);
      const own = await allRows((page) => subject.store.apiKeys.list(ref, page), 1);
      expect(own.flat().map((key) => key.id)).toEqual([newest, oldest]);
      const all = (await allRows((page) => subject.store.apiKeys.list(undefined, page), 2)).flat();
      expect(all.slice(0, 3).map((key) => key.id)).toEqual([newest, operators, oldest]);
    });

    it('a revoked key stays found, as revoked, and is revoked once', async () => {
      const { ref } = await insertAccount(subject.store);
      const key = anApiKey({ accountRef: ref });
      await subject.store.apiKeys.insert(key, anAuditEntry({ accountRef: ref }));
      const at = nextMoment();
      const entry = () => anAuditEntry({ accountRef: ref, act: 'api_key.revoked', objectId: key.id });
      const answers = await Promise.all(
        [0, 1, 2, 3].map((n) => subject.store.apiKeys.revoke(key.id, (at + n) as typeof at, entry())),
      );
      expect(answers.filter((answer) => answer)).toHaveLength(1);
      const revokedAt = (await subject.store.apiKeys.findBySha256(key.sha256))?.revokedAt;
      expect(await subject.store.apiKeys.revoke(key.id, (at + 9) as typeof at, entry())).toBe(false);
      expect((await subject.store.apiKeys.find(key.id))?.revokedAt).toBe(revokedAt);
      const { rows } = await subject.store.audit.list(ref, { act: 'api_key.revoked' }, { limit: 10 });
      expect(rows).toHaveLength(1);
    });

    it('an unknown key cannot be revoked', async () => {
      const { ref } = await insertAccount(subject.store);
      const entry = anAuditEntry({ accountRef: ref, act: 'api_key.revoked' });
      expect(await subject.store.apiKeys.revoke(anApiKey().id, nextMoment(), entry)).toBe(false);
      const { rows } = await subject.store.audit.list(ref, { act: 'api_key.revoked' }, { limit: 10 });
      expect(rows).toEqual([]);
    });

    it('last uses of several keys are noted in one write', async () => {
      const keys = [anApiKey(), anApiKey(), anApiKey()];
      for (const key of keys) await subject.store.apiKeys.insert(key, anAuditEntry());
      const uses = keys.slice(0, 2).map((key) => ({ id: key.id, at: nextMoment() }));
      await subject.store.apiKeys.touch(uses);
      await subject.store.apiKeys.touch([]);
      const found = await Promise.all(keys.map((key) => subject.store.apiKeys.find(key.id)));
      expect(found.map((key) => key?.lastUsedAt)).toEqual([uses[0]?.at, uses[1]?.at, undefined]);
      expect(found[0]?.createdBy).toEqual(AN_ACTOR);
    });
  });
}
