/** What a starting process says about signing in, to a person and to a log. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '@keyturn/testkit';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { A_PASSWORD } from '../http/test-browser.ts';

vi.setConfig({ testTimeout: 60_000 });

let folder = '';
const ends: (() => Promise<void>)[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keyturn-first-start-'));
});
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
  rmSync(folder, { recursive: true, force: true });
});

/** Serves in a process of its own; gives what it says once it listens, its port, and a way to end it. */
async function serveTo(audience: 'person' | 'log') {
  const options = `{ env: process.env, audience: '${audience}', dashboardFolder: '${folder}/dist' }`;
  const program = `const { serve } = await import('${new URL('../serve.ts', import.meta.url)}'); process.exit(await serve(${options}));`;
  const file = join(folder, 'serve.mjs');
  writeFileSync(file, program);
  const child = spawn(process.execPath, [file], {
    env: {
      PATH: process.env.PATH ?? '',
      DATABASE_URL: `sqlite:${folder}/keyturn.db`,
      KEYTURN_PORT: '0',
      KEYTURN_LOG_LEVEL: 'info',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  let logged = '';
  child.stderr.on('data', (chunk) => {
    said += String(chunk);
  });
  child.stdout.on('data', (chunk) => {
    logged += String(chunk);
  });
  const exited = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const end = async (): Promise<void> => {
    child.kill('SIGTERM');
    await exited;
  };
  ends.push(end);
  await eventually(() => expect(logged).toContain('"listening"'), { deadlineMs: 30_000 });
  const port = Number(/listens on http:\/\/127\.0\.0\.1:(\d+)/.exec(said)?.[1]);
  return { said: () => said, logged: () => logged, origin: `http://localhost:${port}`, port, end };
}

async function post(origin: string, path: string, body: object, cookie = ''): Promise<Response> {
  return fetch(`${origin}${path}`, {
    method: 'POST',
    headers: { origin, cookie, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

it('a person gets a link that works, until the installation is set up; a log gets none', async () => {
  const first = await serveTo('log');
  expect(first.said()).toContain('`keyturn login-link` makes the link');
  expect(first.said() + first.logged()).not.toContain('/start#');
  await first.end();

  const second = await serveTo('person');
  const link = /Dashboard: {7}(\S+) {3}signs you in once, within 10 minutes/.exec(second.said())?.[1] ?? '';
  expect(link).toMatch(new RegExp(`^${second.origin}/start#`));
  expect(second.logged()).not.toContain(new URL(link).hash);
  const opened = await post(second.origin, '/session/link', { token: new URL(link).hash.slice(1) });
  expect(opened.status).toBe(200);
  const cookie = opened.headers.get('set-cookie')?.split(';')[0];
  const ada = { name: 'Ada', email: 'ada@example.com', password: A_PASSWORD };
  expect((await post(second.origin, '/setup', ada, cookie)).status).toBe(200);
  await second.end();

  const third = await serveTo('person');
  expect(third.said()).not.toContain('Dashboard');
});

it('a person is shown the admin key at the first start, and never again', async () => {
  const first = await serveTo('person');
  const key = readFileSync(join(folder, 'admin-key'), 'utf8').trim();
  expect(first.said()).toContain(`${key}   shown this once`);
  expect(first.logged()).not.toContain(key);
  await first.end();
  const second = await serveTo('person');
  expect(second.said() + second.logged()).not.toContain(key);
});
