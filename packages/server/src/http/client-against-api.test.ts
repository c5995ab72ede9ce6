// The published client against the real API, over a real connection.
import type { AddressInfo } from 'node:net';
import { type Client, createClient, isProblem, KeyturnProblem, UnexpectedAnswer } from '@keyturn/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADMIN_KEY, TestApp } from './test-app.ts';

let app: TestApp;
let url: string;
let client: Client;
const account = { account: 'acme' };

beforeAll(async () => {
  app = await TestApp.open();
  await app.http.listen({ port: 0, host: '127.0.0.1' });
  url = `http://127.0.0.1:${(app.http.server.address() as AddressInfo).port}`;
  client = createClient({ url, apiKey: ADMIN_KEY });
  await client.createAccount({ body: { id: 'acme', name: 'Acme' } });
});
afterAll(() => app.close());

describe('the client', () => {
  it('calls operations by their name, typed both ways', async () => {
    const first = await client.createSecret({ path: account, body: { name: 'first' } });
    const text: string | null = first.secret;
    expect(text).toMatch(/^whsec_/);
    const second = await client.createSecret({ path: account, body: { name: 'second' } });
    const turned = await client.activateSecret({
      path: { ...account, secret: second.id },
      body: { overlap_seconds: 60 },
      headers: { 'If-Match': `"${second.scope_epoch}"` },
    });
    expect(turned.previous?.id).toBe(first.id);
    const ended = await client.cancelSecret({ path: { ...account, secret: first.id } });
    expect(ended.disabled_reason).toBe('overlap_ended');
  });

  it('needs no argument where nothing is needed, and gives nothing where there is nothing', async () => {
    expect((await client.listAccounts()).data.map(({ id }) => id)).toEqual(['acme']);
    const made = await client.createEndpoint({ path: account, body: { url: 'http://127.0.0.1:4999/in' } });
    expect(await client.deleteEndpoint({ path: { ...account, endpoint: made.id } })).toBeUndefined();
    expect(await client.getMetrics()).toContain('keyturn_build_info');
  });

  it('throws a problem that can be told by its code', async () => {
    const refused = client.activateSecret({ path: { ...account, secret: 'sec_none' } });
    await expect(refused).rejects.toBeInstanceOf(KeyturnProblem);
    const error = await refused.catch((thrown: unknown) => thrown);
    expect(isProblem(error, 'not_found')).toBe(true);
    const byPath = client.http.GET('/v1/accounts/{account}', { params: { path: { account: 'nobody' } } });
    await expect(byPath).rejects.toMatchObject({ code: 'not_found' });
  });

  it('offers every path as openapi-fetch does', async () => {
    const { data } = await client.http.GET('/v1/accounts/{account}', { params: { path: account } });
    expect(data?.name).toBe('Acme');
  });

  it('writes ids into paths as they are, and never as another path', async () => {
    const tricky = client.getAccount({ path: { account: '../api-keys?x=' } });
    await expect(tricky).rejects.toMatchObject({ code: 'not_found' });
  });

  it('sends an idempotency key with every creating request, its own or the caller’s', async () => {
    const keys: (string | null)[] = [];
    const watching = createClient({
      url,
      apiKey: ADMIN_KEY,
      fetch: (request) => {
        keys.push(request.headers.get('idempotency-key'));
        return fetch(request);
      },
    });
    await watching.createAccount({ body: { name: 'a' } });
    await watching.createAccount({ body: { name: 'a' } });
    const headers = { 'Idempotency-Key': 'mine' };
    const first = await watching.createAccount({ body: { name: 'a' }, headers });
    const again = await watching.createAccount({ body: { name: 'a' }, headers });
    await watching.http.POST('/v1/accounts', { body: { name: 'a' } });
    await watching.listAccounts();
    expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/);
    expect(keys[1]).not.toBe(keys[0]);
    expect(keys.slice(2, 4)).toEqual(['mine', 'mine']);
    expect(again).toEqual(first);
    expect(keys[4]).toMatch(/^[0-9a-f-]{36}$/);
    expect(keys[5]).toBeNull();
  });

  it('creates nothing twice when an answer is lost', async () => {
    let isLost = true;
    const unlucky = createClient({
      url,
      apiKey: ADMIN_KEY,
      fetch: async (request) => {
        const response = await fetch(request);
        if (!isLost) return response;
        isLost = false;
        throw new TypeError('the connection broke after the request was sent');
      },
    });
    const before = (await client.listEvents({ path: account })).data.length;
    const { id, duplicate } = await unlucky.publishEvent({ path: account, body: { type: 'a.b', data: 1 } });
    expect(duplicate).toBe(true);
    const after = await client.listEvents({ path: account });
    expect(after.data.length).toBe(before + 1);
    expect(after.data[0]?.id).toBe(id);
  });

  it('walks through all rows of a list, page after page, as they are asked for', async () => {
    const types = Array.from({ length: 7 }, (_, n) => `row.${n}`);
    const events = types.map((type) => ({ type, data: null }));
    await client.publishEvents({ path: account, body: { events } });
    const seen: string[] = [];
    for await (const event of client.rows('listEvents', { path: account, query: { limit: 3 } })) {
      seen.push(event.type);
    }
    expect(seen.slice(0, 7).sort()).toEqual(types);
    const rows = client.rows('listEvents', { path: account, query: { limit: 1 } });
    expect((await rows.next()).value?.type).toBe(seen[0]);
    await rows.return();
  });

  it('passes a number on that JavaScript cannot hold, when it is given as JSON text', async () => {
    const rawJSON = (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON;
    const { id } = await client.publishEvent({
      path: account,
      body: { type: 'a.b', data: { iccid: rawJSON('8944500605123456789') } },
    });
    const event = await client.getEvent({ path: { ...account, event: id } });
    expect(event.body).toContain('8944500605123456789');
  });

  it('ends with its signal', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(client.listAccounts({ signal })).rejects.toThrow('enough');
  });

  it('follows no redirect, and says when somebody else answers', async () => {
    const elsewhere = createClient({
      url,
      apiKey: ADMIN_KEY,
      fetch: async () => new Response(null, { status: 302, headers: { location: 'https://evil.example/' } }),
    });
    await expect(elsewhere.listAccounts()).rejects.toBeInstanceOf(UnexpectedAnswer);
  });
});
