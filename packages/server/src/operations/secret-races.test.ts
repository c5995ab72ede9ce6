import type { AccountId, SecretId } from '@keyturn/core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { A_CALLER, DATABASES, environmentOn, granted, HOW, TestApp } from '../test-app.ts';

describe.each(DATABASES)('on %s', (database) => {
  let test: TestApp;
  let account: AccountId;
  let count = 0;

  beforeAll(async () => {
    test = await TestApp.open({ env: await environmentOn(database) });
  });
  afterAll(() => test.close());
  beforeEach(async () => {
    account = await test.addAccount(`acme-${++count}`);
  });

  function times<T>(n: number, act: (index: number) => Promise<T>): Promise<T[]> {
    return Promise.all(Array.from({ length: n }, (_, index) => act(index)));
  }

  async function auditCount(act: string): Promise<number> {
    const page = granted(await test.operations.listAudit(account, { act }, { limit: 500 }));
    return page.rows.length;
  }

  async function statusCounts(): Promise<Record<string, number>> {
    const page = granted(await test.operations.listSecrets(account, { type: 'all' }, { limit: 500 }));
    const counts: Record<string, number> = {};
    for (const { secret } of page.rows) counts[secret.status] = (counts[secret.status] ?? 0) + 1;
    return counts;
  }

  describe('through HTTP, at once,', () => {
    it('50 creates beside an active secret give 50 answers 201, 50 audit rows and one pending', async () => {
      await test.addSecret(account, 'first');
      const answers = await times(50, (n) =>
        test.request('POST', `/v1/accounts/${account}/secrets`, { name: `secret ${n}` }),
      );
      expect(answers.map(({ status }) => status)).toEqual(Array(50).fill(201));
      expect(new Set(answers.map(({ body }) => body.secret)).size).toBe(50);
      expect(await statusCounts()).toEqual({ active: 1, pending: 1, disabled: 49 });
      expect(await auditCount('secret.created')).toBe(51);
      // Each but one replaced the one before it: no pending one was overlooked.
      expect(answers.filter(({ body }) => body.replaced !== undefined)).toHaveLength(49);
    });

    it('50 first creates give one active and one pending', async () => {
      await times(50, (n) =>
        test.request('POST', `/v1/accounts/${account}/secrets`, { name: `secret ${n}` }),
      );
      expect(await statusCounts()).toEqual({ active: 1, pending: 1, disabled: 48 });
      expect(await auditCount('secret.created')).toBe(50);
    });

    it('50 activates of one id give one transition, one audit row and one cut-over in every 200', async () => {
      await test.addSecret(account, 'first');
      const { row } = await test.addSecret(account, 'second');
      const url = `/v1/accounts/${account}/secrets/${row.secret.id}/activate`;
      const answers = await times(50, () => test.request('POST', url, {}));
      expect(answers.map(({ status }) => status)).toEqual(Array(50).fill(200));
      expect(new Set(answers.map(({ body }) => JSON.stringify(body.cutover))).size).toBe(1);
      expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
      expect(answers[0]?.body.cutover).toMatchObject({ epoch: 3 });
      expect(await auditCount('secret.activated')).toBe(1);
      expect(await statusCounts()).toEqual({ active: 1, disabled: 1 });
    });

    it('activates of two ids give one cut-over, and 409 for the rest', async () => {
      await test.addSecret(account, 'first');
      const replaced = (await test.addSecret(account, 'second')).row.secret.id;
      const pending = (await test.addSecret(account, 'third')).row.secret.id;
      const answers = await times(50, (n) =>
        test.request(
          'POST',
          `/v1/accounts/${account}/secrets/${n % 2 === 0 ? replaced : pending}/activate`,
          {},
        ),
      );
      const statuses = answers.map(({ status }) => status);
      expect(statuses).toEqual(Array.from({ length: 50 }, (_, n) => (n % 2 === 0 ? 409 : 200)));
      const won = answers.filter(({ status }) => status === 200);
      expect(new Set(won.map(({ body }) => JSON.stringify(body.cutover))).size).toBe(1);
      expect(await auditCount('secret.activated')).toBe(1);
      const refused = answers.find(({ status }) => status === 409);
      expect(refused?.body).toMatchObject({ code: 'secret_not_pending' });
    });

    it('an activate and a cancel of one id end in one of the two, never in both', async () => {
      for (let round = 0; round < 20; round++) {
        account = await test.addAccount(`acme-${++count}`);
        await test.addSecret(account, 'first');
        const { id } = (await test.addSecret(account, 'second')).row.secret;
        const url = `/v1/accounts/${account}/secrets/${id}`;
        const acts = [
          () => test.request('POST', `${url}/activate`, {}),
          () => test.request('DELETE', url),
        ] as const;
        const order = round % 2 === 0 ? acts : ([acts[1], acts[0]] as const);
        const answers = await Promise.all(order.map((act) => act()));
        expect(answers.filter(({ status }) => status < 300)).toHaveLength(1);
        expect(answers.filter(({ status }) => status === 409)).toHaveLength(1);
        expect(await statusCounts()).toMatchObject({ active: 1, disabled: 1 });
      }
    });
  });

  describe('one active secret', () => {
    it('is what every reader sees at every instant while secrets are turned', async () => {
      await test.addSecret(account, 'first');
      let isTurning = true;
      let reads = 0;
      const seen = new Set<SecretId>();
      const readers = times(4, async () => {
        while (isTurning) {
          const page = granted(
            await test.operations.listSecrets(account, { type: 'account' }, { limit: 500 }),
          );
          const active = page.rows.filter(({ secret }) => secret.status === 'active');
          expect(active).toHaveLength(1);
          expect(page.rows.filter(({ secret }) => secret.status === 'pending').length).toBeLessThanOrEqual(1);
          for (const { secret } of active) seen.add(secret.id);
          reads++;
        }
      });
      for (let turn = 0; turn < 40; turn++) {
        const { row } = await test.addSecret(account, `turn ${turn}`);
        const overlapSeconds = turn % 3 === 0 ? 60 : 0;
        const how = { ...HOW, overlapSeconds, openOverlap: 'end' } as const;
        granted(await test.operations.activateSecret(A_CALLER, account, row.secret.id, how));
      }
      isTurning = false;
      await readers;
      expect(reads).toBeGreaterThan(40);
      expect(seen.size).toBeGreaterThan(5);
    });
  });
});
