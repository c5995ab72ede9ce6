import { randomBytes } from 'node:crypto';
import { type EpochMs, LOGIN_LINK_MS, type UserId } from '@keyturn/core';
import type { LoginLink, User } from '@keyturn/store';
import { describe, expect, it } from 'vitest';
import { anAuditEntry, aPublicId, aUser, nextMoment } from '../../builders.ts';
import { type OpenStore, sharedStore, withFreshStore } from './subject.ts';
import { insertUser } from './world.ts';

/** One-time links: taken once, by their hash, in their time. */
export function loginLinksContract(open: OpenStore): void {
  describe('login links', () => {
    const subject = sharedStore(open);

    it('a link signs its person in once, however many take it at the same moment', async () => {
      const user = await insertUser(subject.store);
      const link = aLink({ userId: user.id });
      await subject.store.loginLinks.insert(link, anAuditEntry());
      const take = () => subject.store.loginLinks.take(link.tokenSha256, link.createdAt, aUser());
      const taken = await Promise.all([take(), take(), take()]);
      expect(taken.filter((one) => one !== undefined)).toEqual([user]);
      expect(await take()).toBeUndefined();
    });

    it('a link is worth nothing once its time is over, nor is one that nobody made', async () => {
      const user = await insertUser(subject.store);
      const link = aLink({ userId: user.id });
      await subject.store.loginLinks.insert(link, anAuditEntry());
      const { take } = subject.store.loginLinks;
      expect(await take(link.tokenSha256, link.expiresAt, aUser())).toBeUndefined();
      expect(await take(randomBytes(32), link.createdAt, aUser())).toBeUndefined();
      expect(await take(link.tokenSha256, (link.expiresAt - 1) as EpochMs, aUser())).toEqual(user);
    });

    it('a link of somebody who is gone signs nobody in', async () => {
      const link = aLink({ userId: aPublicId<UserId>('usr', nextMoment()) });
      await subject.store.loginLinks.insert(link, anAuditEntry());
      expect(await subject.store.loginLinks.take(link.tokenSha256, link.createdAt, aUser())).toBeUndefined();
    });

    it(
      'a link for the operator makes the operator when there is none, and later signs the same one in',
      withFreshStore(open, async ({ store }) => {
        const links = [aLink(), aLink()];
        for (const link of links) await store.loginLinks.insert(link, anAuditEntry());
        const [first, second] = await Promise.all(
          links.map((link) => store.loginLinks.take(link.tokenSha256, link.createdAt, anOperator())),
        );
        expect(first).toBeDefined();
        expect(second).toEqual(first);
        expect(await store.users.findOperator()).toEqual(first);
      }),
    );
  });
}

function aLink(given: Partial<LoginLink> = {}): LoginLink {
  const createdAt = nextMoment();
  const expiresAt = (createdAt + LOGIN_LINK_MS) as EpochMs;
  return { tokenSha256: new Uint8Array(randomBytes(32)), createdAt, expiresAt, ...given };
}

function anOperator(): User {
  const { email: _, ...user } = aUser({ operatorSince: nextMoment() });
  return user;
}
