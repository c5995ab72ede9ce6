// What lists are narrowed to, and what the rows of deliveries and endpoints tell of their last attempt.
import { eventually, Receiver, respond } from '@keyturn/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestApp } from './test-app.ts';

let app: TestApp;
let receiver: Receiver;
const url = '/v1/accounts/acme';
const endpoints: Record<'good' | 'bad' | 'silent', string> = { good: '', bad: '', silent: '' };
let keyId: string;

async function makeEndpoint(path: string, body: object): Promise<string> {
  return (await app.call('POST', `${url}/endpoints`, { body: { url: receiver.url(path), ...body } })).body.id;
}

/** The fields of a list's rows. */
async function rows(query: string, ...fields: readonly string[]) {
  const { body, text } = await app.call('GET', `${url}/${query}`);
  expect(body.data, text).toBeDefined();
  return body.data.map((row: Record<string, unknown>) => fields.map((field) => row[field]));
}

beforeAll(async () => {
  app = await TestApp.open();
  receiver = await Receiver.open(({ path }) => respond(path === '/bad' ? 500 : 200));
  await app.addAccount('acme');
  keyId = (await app.call('POST', `${url}/secrets`, { body: { name: 'first' } })).body.key_id;
  endpoints.good = await makeEndpoint('/good', { event_types: ['a.*'] });
  endpoints.bad = await makeEndpoint('/bad', { event_types: ['a.b'] });
  endpoints.silent = await makeEndpoint('/silent', { event_types: ['none'] });
  for (const type of ['a.b', 'a.c']) await app.call('POST', `${url}/events`, { body: { type, data: 1 } });
  await eventually(
    async () => {
      const { body } = await app.call('GET', `${url}/deliveries`);
      expect(body.data.map((row: { attempt_count: number }) => row.attempt_count)).toEqual([1, 1, 1]);
    },
    { deadlineMs: 10_000 },
  );
});
afterAll(async () => {
  await app.close();
  await receiver.close();
});

describe('deliveries', () => {
  it('are narrowed by the type of their event, alone and with other filters', async () => {
    const { good, bad } = endpoints;
    expect(await rows('deliveries?event_type=a.c', 'event_type', 'endpoint_id')).toEqual([['a.c', good]]);
    expect(await rows('deliveries?event_type=a.b&status=waiting', 'endpoint_id')).toEqual([[bad]]);
    expect(await rows(`deliveries?event_type=a.b&endpoint_id=${good}`, 'status')).toEqual([['delivered']]);
    expect(await rows('deliveries?event_type=a', 'id')).toEqual([]);
    const refused = await app.call('GET', `${url}/deliveries?event_type=a%20b`);
    expect(refused.body).toMatchObject({ errors: [{ in: 'query', pointer: '/event_type' }] });
  });

  it('show their last attempt', async () => {
    const [[delivered], [waiting]] = [
      await rows(`deliveries?event_type=a.b&endpoint_id=${endpoints.good}`, 'last_attempt'),
      await rows(`deliveries?endpoint_id=${endpoints.bad}`, 'last_attempt'),
    ];
    expect(delivered?.[0]).toMatchObject({ cause: 'ok', status_code: 200, key_ids: [keyId] });
    expect(waiting?.[0]).toMatchObject({ cause: 'http_status', status_code: 500, key_ids: [keyId] });
  });
});

describe('endpoints', () => {
  it('show what they answered last, and nothing where nothing was sent', async () => {
    const shown = await rows('endpoints', 'id', 'last_attempt');
    expect(shown).toEqual([
      [endpoints.silent, null],
      [
        endpoints.bad,
        expect.objectContaining({ status_code: 500, key_ids: [keyId], after_last_change: true }),
      ],
      [endpoints.good, expect.objectContaining({ status_code: 200, cause: 'ok', after_last_change: true })],
    ]);
  });

  it('tell that a last attempt says nothing about what was changed since', async () => {
    const changed = await app.call('PATCH', `${url}/endpoints/${endpoints.good}`, {
      body: { description: 'new' },
    });
    const about = { last_attempt: { status_code: 200, after_last_change: false } };
    expect(changed.body).toMatchObject(about);
    expect((await app.call('GET', `${url}/endpoints/${endpoints.good}`)).body).toMatchObject(about);
    await app.call('POST', `${url}/endpoints/${endpoints.good}/test`);
    await eventually(
      async () => {
        const { body } = await app.call('GET', `${url}/endpoints/${endpoints.good}`);
        expect(body.last_attempt.after_last_change).toBe(true);
      },
      { deadlineMs: 10_000 },
    );
  });
});

describe('the audit log', () => {
  it('is narrowed by noun, by who acted and by time', async () => {
    expect(await rows('audit?act=secret.*', 'act')).toEqual([['secret.created']]);
    expect(await rows('audit?act=secret.*&actor_type=user', 'act')).toEqual([]);
    expect(await rows('audit?actor_type=admin&act=account.created', 'act')).toEqual([['account.created']]);
    const [[[secretAt]], [[accountAt]]] = [
      await rows('audit?act=secret.created', 'at'),
      await rows('audit?act=account.created', 'at'),
    ];
    expect(await rows(`audit?since=${accountAt}&until=${secretAt}`, 'act')).toContainEqual([
      'account.created',
    ]);
    expect(await rows(`audit?since=${accountAt}&until=${secretAt}`, 'act')).not.toContainEqual([
      'secret.created',
    ]);
    expect(await rows(`audit?since=${secretAt}`, 'act')).not.toContainEqual(['account.created']);
  });

  it.each(['act=secret', 'act=*', 'act=secret.*.*', 'actor_type=robot', 'since=yesterday'])(
    'refuses to be narrowed by %s',
    async (query) => {
      expect((await app.call('GET', `${url}/audit?${query}`)).status).toBe(400);
    },
  );
});
