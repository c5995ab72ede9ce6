import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestApp } from './test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await TestApp.open();
  await app.addAccount('acme');
});
afterAll(() => app.close());

const detailOf = async (method: string, url: string, body: unknown) => {
  const answer = await app.call(method, url, { body });
  expect(answer.status, answer.text).toBe(400);
  return answer.body.errors[0] as { pointer: string; code: string; detail: string };
};

describe('a request that is not valid', () => {
  const accounts = ['POST', '/v1/accounts'] as const;
  const endpoints = ['POST', '/v1/accounts/acme/endpoints'] as const;
  const keys = ['POST', '/v1/api-keys'] as const;
  const url = 'http://127.0.0.1:4999/in';

  it.each<[readonly [string, string], unknown, string]>([
    [accounts, {}, '/name required `name` is required.'],
    [accounts, { name: '' }, '/name too_short `name` must not be empty.'],
    [accounts, { name: '  ' }, '/name too_short `name` must not be empty.'],
    [
      accounts,
      { name: 'x'.repeat(101) },
      '/name too_long `name` must have at most 100 characters; you sent 101.',
    ],
    [accounts, { name: 'a\u0000b' }, '/name wrong_form `name` must not contain control characters.'],
    [accounts, { name: 'a\nb' }, '/name wrong_form `name` must not contain control characters.'],
    [
      accounts,
      { name: '\ud800' },
      '/name wrong_form `name` must be whole Unicode characters (it has half of a surrogate pair).',
    ],
    [accounts, { name: 5 }, '/name wrong_type `name` must be a string; you sent a number.'],
    [accounts, { name: null }, '/name wrong_type `name` must be a string; you sent null.'],
    [accounts, { name: ['a'] }, '/name wrong_type `name` must be a string; you sent an array.'],
    [accounts, { id: 'a.b', name: 'a' }, '/id wrong_form `id` must be 1 to 64 of A-Z, a-z, 0-9, _ and -.'],
    [accounts, { id: 'ä', name: 'a' }, '/id wrong_form `id` must be 1 to 64 of A-Z, a-z, 0-9, _ and -.'],
    [
      accounts,
      { name: 'a', signature_profiles: [] },
      '/signature_profiles not_allowed `signature_profiles` must contain `standard`, which is always on.',
    ],
    [
      accounts,
      { name: 'a', signature_profiles: ['kore'] },
      '/signature_profiles not_allowed `signature_profiles` must contain `standard`, which is always on.',
    ],
    [
      accounts,
      { name: 'a', signature_profiles: ['standard', 'rsa'] },
      '/signature_profiles/1 not_allowed `signature_profiles.1` must be one of standard, kore.',
    ],
    [
      accounts,
      { name: 'a', 'x/y~z': 1 },
      '/x~1y~0z unknown_field `x/y~z` is not a field of this request. Known fields: id, name, signature_profiles.',
    ],
    [endpoints, { url: '' }, '/url too_short `url` must not be empty; you sent 0.'],
    [
      endpoints,
      { url: 'x'.repeat(2049) },
      '/url too_long `url` must have at most 2048 characters; you sent 2049.',
    ],
    [
      endpoints,
      { url, event_types: 'a.b' },
      '/event_types wrong_type `event_types` must be an array; you sent a string.',
    ],
    [
      endpoints,
      { url, event_types: ['a b'] },
      '/event_types/0 wrong_form `event_types.0` must be an event type (1 to 128 of A-Z, a-z, 0-9, dot, _ and -) or a `prefix.*`.',
    ],
    [
      endpoints,
      { url, event_types: Array.from({ length: 101 }, () => 'a.b') },
      '/event_types too_long `event_types` must have at most 100 entries; you sent 101.',
    ],
    [
      endpoints,
      { url, headers: [] },
      '/headers wrong_type `headers` must be an object of header names and texts.',
    ],
    [endpoints, { url, headers: { 'x-a': 1 } }, '/headers/x-a wrong_type `headers.x-a` must be a string.'],
    [endpoints, { url, headers: { host: 'x' } }, '/headers/host name_reserved'],
    [
      endpoints,
      { url, description: 'x'.repeat(501) },
      '/description too_long `description` must have at most 500 characters; you sent 501.',
    ],
    [keys, { name: 'a', permissions: ['events:read'] }, '/account_id required `account_id` is required.'],
    [
      keys,
      { name: 'a', account_id: null, permissions: [] },
      '/permissions too_short `permissions` must have at least 1 entries; you sent 0.',
    ],
    [
      keys,
      { name: 'a', account_id: null, permissions: ['all'] },
      '/permissions/0 not_allowed `permissions.0` must be one of accounts:write,',
    ],
    [
      keys,
      { name: 'a', account_id: null, permissions: ['events:read', 'events:read'] },
      '/permissions wrong_form `permissions` must name each permission once.',
    ],
    [
      keys,
      { name: 'a', account_id: null, permissions: ['events:read'], expires_at: '2020-01-01T00:00:00Z' },
      '/expires_at expires_in_past',
    ],
    [
      keys,
      { name: 'a', account_id: null, permissions: ['events:read'], expires_at: 5 },
      '/expires_at wrong_type `expires_at` must be a string; you sent a number.',
    ],
  ])('says what to mend: %o %o', async ([method, path], body, expected) => {
    const { pointer, code, detail } = await detailOf(method, path, body);
    expect(`${pointer} ${code} ${detail}`.slice(0, expected.length)).toBe(expected);
  });

  it('counts characters as people do: a hundred emoji are a name', async () => {
    const made = await app.call('POST', '/v1/accounts', { body: { name: '😀'.repeat(100) } });
    expect(made.body.name).toBe('😀'.repeat(100));
  });

  it('names every fault at once, but not without end', async () => {
    const { body } = await app.call('POST', '/v1/accounts', { body: { name: 5, id: '', color: 1 } });
    expect(body.errors).toHaveLength(3);
    const many = Object.fromEntries(Array.from({ length: 1000 }, (_, n) => [`f${n}`, n]));
    expect((await app.call('POST', '/v1/accounts', { body: many })).body.errors).toHaveLength(20);
  });

  it('refuses a header named __proto__, instead of leaving it out', async () => {
    const { pointer } = await detailOf('POST', endpoints[1], `{"url":"${url}","headers":{"__proto__":"x"}}`);
    expect(pointer).toBe('/headers/__proto__');
  });

  it.each(['{}', '', undefined])('refuses a change that changes nothing: %j', async (body) => {
    const answer = await app.call('PATCH', '/v1/accounts/acme', { body });
    expect(answer.body.errors[0].detail).toBe('The request must change at least one field.');
  });

  it.each([
    ['{\n  "name": whsec_oops\n}', 'Check its quotes, commas and brackets.'],
    ['{"name": "whsec_oops", "x": 1,}', 'The fault is in line 1, column 31.'],
    ['{"name": "whsec_oops"', 'The fault is in line 1, column 22.'],
    ['{"name":', 'It ends too early.'],
  ])('says where JSON is broken, without repeating it: %j', async (body, where) => {
    const answer = await app.call('POST', '/v1/accounts', { body });
    expect(answer.body.detail).toBe(`The body is not valid JSON. ${where}`);
    expect(answer.text).not.toContain('oops');
  });
});

describe('activation', () => {
  const url = '/v1/accounts/turning/secrets';
  let ids: string[];
  beforeAll(async () => {
    await app.addAccount('turning');
    const first = await app.call('POST', url, { body: { name: 'first' } });
    const second = await app.call('POST', url, { body: { name: 'second' } });
    ids = [first.body.id, second.body.id];
  });
  const activate = (id: string | undefined, body?: unknown, headers = {}) =>
    app.call('POST', `${url}/${id}/activate`, { body, headers });

  it.each([
    [{ overlap_seconds: 700_000 }, '`overlap_seconds` must be at most 604800 (7 days); you sent 700000.'],
    [{ overlap_seconds: -1 }, '`overlap_seconds` must be at least 0; you sent -1.'],
    [
      { overlap_seconds: 1.5 },
      '`overlap_seconds` must be a whole number; you sent a number with a fraction.',
    ],
    [{ overlap_seconds: '60' }, '`overlap_seconds` must be a number; you sent a string.'],
    [{ end_overlap: 'yes' }, '`end_overlap` must be a boolean; you sent a string.'],
    [{ reason: '' }, '`reason` must not be empty.'],
  ])('refuses %o', async (body, detail) => {
    expect((await activate(ids[1], body)).body.errors[0].detail).toBe(detail);
  });

  it.each(['41', 'W/"41"', '"41", "42"', '*', '"x"'])('refuses If-Match %s', async (header) => {
    const answer = await activate(ids[1], undefined, { 'if-match': header });
    expect(answer.body.errors[0]).toMatchObject({ in: 'header', pointer: '/If-Match' });
  });

  it('says which epoch it is', async () => {
    const answer = await activate(ids[1], undefined, { 'if-match': '"7"' });
    expect(answer.body).toMatchObject({ code: 'epoch_changed', expected: 7, actual: 2 });
  });

  it('turns with an overlap, again with the same cut-over, and tells a late one what is pending', async () => {
    const turned = await activate(ids[1], { overlap_seconds: 3600, reason: 'yearly' }, { 'if-match': '"2"' });
    expect(turned.body).toMatchObject({
      active: { id: ids[1], status: 'active', scope_epoch: 3 },
      previous: { id: ids[0], status: 'retiring', retire_at: expect.any(String) },
      cutover: { epoch: 3 },
    });
    // Repeated with other fields, and with an epoch that is not any more: the same.
    const again = await activate(ids[1], { overlap_seconds: 1 }, { 'if-match': '"2"' });
    expect([again.status, again.body.cutover]).toEqual([200, turned.body.cutover]);
    const { body: audit } = await app.call('GET', '/v1/accounts/turning/audit?act=secret.activated');
    expect(audit.data).toHaveLength(1);
    expect(audit.data[0]).toMatchObject({
      reason: 'yearly',
      after: { effective_at: turned.body.cutover.effective_at, overlap_seconds: 3600 },
    });

    const third = await app.call('POST', url, { body: { name: 'third' } });
    const fourth = await app.call('POST', url, { body: { name: 'fourth' } });
    expect(fourth.body.replaced).toMatchObject({ id: third.body.id, disabled_reason: 'replaced' });
    const late = await activate(third.body.id);
    expect(late.body).toMatchObject({
      code: 'secret_not_pending',
      secret_id: third.body.id,
      replaced_by_id: fourth.body.id,
      current_pending_id: fourth.body.id,
    });
    const open = await activate(fourth.body.id);
    expect(open.body).toMatchObject({
      code: 'overlap_open',
      retiring_id: ids[0],
      retire_at: turned.body.previous.retire_at,
    });
    const ended = await activate(fourth.body.id, { end_overlap: true });
    expect(ended.body.previous).toMatchObject({ id: ids[1], status: 'disabled' });
  });

  it("tells an endpoint's secrets and the account's apart", async () => {
    const { body: endpoint } = await app.call('POST', '/v1/accounts/turning/endpoints', {
      body: { url: 'http://127.0.0.1:4999/in' },
    });
    const own = await app.call('POST', url, { body: { name: 'own', endpoint_id: endpoint.id } });
    expect(own.body).toMatchObject({ endpoint_id: endpoint.id, status: 'pending' });
    const names = async (query: string) => {
      const { body } = await app.call('GET', `${url}?${query}`);
      return body.data.map(({ name }: { name: string }) => name);
    };
    expect(await names(`endpoint_id=${endpoint.id}`)).toEqual(['own']);
    expect(await names('scope=account')).not.toContain('own');
    expect(await names('scope=all')).toContain('own');
    const both = await app.call('GET', `${url}?scope=all&endpoint_id=${endpoint.id}`);
    expect(both.status).toBe(400);
    const foreign = await app.call('POST', url, { body: { name: 'own', endpoint_id: 'ep_unknown' } });
    expect(foreign.body).toMatchObject({ code: 'not_found', what: 'endpoint' });
  });
});

describe('pages', () => {
  it('walk through every row once while rows are added', async () => {
    await app.addAccount('many');
    const url = '/v1/accounts/many/events';
    const ids = new Set<string>();
    for (let n = 0; n < 7; n++) {
      ids.add((await app.call('POST', url, { body: { type: 'a.b', data: n } })).body.id);
    }
    const seen: string[] = [];
    let next = '';
    for (let page = 0; page < 10; page++) {
      const { body } = await app.call('GET', `${url}?limit=3${next}`);
      seen.push(...body.data.map(({ id }: { id: string }) => id));
      await app.call('POST', url, { body: { type: 'late', data: page } });
      if (body.next_cursor === null) break;
      next = `&cursor=${body.next_cursor}`;
    }
    expect(seen).toHaveLength(7);
    expect(new Set(seen)).toEqual(ids);
  });

  it.each(['nonsense', 'AAAA', '!!', 'YWNjb3VudHMgNQ', `${'A'.repeat(400)}`, ''])(
    'refuse a cursor that no page of theirs gave: %j',
    async (cursor) => {
      const answer = await app.call('GET', `/v1/accounts/acme/events?cursor=${cursor}`);
      expect(answer.body).toMatchObject({
        errors: [{ in: 'query', pointer: '/cursor', code: 'bad_cursor' }],
      });
    },
  );

  it.each(['0', '501', 'x', '1.5', '-1', ''])('refuse a limit of %j', async (limit) => {
    const answer = await app.call('GET', `/v1/accounts?limit=${limit}`);
    expect(answer.body).toMatchObject({ errors: [{ in: 'query', pointer: '/limit' }] });
  });

  it('refuse a filter that cannot be one', async () => {
    for (const query of [
      'events?type=a%20b',
      'events?since=yesterday',
      'audit?act=%00',
      'deliveries?status=lost',
    ]) {
      expect((await app.call('GET', `/v1/accounts/acme/${query}`)).status, query).toBe(400);
    }
  });
});

describe('paths', () => {
  it('tell which methods they take', async () => {
    const answer = await app.call('PUT', '/v1/accounts/acme?x=1', { body: {} });
    expect(answer.status).toBe(405);
    expect(answer.headers.allow).toBe('DELETE, GET, HEAD, PATCH');
  });

  it.each(['/', '/v1', '/v1/accounts/acme/nothing', '/V1/accounts', '//v1/accounts', '/docs/problems/none'])(
    'that are none are a problem: %s',
    async (path) => {
      const answer = await app.call('GET', path);
      expect(answer.body).toMatchObject({ code: 'not_found', what: 'path' });
      expect(answer.headers['x-request-id']).toBe(answer.body.request_id);
    },
  );
});

describe('the metrics', () => {
  it('count every answer by operation and status, refusals too', async () => {
    await app.call('GET', '/v1/accounts/acme');
    await app.call('GET', '/v1/accounts/nobody');
    await app.call('GET', '/v1/accounts/acme', { as: null });
    const { text, headers } = await app.call('GET', '/metrics');
    expect(headers['content-type']).toMatch(/^text\/plain; version=/);
    for (const status of [200, 404, 401]) {
      expect(text).toMatch(
        new RegExp(`^keyturn_http_requests_total\\{operation="getAccount",status="${status}"\\} [1-9]`, 'm'),
      );
    }
    expect(text).toMatch(/^keyturn_http_request_seconds_count\{operation="getAccount"\} [1-9]/m);
  });
});
