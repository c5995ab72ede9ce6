// Over real connections, many at once: what the database orders, every answer must tell the same way.
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADMIN_KEY, TestApp } from './test-app.ts';

let app: TestApp;
let origin: string;
beforeAll(async () => {
  app = await TestApp.open();
  await app.http.listen({ port: 0, host: '127.0.0.1' });
  origin = `http://127.0.0.1:${(app.http.server.address() as AddressInfo).port}`;
});
afterAll(() => app.close());

async function post(path: string, body: object) {
  const response = await fetch(origin + path, {
    method: 'POST',
    headers: { authorization: `Bearer ${ADMIN_KEY}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  // biome-ignore lint/suspicious/noExplicitAny: the test reads the fields that it expects.
  return { status: response.status, body: (await response.json()) as any };
}

const times = <T>(count: number, act: (n: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, n) => act(n)));

async function everySecret(account: string) {
  const { body } = await app.call('GET', `/v1/accounts/${account}/secrets?limit=500`);
  return body.data as readonly { id: string; status: string; disabled_reason: string | null }[];
}

async function auditOf(account: string, act: string) {
  const { body } = await app.call('GET', `/v1/accounts/${account}/audit?limit=500&act=${act}`);
  return body.data as readonly { after: Record<string, unknown>; request_id: string }[];
}

describe('racing requests', () => {
  it('fifty creations give fifty secrets, fifty audit entries, one active and one pending', async () => {
    await app.addAccount('creating');
    const answers = await times(50, (n) => post('/v1/accounts/creating/secrets', { name: `secret ${n}` }));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 201));
    const texts = answers.map(({ body }) => body.secret);
    expect(new Set(texts).size).toBe(50);
    expect(answers.filter(({ body }) => body.status === 'active')).toHaveLength(1);
    // Each but the first two replaced another, and none was replaced twice.
    const replaced = answers.flatMap(({ body }) => (body.replaced === undefined ? [] : [body.replaced.id]));
    expect(new Set(replaced).size).toBe(48);
    expect(replaced).toHaveLength(48);

    const secrets = await everySecret('creating');
    expect(secrets).toHaveLength(50);
    const count = (status: string) => secrets.filter((secret) => secret.status === status).length;
    expect([count('active'), count('pending'), count('disabled')]).toEqual([1, 1, 48]);
    const audit = await auditOf('creating', 'secret.created');
    expect(audit).toHaveLength(50);
    expect(audit.map(({ after }) => after.scope_epoch).sort((a, b) => Number(a) - Number(b))).toEqual(
      Array.from({ length: 50 }, (_, n) => n + 1),
    );
  });

  it('fifty activations of one secret are one transition, told alike in every answer', async () => {
    await app.addAccount('one');
    await post('/v1/accounts/one/secrets', { name: 'first' });
    const { body: pending } = await post('/v1/accounts/one/secrets', { name: 'second' });
    const answers = await times(50, (n) =>
      post(`/v1/accounts/one/secrets/${pending.id}/activate`, n % 2 === 0 ? {} : { overlap_seconds: 60 }),
    );
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    const told = answers.map(({ body }) => JSON.stringify([body.cutover, body.active.id, body.previous.id]));
    expect(new Set(told).size).toBe(1);
    expect(answers[0]?.body.cutover.epoch).toBe(3);
    expect(await auditOf('one', 'secret.activated')).toHaveLength(1);
    const secrets = await everySecret('one');
    expect(secrets.filter(({ status }) => status === 'active').map(({ id }) => id)).toEqual([pending.id]);
  });

  it('of two secrets one wins, and everybody else is told which one is pending', async () => {
    await app.addAccount('two');
    await post('/v1/accounts/two/secrets', { name: 'first' });
    const { body: replaced } = await post('/v1/accounts/two/secrets', { name: 'second' });
    const { body: pending } = await post('/v1/accounts/two/secrets', { name: 'third' });
    const answers = await times(50, (n) =>
      post(`/v1/accounts/two/secrets/${n % 2 === 0 ? replaced.id : pending.id}/activate`, {}),
    );
    const won = answers.filter(({ status }) => status === 200);
    const lost = answers.filter(({ status }) => status === 409);
    expect([won.length, lost.length]).toEqual([25, 25]);
    expect(new Set(won.map(({ body }) => JSON.stringify(body.cutover))).size).toBe(1);
    for (const { body } of won) expect(body.active.id).toBe(pending.id);
    for (const { body } of lost) {
      expect(body).toMatchObject({ code: 'secret_not_pending', secret_id: replaced.id });
      expect([pending.id, null]).toContain(body.current_pending_id);
    }
    expect(await auditOf('two', 'secret.activated')).toHaveLength(1);
  });

  it('creations and activations at once never leave two active secrets, nor none', async () => {
    await app.addAccount('mixed');
    const made = await times(20, (n) => post('/v1/accounts/mixed/secrets', { name: `secret ${n}` }));
    const seen: number[] = [];
    await Promise.all([
      ...made.map(({ body }) => post(`/v1/accounts/mixed/secrets/${body.id}/activate`, {})),
      times(20, (n) => post('/v1/accounts/mixed/secrets', { name: `later ${n}` })),
      times(20, async () => {
        const secrets = await everySecret('mixed');
        seen.push(secrets.filter(({ status }) => status === 'active').length);
      }),
    ]);
    expect(seen).toEqual(seen.map(() => 1));
    const secrets = await everySecret('mixed');
    expect(secrets.filter(({ status }) => status === 'active')).toHaveLength(1);
    expect(secrets.filter(({ status }) => status === 'pending')).toHaveLength(1);
  });

  it('one idempotency key is one account, whoever comes first', async () => {
    const create = async () => {
      const response = await fetch(`${origin}/v1/accounts`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${ADMIN_KEY}`,
          'content-type': 'application/json',
          'idempotency-key': 'the-same-for-all',
        },
        body: '{"name":"once"}',
      });
      return { status: response.status, body: (await response.json()) as { id?: string; code?: string } };
    };
    const answers = await times(20, create);
    for (const { status, body } of answers) {
      if (status !== 201) expect(body.code).toBe('idempotency_in_progress');
    }
    const ids = new Set(answers.flatMap(({ body }) => (body.id === undefined ? [] : [body.id])));
    expect(ids.size).toBe(1);
    expect((await create()).body.id).toBe([...ids][0]);
  });
});
