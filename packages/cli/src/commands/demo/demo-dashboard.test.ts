import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PlantedSecrets } from '@keyturn/testkit';
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { buildDashboard } from '../../dashboard/build-dashboard.ts';
import { CliProcess } from '../../test-process.ts';

beforeAll(buildDashboard, 300_000);

let folder = '';
let demo: CliProcess;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keyturn-demo-dashboard-'));
});
afterEach(async () => {
  await demo.stop('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

async function start(...args: readonly string[]): Promise<{ origin: string; token: string }> {
  demo = CliProcess.start(['demo', '--port', '0', '--rate', '20', ...args], { cwd: folder });
  const [, origin = '', token = ''] = await demo.waitForOut(
    /Dashboard {3}(http:\/\/localhost:\d+)\/start#(\S{43}) {3}signs you in once, within 10 minutes\n/,
  );
  return { origin, token };
}

/** A browser that was signed in by the printed link. */
async function signIn(origin: string, token: string) {
  const call = (path: string, body?: unknown, cookie = '') =>
    fetch(`${origin}${path}`, {
      headers: { origin, cookie, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
    });
  const answer = await call('/session/link', { token });
  const cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? '';
  return {
    session: await answer.json(),
    call: async (path: string, body?: unknown) => {
      const response = await call(path, body, cookie);
      return { status: response.status, body: JSON.parse(await response.text()) };
    },
    again: () => call('/session/link', { token }),
  };
}

it('the printed link opens the dashboard as the demo’s operator, once, with nothing to set up', async () => {
  const { origin, token } = await start();
  const page = await fetch(`${origin}/start`, { headers: { accept: 'text/html' } });
  expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('<div id="root">')]);

  const browser = await signIn(origin, token);
  expect(browser.session).toMatchObject({ is_operator: true, setup_required: false, mode: 'demo' });
  expect((await browser.again()).status).toBe(410);
  expect((await browser.call('/v1/accounts')).body.data).toMatchObject([{ id: 'acme' }]);
  // Off a terminal nobody can press anything.
  expect(demo.out).not.toContain('q quit');
}, 60_000);

it('the page gives the receiver its secrets, whose text is written nowhere else', async () => {
  const { origin, token } = await start();
  const browser = await signIn(origin, token);
  const path = '/v1/accounts/acme/secrets';
  const { body: first } = await browser.call(path, { name: 'first' });
  expect((await browser.call('/demo')).body).toMatchObject({ mode: 'none', key_ids: [] });
  expect((await browser.call('/demo/receiver-secrets', { secret: first.secret })).body).toMatchObject({
    key_ids: [first.key_id],
  });
  await demo.waitForOut(new RegExp(` 0 failed {2}signed, key ${first.key_id.slice(0, 5)}\n`));
  expect((await browser.call('/demo')).body.verified_count).toBeGreaterThan(0);

  const planted = new PlantedSecrets();
  planted.plant('the secret', first.secret);
  planted.plant('the sign-in link', token);
  planted.assertAbsent('the log', readFileSync(join(folder, 'data/demo/demo.log')));
  planted.assertAbsent('stdout', demo.out.replaceAll(/start#\S+/g, ''));
}, 60_000);

it('the page breaks the receiver, and mends it: a receiver that is back is resumed', async () => {
  const { origin, token } = await start();
  const browser = await signIn(origin, token);
  await demo.waitForOut(/ [1-9]\d* delivered {2}0 failed {2}unsigned\n/);
  expect((await browser.call('/demo/break', { mode: 'gone' })).body).toMatchObject({ mode: 'gone' });
  await demo.waitForOut(/ [1-9]\d* failed {2}broken on purpose: gone\n/);
  const endpoints = '/v1/accounts/acme/endpoints';
  await expect
    .poll(async () => (await browser.call(endpoints)).body.data[0].paused_reason, { timeout: 20_000 })
    .toBe('gone');
  await browser.call('/demo/break', { mode: 'none' });
  expect((await browser.call(endpoints)).body.data[0].paused).toBe(false);
  await demo.waitForOut(/broken on purpose: gone\n[\s\S]* failed {2}unsigned\n/);
  expect(await demo.stop()).toBe(0);
}, 60_000);
