import { randomBytes } from 'node:crypto';
import { type EpochMs, SESSIONS_PER_USER_MAX, type SessionId, type UserId } from '@keyturn/core';
import type { Session, Store, User } from '@keyturn/store';
import { describe, expect, it } from 'vitest';
import { anAuditEntry, aPublicId, aUser, nextMoment } from '../../builders.ts';
import { type OpenStore, sharedStore, withFreshStore } from './subject.ts';
import { insertUser } from './world.ts';

/** Users and their sessions: set up once, found by token hash, ended at once. */
export function usersContract(open: OpenStore): void {
  describe('users', () => {
    it(
      'there is one operator before the installation is set up, however often it is asked for',
      withFreshStore(open, async ({ store }) => {
        const candidates = [0, 1, 2].map(() => anOperatorBeforeSetUp());
        expect(await store.users.findOperator()).toBeUndefined();
        const operators = await Promise.all(candidates.map((user) => store.users.ensureOperator(user)));
        const [first] = operators;
        expect(operators).toEqual([first, first, first]);
        expect(first?.email).toBeUndefined();
        expect(await store.users.find(first?.id ?? ('' as UserId))).toEqual(first);
        // The empty email of the row is nobody's address.
        expect(await store.users.findByEmail('')).toBeUndefined();
      }),
    );

    it(
      'an installation is set up once, by one of two who try at once',
      withFreshStore(open, async ({ store }) => {
        const operator = await store.users.ensureOperator(anOperatorBeforeSetUp());
        const setUp = (name: string, email = 'ada@example.com') =>
          store.users.setUp(
            operator.id,
            { name, email, passwordHash: 'salt:hash' },
            nextMoment(),
            anAuditEntry({ act: 'user.set_up', objectType: 'user', objectId: operator.id }),
          );
        const outcomes = await Promise.all([setUp('Ada'), setUp('Ada')]);
        expect([...outcomes].sort()).toEqual(['done', 'set_up_before']);
        expect(await setUp('Eve', 'eve@example.com')).toBe('set_up_before');
        const another = anOperatorBeforeSetUp();
        expect((await store.users.ensureOperator(another)).id).toBe(operator.id);
        expect(await store.users.find(another.id)).toBeUndefined();
        expect(await store.users.findByEmail('ada@example.com')).toMatchObject({
          id: operator.id,
          name: 'Ada',
          passwordHash: 'salt:hash',
          operatorSince: operator.operatorSince,
        });
      }),
    );

    it(
      'nobody is set up with the email of somebody else',
      withFreshStore(open, async ({ store }) => {
        const operator = await store.users.ensureOperator(anOperatorBeforeSetUp());
        await insertUser(store, { email: 'bob@example.com' });
        const given = { name: 'Ada', email: 'bob@example.com', passwordHash: 'salt:hash' };
        expect(await store.users.setUp(operator.id, given, nextMoment(), anAuditEntry())).toBe('email_taken');
        expect((await store.users.find(operator.id))?.email).toBeUndefined();
      }),
    );
  });

  describe('sessions', () => {
    const subject = sharedStore(open);

    it('a session is found by the hash of its token, with its person, until its time is over', async () => {
      const { session, user } = await begin(subject.store);
      const found = await subject.store.sessions.find(session.tokenSha256, session.createdAt);
      expect(found).toEqual({ session, user });
      const last = (session.expiresAt - 1) as EpochMs;
      expect(await subject.store.sessions.find(session.tokenSha256, last)).toBeDefined();
      expect(await subject.store.sessions.find(session.tokenSha256, session.expiresAt)).toBeUndefined();
      expect(await subject.store.sessions.find(randomBytes(32), session.createdAt)).toBeUndefined();
    });

    it('a session that replaces another one ends it', async () => {
      const first = await begin(subject.store);
      const second = await begin(subject.store, { user: first.user, replaces: first.session.id });
      const { createdAt } = second.session;
      expect(await subject.store.sessions.find(first.session.tokenSha256, createdAt)).toBeUndefined();
      expect(await subject.store.sessions.find(second.session.tokenSha256, createdAt)).toBeDefined();
    });

    it('a session ends once, with one audit entry', async () => {
      const { session } = await begin(subject.store);
      const entry = () =>
        anAuditEntry({ act: 'user.signed_out', objectType: 'user', objectId: session.userId });
      const ended = await Promise.all([
        subject.store.sessions.end(session.id, entry()),
        subject.store.sessions.end(session.id, entry()),
      ]);
      expect([...ended].sort()).toEqual([false, true]);
      expect(await subject.store.sessions.find(session.tokenSha256, session.createdAt)).toBeUndefined();
      expect(await subject.store.sessions.authenticateAgain(session.id, nextMoment(), entry())).toBe(false);
    });

    it('a person who proves again who they are has authenticated then', async () => {
      const { session } = await begin(subject.store);
      const at = nextMoment();
      expect(await subject.store.sessions.authenticateAgain(session.id, at, anAuditEntry())).toBe(true);
      const found = await subject.store.sessions.find(session.tokenSha256, at);
      expect(found?.session).toEqual({ ...session, authenticatedAt: at });
    });

    it("a person's oldest sessions end when there are too many; those of others stay", async () => {
      const other = await begin(subject.store);
      const first = await begin(subject.store);
      const more = [];
      for (let n = 0; n < SESSIONS_PER_USER_MAX; n++)
        more.push(await begin(subject.store, { user: first.user }));
      const now = nextMoment();
      const isThere = async ({ session }: { session: Session }) =>
        (await subject.store.sessions.find(session.tokenSha256, now)) !== undefined;
      expect(await isThere(first)).toBe(false);
      expect(await Promise.all(more.map(isThere))).toEqual(more.map(() => true));
      expect(await isThere(other)).toBe(true);
    });

    it('a new password ends every session of the person but the one that chose it', async () => {
      const other = await begin(subject.store);
      const first = await begin(subject.store);
      const kept = await begin(subject.store, { user: first.user });
      const at = nextMoment();
      await subject.store.users.setPassword(first.user.id, 'salt:new', kept.session.id, at, anAuditEntry());
      expect(await subject.store.sessions.find(first.session.tokenSha256, at)).toBeUndefined();
      const found = await subject.store.sessions.find(kept.session.tokenSha256, at);
      expect(found?.session.authenticatedAt).toBe(at);
      expect(found?.user.passwordHash).toBe('salt:new');
      expect(await subject.store.sessions.find(other.session.tokenSha256, at)).toBeDefined();
    });
  });
}

/** Begins a session of a user, a new one unless given. */
async function begin(
  store: Store,
  given: { readonly user?: User; readonly replaces?: SessionId } = {},
): Promise<{ readonly session: Session; readonly user: User }> {
  const user = given.user ?? (await insertUser(store));
  const at = nextMoment();
  const session: Session = {
    id: aPublicId<SessionId>('ses', at),
    userId: user.id,
    tokenSha256: new Uint8Array(randomBytes(32)),
    createdAt: at,
    expiresAt: (at + 1_000_000) as EpochMs,
    authenticatedAt: at,
    address: '192.0.2.1',
  };
  await store.sessions.begin(
    session,
    given.replaces,
    anAuditEntry({ objectType: 'user', objectId: user.id }),
  );
  return { session, user };
}

function anOperatorBeforeSetUp(): User {
  const { email: _, ...user } = aUser({ operatorSince: nextMoment() });
  return user;
}
