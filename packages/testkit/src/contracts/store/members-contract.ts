import type { AccountRef } from '@keyturn/core';
import type { AddMemberOutcome, Role, Store, User } from '@keyturn/store';
import { describe, expect, it } from 'vitest';
import { AN_ACTOR, anAuditEntry, aUser, nextMoment } from '../../builders.ts';
import { allRows, type OpenStore, sharedStore } from './subject.ts';
import { insertAccount, insertUser } from './world.ts';

/** Members: a role in an account, an owner left while there are any, each change with its audit entry. */
export function membersContract(open: OpenStore): void {
  describe('members', () => {
    const subject = sharedStore(open);

    it('an unknown person becomes a user and a member in one go', async () => {
      const { ref } = await insertAccount(subject.store);
      const user = aUser({ name: 'Zoë 🔑' });
      const added = await add(subject.store, ref, user, 'owner');
      expect(added).toMatchObject({ type: 'added', isNewUser: true, member: { user, role: 'owner' } });
      expect(await subject.store.users.findByEmail(user.email)).toEqual(user);
      const member = await subject.store.members.find(ref, user.id);
      expect(member).toMatchObject({ accountRef: ref, user, role: 'owner', addedBy: AN_ACTOR });
      const { rows } = await subject.store.audit.list(ref, { act: 'member.added' }, { limit: 10 });
      expect(rows.map(({ objectId }) => objectId)).toEqual([user.id]);
    });

    it('a known person becomes a member under the name and id that they have', async () => {
      const known = await insertUser(subject.store, { email: 'known@example.com' });
      const { ref } = await insertAccount(subject.store);
      const added = await add(
        subject.store,
        ref,
        aUser({ email: 'known@example.com', name: 'Mallory' }),
        'viewer',
      );
      expect(added).toMatchObject({ type: 'added', isNewUser: false, member: { user: known } });
      expect(await subject.store.users.find(known.id)).toEqual(known);
    });

    it('nobody is a member twice', async () => {
      const { ref } = await insertAccount(subject.store);
      const user = aUser();
      const outcomes = await Promise.all([
        add(subject.store, ref, user, 'viewer'),
        add(subject.store, ref, aUser({ email: user.email }), 'owner'),
      ]);
      expect(outcomes.map(({ type }) => type).sort()).toEqual(['added', 'member_before']);
    });

    it('a person reaches the open accounts of which they are a member, by name', async () => {
      const user = aUser();
      const accounts = [];
      for (const name of ['Birch', 'Acorn', 'Closed']) {
        const account = await insertAccount(subject.store, { name });
        await add(subject.store, account.ref, user, name === 'Birch' ? 'viewer' : 'developer');
        accounts.push(account);
      }
      const [birch, acorn, closed] = accounts;
      const closing = anAuditEntry({ ...(closed && { accountRef: closed.ref }), act: 'account.closed' });
      await subject.store.accounts.close(closed?.ref ?? (0 as AccountRef), nextMoment(), closing);
      expect(await subject.store.members.listOf(user.id)).toEqual([
        { accountRef: acorn?.ref, accountId: acorn?.id, accountName: 'Acorn', role: 'developer' },
        { accountRef: birch?.ref, accountId: birch?.id, accountName: 'Birch', role: 'viewer' },
      ]);
      expect(await subject.store.members.listOf(aUser().id)).toEqual([]);
    });

    it("an account's members are listed page by page, and no one else's", async () => {
      const { ref } = await insertAccount(subject.store);
      await insertUser(subject.store);
      const users = [aUser(), aUser(), aUser()];
      for (const user of users) await add(subject.store, ref, user, 'viewer');
      const pages = await allRows((page) => subject.store.members.list(ref, page), 2);
      expect(pages.map((page) => page.length)).toEqual([2, 1]);
      expect(pages.flat().map(({ user }) => user)).toEqual(users);
    });

    it('a role changes, and a removed member is none any more but stays a user', async () => {
      const { ref } = await insertAccount(subject.store);
      const [owner, user] = [aUser(), aUser()];
      await add(subject.store, ref, owner, 'owner');
      await add(subject.store, ref, user, 'viewer');
      expect(await changeRole(subject.store, ref, user, 'developer')).toBe('done');
      expect((await subject.store.members.find(ref, user.id))?.role).toBe('developer');
      expect(await remove(subject.store, ref, user)).toBe('done');
      expect(await subject.store.members.find(ref, user.id)).toBeUndefined();
      expect(await remove(subject.store, ref, user)).toBe('not_found');
      expect(await changeRole(subject.store, ref, user, 'viewer')).toBe('not_found');
      expect(await subject.store.users.find(user.id)).toEqual(user);
      const { rows } = await subject.store.audit.list(ref, { objectId: user.id }, { limit: 10 });
      expect(rows.map(({ act }) => act)).toEqual(['member.removed', 'member.changed', 'member.added']);
    });

    it('the last owner stays one, whoever asks and however many at once', async () => {
      const { ref } = await insertAccount(subject.store);
      const [ada, bob] = [aUser(), aUser()];
      await add(subject.store, ref, ada, 'owner');
      expect(await changeRole(subject.store, ref, ada, 'viewer')).toBe('last_owner');
      expect(await remove(subject.store, ref, ada)).toBe('last_owner');
      expect(await changeRole(subject.store, ref, ada, 'owner')).toBe('done');
      await add(subject.store, ref, bob, 'owner');
      const outcomes = await Promise.all([
        remove(subject.store, ref, ada),
        changeRole(subject.store, ref, bob, 'viewer'),
      ]);
      expect([...outcomes].sort()).toEqual(['done', 'last_owner']);
    });
  });
}

function add(store: Store, accountRef: AccountRef, user: User, role: Role): Promise<AddMemberOutcome> {
  return store.members.add({ accountRef, user, role, addedBy: AN_ACTOR }, nextMoment(), (member) =>
    anAuditEntry({ accountRef, act: 'member.added', objectType: 'user', objectId: member.user.id }),
  );
}

function changeRole(store: Store, accountRef: AccountRef, user: User, role: Role) {
  const entry = anAuditEntry({ accountRef, act: 'member.changed', objectType: 'user', objectId: user.id });
  return store.members.changeRole(accountRef, user.id, role, entry);
}

function remove(store: Store, accountRef: AccountRef, user: User) {
  const entry = anAuditEntry({ accountRef, act: 'member.removed', objectType: 'user', objectId: user.id });
  return store.members.remove(accountRef, user.id, entry);
}
