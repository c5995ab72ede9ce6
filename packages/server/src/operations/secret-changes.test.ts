import type { AccountId, EpochMs, SecretId } from '@keyturn/core';
import type { AuditEntry } from '@keyturn/store';
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

  async function create(name: string): Promise<SecretId> {
    return (await test.addSecret(account, name)).row.secret.id;
  }

  function activate(id: SecretId, how: Partial<Parameters<typeof test.operations.activateSecret>[3]> = {}) {
    return test.operations.activateSecret(A_CALLER, account, id, { ...HOW, ...how });
  }

  async function states(): Promise<readonly string[]> {
    const page = granted(await test.operations.listSecrets(account, { type: 'all' }, { limit: 100 }));
    return page.rows.map(({ secret }) => `${secret.name}: ${secret.status}`).reverse();
  }

  async function audit(act: string): Promise<readonly AuditEntry[]> {
    return granted(await test.operations.listAudit(account, { act }, { limit: 100 })).rows;
  }

  describe('cancelling a secret', () => {
    it('disables a pending one for good', async () => {
      await create('first');
      const second = await create('second');
      const row = granted(await test.operations.cancelSecret(A_CALLER, account, second));
      expect(row.secret).toMatchObject({ status: 'disabled', disabledReason: 'cancelled' });
      expect(refusalOf(await test.operations.cancelSecret(A_CALLER, account, second))).toEqual({
        code: 'secret_not_cancellable',
        secretId: second,
        status: 'disabled',
      });
      expect(await audit('secret.cancelled')).toHaveLength(1);
    });

    it('ends the overlap of a retiring one now', async () => {
      const first = await create('first');
      granted(await activate(await create('second'), { overlapSeconds: HOUR_S }));
      clock.advance(5000);
      const row = granted(await test.operations.cancelSecret(A_CALLER, account, first));
      expect(row.secret).toMatchObject({
        status: 'disabled',
        disabledReason: 'overlap_ended',
        disabledAt: clock.wall(),
      });
      expect(await audit('secret.overlap_ended')).toHaveLength(1);
    });

    it('refuses one whose overlap is over by the clock, before its row says so', async () => {
      const first = await create('first');
      granted(await activate(await create('second'), { overlapSeconds: HOUR_S }));
      clock.advance(HOUR_S * 1000);
      expect(refusalOf(await test.operations.cancelSecret(A_CALLER, account, first))).toEqual({
        code: 'secret_not_cancellable',
        secretId: first,
        status: 'disabled',
      });
    });

    it('refuses an active one: there is no way back to unsigned', async () => {
      const first = await create('first');
      expect(refusalOf(await test.operations.cancelSecret(A_CALLER, account, first))).toMatchObject({
        code: 'secret_not_cancellable',
        status: 'active',
      });
      expect(await states()).toEqual(['first: active']);
    });

    it('refuses unknown ids', async () => {
      const refused = await test.operations.cancelSecret(A_CALLER, account, 'sec_none' as SecretId);
      expect(refusalOf(refused)).toEqual({ code: 'not_found', what: 'secret' });
    });
  });

  describe('updating a secret', () => {
    function update(id: SecretId, change: { name?: string; retireAt?: number }) {
      return test.operations.updateSecret(A_CALLER, account, id, change as { retireAt?: EpochMs });
    }

    it('renames one in any state, without a new epoch', async () => {
      const first = await create('first');
      const row = granted(await update(first, { name: 'renamed' }));
      expect(row).toMatchObject({ scopeEpoch: 1, secret: { name: 'renamed' } });
      expect((await audit('secret.renamed'))[0]).toMatchObject({
        before: { name: 'first' },
        after: { name: 'renamed' },
      });
    });

    it('writes no audit row when nothing changes', async () => {
      const first = await create('first');
      granted(await update(first, { name: 'first' }));
      expect(await audit('secret.renamed')).toHaveLength(0);
    });

    it('moves the end of an overlap, earlier and later, to 7 days after the activation at most', async () => {
      const first = await create('first');
      granted(await activate(await create('second'), { overlapSeconds: HOUR_S }));
      const latest = clock.wall() + WEEK_S * 1000;
      clock.advance(1000);
      expect(granted(await update(first, { retireAt: latest })).secret).toMatchObject({ retireAt: latest });
      expect(refusalOf(await update(first, { retireAt: latest + 1 }))).toEqual({
        code: 'retire_at_out_of_range',
        latest,
      });
      const soon = clock.wall() + 10_000;
      expect(granted(await update(first, { retireAt: soon })).secret).toMatchObject({ retireAt: soon });
      expect(granted(await update(first, { retireAt: clock.wall() })).secret.status).toBe('disabled');
      expect(refusalOf(await update(first, { retireAt: latest }))).toMatchObject({
        code: 'secret_not_retiring',
      });
      expect(await audit('secret.overlap_moved')).toHaveLength(3);
    });

    it('changes both or neither', async () => {
      const first = await create('first');
      expect(refusalOf(await update(first, { name: 'renamed', retireAt: clock.wall() }))).toMatchObject({
        code: 'secret_not_retiring',
        status: 'active',
      });
      expect(await states()).toEqual(['first: active']);
      granted(await activate(await create('second'), { overlapSeconds: HOUR_S }));
      const retireAt = clock.wall() + 1000;
      const row = granted(await update(first, { name: 'renamed', retireAt }));
      expect(row.secret).toMatchObject({ name: 'renamed', status: 'retiring', retireAt });
      expect(await audit('secret.overlap_moved')).toHaveLength(1);
    });

    it('refuses an id of another account', async () => {
      await create('first');
      const other = await test.addAccount(`other-${count}`);
      const { row } = await test.addSecret(other, 'theirs');
      expect(refusalOf(await update(row.secret.id, { name: 'mine' }))).toEqual({
        code: 'not_found',
        what: 'secret',
      });
      expect(refusalOf(await test.operations.getSecret(account, row.secret.id))).toEqual({
        code: 'not_found',
        what: 'secret',
      });
    });
  });
});
