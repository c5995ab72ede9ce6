import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PUBLIC_URL, TestApp } from '../test-app.ts';
import { A_PASSWORD, TestBrowser } from '../test-browser.ts';
import { documentedOperations, fillPath } from '../test-operations.ts';
import { isLoopback, makeOriginPolicy, type Reach } from './origin-policy.ts';

const LOCAL: Reach = { publicUrl: 'http://localhost:8080', host: '127.0.0.1', port: 8080 };
/** Behind a proxy on the same machine. */
const PROXIED: Reach = { publicUrl: 'https://keyturn.example/base', host: '127.0.0.1', port: 8080 };
/** In a container, reached through a published port. */
const CONTAINED: Reach = { publicUrl: 'http://localhost:9090', host: '0.0.0.0', port: 8080 };
const PUBLIC: Reach = { publicUrl: 'https://keyturn.example', host: '0.0.0.0', port: 8080 };

describe('the origins of a dashboard', () => {
  it.each<[string, Reach, readonly string[], readonly string[]]>([
    [
      'on loopback',
      LOCAL,
      ['http://localhost:8080', 'http://127.0.0.1:8080', 'http://[::1]:8080'],
      [
        'https://localhost:8080',
        'http://localhost',
        'http://localhost:8081',
        'http://localhost.evil.example:8080',
      ],
    ],
    [
      'behind a proxy on the same machine',
      PROXIED,
      ['https://keyturn.example', 'http://localhost:8080', 'http://127.0.0.1:8080'],
      [
        'http://keyturn.example',
        'https://keyturn.example:8443',
        'https://a.keyturn.example',
        'https://keyturn.example/base',
      ],
    ],
    [
      'in a container',
      CONTAINED,
      ['http://localhost:9090', 'http://127.0.0.1:9090'],
      ['http://localhost:8080', 'http://0.0.0.0:8080'],
    ],
    ['in public', PUBLIC, ['https://keyturn.example'], ['http://localhost:8080', 'http://127.0.0.1:8080']],
  ])('%s', (_, reach, allowed, refused) => {
    const policy = makeOriginPolicy(reach);
    const ask = (origin: string | undefined, method = 'POST') =>
      policy.originRefusal({ method, headers: origin === undefined ? {} : { origin } })?.code;
    for (const origin of allowed) expect([origin, ask(origin)]).toEqual([origin, undefined]);
    for (const origin of [...refused, undefined, '', 'null', 'https://evil.example']) {
      expect([origin, ask(origin)]).toEqual([origin, 'origin_not_allowed']);
      expect(ask(origin, 'GET')).toBeUndefined();
    }
    for (const method of ['PUT', 'PATCH', 'DELETE']) {
      expect(ask('https://evil.example', method)).toBe('origin_not_allowed');
    }
  });
});

describe('the names of a dashboard', () => {
  it.each<[string, Reach, readonly string[], readonly (string | undefined)[]]>([
    [
      'on loopback',
      LOCAL,
      ['localhost:8080', '127.0.0.1:8080', '[::1]:8080', 'LOCALHOST:8080'],
      ['localhost:8081', 'localhost', 'rebound.example:8080', 'rebound.example', '', undefined],
    ],
    [
      'behind a proxy on the same machine',
      PROXIED,
      ['keyturn.example', 'keyturn.example:443', 'localhost:8080'],
      ['rebound.example'],
    ],
    ['in a container, where it cannot know them', CONTAINED, ['localhost:9090', 'whatever.example'], []],
    ['in public, where the proxy sees to it', PUBLIC, ['keyturn.example', 'whatever.example'], []],
  ])('%s', (_, reach, allowed, refused) => {
    const policy = makeOriginPolicy(reach);
    const ask = (host: string | undefined) =>
      policy.hostRefusal({ headers: host === undefined ? {} : { host } })?.code;
    for (const host of allowed) expect([host, ask(host)]).toEqual([host, undefined]);
    for (const host of refused) expect([host, ask(host)]).toEqual([host, 'host_not_allowed']);
  });
});

it.each([
  ['127.0.0.1', true],
  ['127.8.8.8', true],
  ['::1', true],
  ['[::1]', true],
  ['localhost', true],
  ['0.0.0.0', false],
  ['::', false],
  ['10.0.0.1', false],
  ['localhost.example', false],
])('whether %s is this very machine: %s', (host, expected) => expect(isLoopback(host)).toBe(expected));

describe('a signed-in browser', () => {
  let app: TestApp;
  let browser: TestBrowser;
  beforeAll(async () => {
    app = await TestApp.open();
    await app.addAccount('acme');
    const link = await app.call('POST', '/v1/login-links', { body: {} });
    browser = new TestBrowser(app.http, PUBLIC_URL);
    await browser.openLink(link.body.url);
  });
  afterAll(() => app.close());

  const ids = {
    account: 'acme',
    secret: 'sec_0',
    endpoint: 'ep_0',
    event: 'evt_0',
    delivery: 'dlv_00000000001',
    api_key: 'key_0',
    member: 'usr_0',
  };
  const ELSEWHERE = [{ origin: 'https://elsewhere.example' }, { origin: 'null' }, { origin: undefined }];

  it('changes nothing when a page from elsewhere, or from nowhere, sends the request', async () => {
    const unsafe = (await documentedOperations(app)).filter(({ method }) => method !== 'GET');
    expect(unsafe.length).toBeGreaterThan(15);
    for (const { method, path, operationId, takesBody } of unsafe) {
      for (const headers of ELSEWHERE) {
        const answer = await browser.call(method, fillPath(path, ids), takesBody ? {} : undefined, headers);
        expect([operationId, answer.status, answer.body.code]).toEqual([
          operationId,
          403,
          'origin_not_allowed',
        ]);
      }
    }
    expect((await app.call('GET', '/v1/accounts/acme')).status).toBe(200);
  });

  it('is neither signed in, nor out, nor set up from elsewhere', async () => {
    const ada = { name: 'Ada', email: 'ada@example.com', password: A_PASSWORD };
    const acts = [
      ['POST', '/session', { email: 'ada@example.com', password: A_PASSWORD }],
      ['POST', '/session/link', { token: 'x' }],
      ['DELETE', '/session', undefined],
      ['POST', '/session/reauthenticate', { password: A_PASSWORD }],
      ['PUT', '/session/password', { password: A_PASSWORD }],
      ['POST', '/setup', ada],
    ] as const;
    for (const [method, url, body] of acts) {
      for (const headers of ELSEWHERE) {
        const answer = await browser.call(method, url, body, headers);
        expect([url, answer.status, answer.body.code]).toEqual([url, 403, 'origin_not_allowed']);
      }
      const form = { 'content-type': 'application/x-www-form-urlencoded' };
      if (body === undefined) continue;
      const answer = await browser.call(method, url, 'a=b', form);
      expect([url, answer.status]).toEqual([url, 415]);
    }
    expect((await browser.call('GET', '/session')).body).toMatchObject({
      is_operator: true,
      setup_required: true,
    });
  });

  it('is nobody under a name that somebody made lead here', async () => {
    const host = { host: 'rebound.example' };
    for (const url of ['/session', '/v1/accounts']) {
      const answer = await browser.call('GET', url, undefined, host);
      expect([url, answer.status, answer.body.code]).toEqual([url, 421, 'host_not_allowed']);
    }
    // A bearer key cannot be had that way: programs use whatever name leads here.
    expect((await app.call('GET', '/v1/accounts', { headers: host })).status).toBe(200);
  });
});
