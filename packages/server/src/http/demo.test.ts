import { afterEach, describe, expect, it } from 'vitest';
import type { DemoReceiverMode } from './demo-receiver.ts';
import { PUBLIC_URL, TestApp } from './test-app.ts';
import { TestBrowser } from './test-browser.ts';

const SECRET = `whsec_${'AQ'.repeat(20)}planted`;
const ROUTES = [
  ['GET', '/demo', undefined],
  ['POST', '/demo/receiver-secrets', { secret: SECRET }],
  ['POST', '/demo/break', { mode: '500' }],
] as const;

let app: TestApp;
afterEach(() => app.close());

/** What the receiver was told, and the browser of somebody who is signed in. */
async function openDemo() {
  const given: string[] = [];
  let mode: DemoReceiverMode = 'none';
  const demoReceiver = {
    state: () => ({
      mode,
      keyIds: ['KF3IQCNHSR'],
      verifiedCount: 3,
      refusedCount: 1,
    }),
    giveSecret: async (text: { reveal(): string }) => {
      given.push(text.reveal());
      return text.reveal().startsWith('whsec_');
    },
    behave: async (wanted: DemoReceiverMode) => {
      mode = wanted;
    },
  };
  app = await TestApp.open({ deps: () => ({ demoReceiver }) });
  const browser = new TestBrowser(app.http, PUBLIC_URL);
  const link = await app.call('POST', '/v1/login-links', { body: {} });
  await browser.openLink(link.body.url);
  return { given, browser };
}

describe('the demo’s receiver, from its page', () => {
  it('tells what it is at, takes a secret, and breaks as it is told', async () => {
    const { given, browser } = await openDemo();
    const state = {
      mode: 'none',
      key_ids: ['KF3IQCNHSR'],
      verified_count: 3,
      refused_count: 1,
    };
    expect(await browser.call('GET', '/demo')).toMatchObject({ status: 200, body: state });
    const took = await browser.call('POST', '/demo/receiver-secrets', { secret: SECRET });
    expect([took.status, given]).toEqual([200, [SECRET]]);
    expect(took.text).not.toContain('planted');
    const broken = await browser.call('POST', '/demo/break', { mode: 'forget' });
    expect(broken.body).toEqual({ ...state, mode: 'forget' });
  });

  it('refuses what is no secret and no way to break, without repeating it', async () => {
    const { browser } = await openDemo();
    for (const secret of ['planted', `planted${'x'.repeat(300)}`, 7]) {
      const refused = await browser.call('POST', '/demo/receiver-secrets', { secret });
      expect([refused.status, refused.body.errors[0].pointer]).toEqual([400, '/secret']);
      expect(refused.text).not.toContain('planted');
    }
    expect((await browser.call('POST', '/demo/break', { mode: 'explode' })).status).toBe(400);
    expect(JSON.stringify(app.log)).not.toContain('planted');
  });

  it('is for who is signed in, on this page alone', async () => {
    const { given, browser } = await openDemo();
    const stranger = new TestBrowser(app.http, PUBLIC_URL);
    for (const [method, path, body] of ROUTES) {
      const away = await stranger.call(method, path, body);
      expect([path, away.status]).toEqual([path, 401]);
      const rebound = await browser.call(method, path, body, { host: 'evil.example' });
      expect([path, rebound.status]).toEqual([path, 421]);
      if (method === 'GET') continue;
      const foreign = await browser.call(method, path, body, { origin: 'https://evil.example' });
      expect([path, foreign.status, foreign.body.code]).toEqual([path, 403, 'origin_not_allowed']);
      // An API key is no session.
      const key = await app.call(method, path, {
        body,
        headers: { origin: PUBLIC_URL, host: 'keyturn.example' },
      });
      expect([path, key.status]).toEqual([path, 401]);
    }
    expect(given).toEqual([]);
  });

  it('is not there where there is no demo, whatever is accepted', async () => {
    app = await TestApp.open({
      deps: ({ config }) => ({ config: { ...config, dashboardFolder: '/nonexistent' } }),
    });
    for (const [method, path, body] of ROUTES) {
      const answer = await app.call(method, path, { body, headers: { accept: 'text/html' } });
      expect([path, answer.status, answer.body?.code]).toEqual([path, 404, 'not_found']);
    }
  });
});
