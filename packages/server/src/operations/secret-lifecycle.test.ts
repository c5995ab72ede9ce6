import type { AccountId, EndpointId, Secret, SecretId } from '@keyturn/core';
import type { AuditEntry, SecretRow } from '@keyturn/store';
import { FakeClock } from '@keyturn/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { A_CALLER, DATABASES, environmentOn, granted, HOW, refusalOf, TestApp } from '../test-app.ts';

const HOUR_S = 3600;
const WEEK_S = 7 * 24 * HOUR_S;

describe.each(DATABASES)('on %s', (database) => {
  let test: TestApp;
  const clock = new FakeClock();
  let account: AccountId;
  let count = 0;

  beforeAll(async () => {
    test = await TestApp.open({ clock, env: await environmentOn(database) });
  });
  afterAll(() => test.close());
  beforeEach(async () => {
    account = await test.addAccount(`acme-${++count}`);
  });

  async function create(name: string, endpointId?: EndpointId): Promise<SecretId> {
    return (await test.addSecret(account, name, endpointId)).row.secret.id;
  }

  async function get(id: SecretId): Promise<Secret> {
    return granted(await test.operations.getSecret(account, id)).secret;
  }

  async function states(): Promise<readonly string[]> {
    const page = granted(await test.operations.listSecrets(account, { type: 'all' }, { limit: 100 }));
    return page.rows.map(({ secret }) => `${secret.name}: ${secret.status}`).reverse();
  }

  async function audit(act?: string): Promise<readonly AuditEntry[]> {
    const filter = act === undefined ? {} : { act };
    return granted(await test.operations.listAudit(account, filter, { limit: 100 })).rows;
  }

  function activate(id: SecretId, how: Partial<Parameters<typeof test.operations.activateSecret>[3]> = {}) {
    return test.operations.activateSecret(A_CALLER, account, id, { ...HOW, ...how });
  }

  function withoutLastUse({ lastUsedAt: _, ...row }: SecretRow): Omit<SecretRow, 'lastUsedAt'> {
    return row;
  }

  describe('creating a secret', () => {
    it('makes the first of an account active at once, with a cut-over', async () => {
      const { row, text, cutover, replaced } = await test.addSecret(account, 'first');
      expect(row.secret).toMatchObject({ status: 'active', activatedBy: 'creation', name: 'first' });
      expect(row.secret.createdBy).toEqual(A_CALLER.actor);
      expect(row.scopeEpoch).toBe(1);
      expect(cutover).toEqual({ epoch: 1, effectiveAt: clock.wall() });
      expect(text.reveal()).toMatch(/^whsec_/);
      expect(replaced).toBeUndefined();
    });

    it('makes every later one pending, and leaves the active one as it is', async () => {
      await create('first');
      const { row, cutover } = await test.addSecret(account, 'second');
      expect(row.secret.status).toBe('pending');
      expect(cutover).toBeUndefined();
      expect(await states()).toEqual(['first: active', 'second: pending']);
    });

    it('replaces the pending one, says so, and the replaced one can never be activated', async () => {
      await create('first');
      const second = await create('second');
      const { row, replaced } = await test.addSecret(account, 'third');
      expect(replaced).toMatchObject({
        id: second,
        status: 'disabled',
        disabledReason: 'replaced',
        replacedById: row.secret.id,
      });
      expect(refusalOf(await activate(second))).toEqual({
        code: 'secret_not_pending',
        secretId: second,
        status: 'disabled',
        replacedById: row.secret.id,
        currentPendingId: row.secret.id,
      });
      expect(await states()).toEqual(['first: active', 'second: disabled', 'third: pending']);
    });

    it("makes an endpoint's first own secret pending while the account has an active one", async () => {
      await create('first');
      const endpoint = await test.addEndpoint(account);
      const { row } = await test.addSecret(account, 'own', endpoint);
      expect(row).toMatchObject({ endpointId: endpoint, secret: { status: 'pending' } });
    });

    it("makes an endpoint's first own secret active at once while nothing signs for it", async () => {
      const endpoint = await test.addEndpoint(account);
      const { row } = await test.addSecret(account, 'own', endpoint);
      expect(row.secret.status).toBe('active');
      expect((await test.addSecret(account, 'first')).row.secret.status).toBe('active');
    });

    it('refuses an unknown account and an unknown or foreign endpoint', async () => {
      const other = await test.addAccount(`other-${count}`);
      const foreign = await test.addEndpoint(other);
      const created = await test.operations.createSecret(A_CALLER, 'nobody' as AccountId, { name: 'x' });
      expect(refusalOf(created)).toEqual({ code: 'not_found', what: 'account' });
      for (const endpointId of [foreign, 'ep_none' as EndpointId]) {
        const refused = await test.operations.createSecret(A_CALLER, account, { name: 'x', endpointId });
        expect(refusalOf(refused)).toEqual({ code: 'not_found', what: 'endpoint' });
      }
      expect(await states()).toEqual([]);
    });

    it('writes one audit row with who, from where, and which key id', async () => {
      await create('first');
      await create('second');
      const third = await test.addSecret(account, 'third');
      const rows = await audit('secret.created');
      expect(rows).toHaveLength(3);
      expect(rows[0]).toMatchObject({
        actor: A_CALLER.actor,
        requestId: 'req_test',
        address: '192.0.2.7',
        objectId: third.row.secret.id,
        after: { status: 'pending', key_id: third.row.secret.keyId, scope_epoch: 3 },
      });
      expect(rows[0]?.after).toHaveProperty('replaced_id');
    });
  });

  describe('activating a secret', () => {
    it('disables the active one and makes the pending one active, in one step', async () => {
      const first = await create('first');
      const second = await create('second');
      const { active, previous, cutover } = granted(await activate(second));
      expect(active.secret).toMatchObject({ id: second, status: 'active', activatedBy: 'activate' });
      expect(previous?.secret).toMatchObject({ id: first, status: 'disabled', disabledReason: 'superseded' });
      expect(cutover).toEqual({ epoch: 3, effectiveAt: clock.wall() });
      expect(await states()).toEqual(['first: disabled', 'second: active']);
    });

    it('keeps the former one co-signing for the overlap asked for', async () => {
      const first = await create('first');
      const { previous } = granted(await activate(await create('second'), { overlapSeconds: HOUR_S }));
      expect(previous?.secret).toMatchObject({
        id: first,
        status: 'retiring',
        retireAt: clock.wall() + HOUR_S * 1000,
      });
    });

    it('may be repeated: the same answer and cut-over, whatever the other fields say, and no second audit row', async () => {
      await create('first');
      const second = await create('second');
      const once = granted(await activate(second, { overlapSeconds: HOUR_S }));
      clock.advance(1000);
      const again = granted(
        await activate(second, { overlapSeconds: WEEK_S, openOverlap: 'end', expectedEpoch: 999 }),
      );
      expect(again.cutover).toEqual(once.cutover);
      expect(withoutLastUse(again.active)).toEqual(withoutLastUse(once.active));
      expect(again.previous && withoutLastUse(again.previous)).toEqual(
        once.previous && withoutLastUse(once.previous),
      );
      expect(await audit('secret.activated')).toHaveLength(1);
    });

    it('answers the same cut-over when it is repeated after a later secret was created', async () => {
      await create('first');
      const second = await create('second');
      const once = granted(await activate(second));
      await create('third');
      const again = granted(await activate(second));
      expect(again.cutover).toEqual(once.cutover);
      expect(again.active.scopeEpoch).toBe(4);
      expect(again.previous?.secret).toEqual(once.previous?.secret);
    });

    it('refuses the one that became active without an activate, with the pending one named', async () => {
      const first = await create('first');
      expect(refusalOf(await activate(first))).toEqual({
        code: 'secret_not_pending',
        secretId: first,
        status: 'active',
      });
      const second = await create('second');
      expect(refusalOf(await activate(first))).toMatchObject({ currentPendingId: second });
    });

    it('refuses cancelled, retiring and disabled ones', async () => {
      const first = await create('first');
      const cancelled = await create('cancelled');
      granted(await test.operations.cancelSecret(A_CALLER, account, cancelled));
      expect(refusalOf(await activate(cancelled))).toMatchObject({
        code: 'secret_not_pending',
        status: 'disabled',
      });
      const second = await create('second');
      granted(await activate(second, { overlapSeconds: HOUR_S }));
      expect(refusalOf(await activate(first))).toMatchObject({
        code: 'secret_not_pending',
        status: 'retiring',
      });
      clock.advance(HOUR_S * 1000);
      // Its row still says retiring; its time is over.
      expect(refusalOf(await activate(first))).toMatchObject({
        code: 'secret_not_pending',
        status: 'disabled',
      });
      const third = await create('third');
      granted(await activate(third));
      expect(refusalOf(await activate(second))).toMatchObject({
        code: 'secret_not_pending',
        status: 'disabled',
      });
    });

    it('refuses unknown and foreign ids as not found', async () => {
      await create('first');
      const other = await test.addAccount(`other-${count}`);
      await test.addSecret(other, 'theirs');
      const { row } = await test.addSecret(other, 'theirs too');
      for (const id of [row.secret.id, 'sec_none' as SecretId]) {
        expect(refusalOf(await activate(id))).toEqual({ code: 'not_found', what: 'secret' });
      }
      expect(granted(await test.operations.getSecret(other, row.secret.id)).secret.status).toBe('pending');
    });

    it('refuses while an overlap is open, unless told to end it', async () => {
      const first = await create('first');
      const second = await create('second');
      granted(await activate(second, { overlapSeconds: HOUR_S }));
      const third = await create('third');
      expect(refusalOf(await activate(third))).toEqual({
        code: 'overlap_open',
        retireAt: clock.wall() + HOUR_S * 1000,
        retiringId: first,
      });
      granted(await activate(third, { openOverlap: 'end', overlapSeconds: 60 }));
      expect(await get(first)).toMatchObject({ status: 'disabled', disabledReason: 'overlap_ended' });
      expect(await get(second)).toMatchObject({ status: 'retiring' });
      expect(await audit('secret.activated')).toHaveLength(2);
    });

    it('does not refuse for an overlap whose time is over, though its row was not swept yet', async () => {
      const first = await create('first');
      granted(await activate(await create('second'), { overlapSeconds: HOUR_S }));
      const endedAt = clock.wall() + HOUR_S * 1000;
      clock.advance(2 * HOUR_S * 1000);
      granted(await activate(await create('third')));
      expect(await get(first)).toMatchObject({ disabledReason: 'overlap_ended', disabledAt: endedAt });
    });

    it('refuses an epoch that is not the expected one, and tells both', async () => {
      await create('first');
      const second = await create('second');
      expect(refusalOf(await activate(second, { expectedEpoch: 1 }))).toEqual({
        code: 'epoch_changed',
        expected: 1,
        actual: 2,
      });
      granted(await activate(second, { expectedEpoch: 2 }));
    });

    it('refuses an overlap that the kore profile cannot have, unless the hard cut is accepted', async () => {
      const kore = await test.addAccount(`kore-${count}`, ['standard', 'kore']);
      await test.addSecret(kore, 'first');
      const { row } = await test.addSecret(kore, 'second');
      const how = { ...HOW, overlapSeconds: HOUR_S };
      const refused = await test.operations.activateSecret(A_CALLER, kore, row.secret.id, how);
      expect(refusalOf(refused)).toEqual({ code: 'hard_cut_not_accepted' });
      granted(
        await test.operations.activateSecret(A_CALLER, kore, row.secret.id, { ...how, hardCut: 'accept' }),
      );
    });

    it('keeps the reason in the audit row', async () => {
      await create('first');
      granted(await activate(await create('second'), { reason: 'yearly' }));
      expect((await audit('secret.activated'))[0]).toMatchObject({
        reason: 'yearly',
        before: { status: 'pending', scope_epoch: 2 },
        after: { status: 'active', scope_epoch: 3, previous_status: 'disabled' },
      });
    });
  });

  describe("an endpoint's going over to its own secret", () => {
    it("shows the account's secret as the previous one, and leaves it as it is", async () => {
      const first = await create('first');
      const endpoint = await test.addEndpoint(account);
      const own = await create('own', endpoint);
      const once = granted(await activate(own, { overlapSeconds: HOUR_S }));
      expect(once.active).toMatchObject({ endpointId: endpoint, secret: { status: 'active' } });
      expect(once.previous?.secret).toMatchObject({ id: first, status: 'active' });
      expect(once.previous?.endpointId).toBeUndefined();
      expect(once.previous?.scopeEpoch).toBe(1);
      expect(once.active.scopeEpoch).toBe(2);
      const again = granted(await activate(own));
      expect(again).toEqual(once);
    });

    it('counts as an open overlap while the account co-signs', async () => {
      await create('first');
      const endpoint = await test.addEndpoint(account);
      granted(await activate(await create('own', endpoint), { overlapSeconds: HOUR_S }));
      const next = await create('next', endpoint);
      expect(refusalOf(await activate(next))).toEqual({
        code: 'overlap_open',
        retireAt: clock.wall() + HOUR_S * 1000,
      });
      granted(await activate(next, { openOverlap: 'end' }));
    });

    it('lists secrets by scope', async () => {
      await create('first');
      const endpoint = await test.addEndpoint(account);
      await create('own', endpoint);
      const names = async (scope: Parameters<typeof test.operations.listSecrets>[1]) =>
        granted(await test.operations.listSecrets(account, scope, { limit: 10 })).rows.map(
          ({ secret }) => secret.name,
        );
      expect(await names({ type: 'account' })).toEqual(['first']);
      expect(await names({ type: 'endpoint', endpointId: endpoint })).toEqual(['own']);
      expect(await names({ type: 'all' })).toEqual(['own', 'first']);
      const unknown = { type: 'endpoint', endpointId: 'ep_none' as EndpointId } as const;
      expect(refusalOf(await test.operations.listSecrets(account, unknown, { limit: 1 }))).toEqual({
        code: 'not_found',
        what: 'endpoint',
      });
    });
  });
});
