import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EpochMs } from '@keyturn/core';
import { StoreError } from '@keyturn/store';
import { eventually, FakeClock, PlantedSecrets } from '@keyturn/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestApp } from './test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await TestApp.open();
  await app.addAccount('acme');
});
afterAll(() => app.close());

const keyed = (key: string, body: unknown, as?: string) => ({
  body,
  headers: { 'idempotency-key': key },
  ...(as === undefined ? {} : { as }),
});

describe('an idempotency key', () => {
  it('gets the first answer again, and says so', async () => {
    const first = await app.call('POST', '/v1/accounts', keyed('a1', { name: 'Beta' }));
    const again = await app.call('POST', '/v1/accounts', keyed('a1', { name: 'Beta' }));
    expect([first.status, again.status]).toEqual([201, 201]);
    expect(again.text).toBe(first.text);
    expect(first.headers['idempotency-replayed']).toBeUndefined();
    expect(again.headers['idempotency-replayed']).toBe('true');
  });

  it('makes one secret, whose text is told once', async () => {
    const url = '/v1/accounts/acme/secrets';
    const first = await app.call('POST', url, keyed('s1', { name: 'one' }));
    expect(first.body.secret).toMatch(/^whsec_/);
    const again = await app.call('POST', url, keyed('s1', { name: 'one' }));
    expect(again.status).toBe(201);
    expect(again.body).toMatchObject({ id: first.body.id, secret: null, secret_shown: true });
    expect(again.body.notice).toContain('create another');
    expect((await app.call('GET', url)).body.data).toHaveLength(1);
  });

  it('makes one API key, whose text is told once', async () => {
    const body = { name: 'a key', account_id: 'acme', permissions: ['events:read'] };
    const first = await app.call('POST', '/v1/api-keys', keyed('p1', body));
    const again = await app.call('POST', '/v1/api-keys', keyed('p1', body));
    expect(first.body.api_key).toMatch(/^kt_/);
    expect(again.body).toMatchObject({ id: first.body.id, api_key: null, api_key_shown: true });
  });

  it('is one of its caller and account: another account may use it, and so may an API key of this one', async () => {
    await app.addAccount('gamma');
    const body = { url: 'http://127.0.0.1:4999/in' };
    const as = await app.addApiKey('acme', ['endpoints:write']);
    const answers = [
      await app.call('POST', '/v1/accounts/acme/endpoints', keyed('e1', body)),
      await app.call('POST', '/v1/accounts/gamma/endpoints', keyed('e1', body)),
      await app.call('POST', '/v1/accounts/acme/endpoints', keyed('e1', body, as)),
    ];
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(new Set(answers.map((answer) => answer.body.id)).size).toBe(3);
  });

  it('is refused with another body, and with another path', async () => {
    const { body } = await app.call('POST', '/v1/accounts/acme/endpoints', {
      body: { url: 'http://127.0.0.1:4999/in' },
    });
    const first = await app.call('POST', '/v1/accounts/acme/secrets', keyed('o1', { name: 'x' }));
    expect(first.status).toBe(201);
    const others = [
      await app.call('POST', '/v1/accounts/acme/secrets', keyed('o1', { name: 'y' })),
      await app.call('POST', `/v1/accounts/acme/endpoints/${body.id}/test`, keyed('o1', undefined)),
    ];
    for (const other of others) expect(other.body.code).toBe('idempotency_key_reused');
  });

  it('is given back after a refusal', async () => {
    const refused = await app.call('POST', '/v1/accounts', keyed('r1', { id: 'acme', name: 'x' }));
    expect(refused.body.code).toBe('account_id_taken');
    const mended = await app.call('POST', '/v1/accounts', keyed('r1', { id: 'acme-2', name: 'x' }));
    expect(mended.status).toBe(201);
  });

  it('is given back after an accident', async () => {
    let isBroken = true;
    const other = await TestApp.open({
      deps: ({ operations }) => ({
        operations: {
          ...operations,
          createAccount: (...input) =>
            isBroken
              ? Promise.reject(new StoreError('unavailable', 'gone'))
              : operations.createAccount(...input),
        },
      }),
    });
    expect((await other.call('POST', '/v1/accounts', keyed('x1', { name: 'x' }))).status).toBe(503);
    isBroken = false;
    expect((await other.call('POST', '/v1/accounts', keyed('x1', { name: 'x' }))).status).toBe(201);
    await other.close();
  });

  it('does not take a committed act back when its answer cannot be kept', async () => {
    const other = await TestApp.open({
      deps: ({ idempotency }) => ({
        idempotency: {
          begin: (...input) => idempotency.begin(...input),
          abandon: (...input) => idempotency.abandon(...input),
          sweep: (...input) => idempotency.sweep(...input),
          finish: () => Promise.reject(new StoreError('unavailable', 'gone')),
        },
      }),
    });
    const made = await other.call('POST', '/v1/accounts', keyed('f1', { id: 'kept', name: 'x' }));
    expect(made.status).toBe(201);
    expect((await other.call('GET', '/v1/accounts/kept')).status).toBe(200);
    const again = await other.call('POST', '/v1/accounts', keyed('f1', { id: 'kept', name: 'x' }));
    expect(again.body.code).toBe('idempotency_in_progress');
    expect(other.log).toMatchObject([{ level: 'error' }]);
    await other.close();
  });

  it('is free again after a day', async () => {
    const clock = new FakeClock(Date.now() as EpochMs);
    const other = await TestApp.open({ clock });
    const first = await other.call('POST', '/v1/accounts', keyed('d1', { name: 'x' }));
    clock.advance(24 * 3600_000 + 1);
    const later = await other.call('POST', '/v1/accounts', keyed('d1', { name: 'x' }));
    expect(later.status).toBe(201);
    expect(later.body.id).not.toBe(first.body.id);
    await other.close();
  });
});

describe('the text of a secret or an API key', () => {
  it('is in the answer that creates it, and in no row, log, audit entry, metric or other answer', async () => {
    const planted = new PlantedSecrets();
    const url = '/v1/accounts/acme/secrets';
    const made = await app.call('POST', url, keyed('t1', { name: 'one' }));
    planted.plant('secret', made.body.secret);
    const replacing = await app.call('POST', url, keyed('t2', { name: 'two' }));
    planted.plant('replacing secret', replacing.body.secret);
    planted.plant('api key', await app.addApiKey('acme', ['events:read']));

    for (const path of [
      url,
      `${url}/${made.body.id}`,
      '/v1/accounts/acme/audit',
      '/v1/api-keys',
      '/metrics',
      '/openapi.json',
    ]) {
      planted.assertAbsent(path, (await app.call('GET', path)).text);
    }
    planted.assertAbsent(
      'the repeated answer',
      (await app.call('POST', url, keyed('t2', { name: 'two' }))).text,
    );
    planted.assertAbsent('the log', JSON.stringify([app.log, app.engine.log.lines]));
    const refused = await app.call('POST', url, { body: { name: made.body.secret, oops: made.body.secret } });
    planted.assertAbsent('a refusal of a body that held it', refused.text);
    const folder = app.engine.folder;
    await eventually(
      () => {
        for (const file of readdirSync(folder)) {
          planted.assertAbsent(file, readFileSync(join(folder, file)));
        }
      },
      { deadlineMs: 5_000 },
    );
  });
});
