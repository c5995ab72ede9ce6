import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually, PlantedSecrets } from '@keyturn/testkit';
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { buildDashboard } from '../../dashboard/build-dashboard.ts';
import { CliProcess } from '../../test-process.ts';
import { runCli } from '../../test-terminal.ts';

// Once, before anything waits for a start.
beforeAll(buildDashboard, 300_000);

let folder = '';
let demo: CliProcess;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keyturn-demo-'));
});
afterEach(async () => {
  await demo.stop('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

interface Addresses {
  readonly api: string;
  readonly receiver: string;
}

async function start(...args: readonly string[]): Promise<Addresses> {
  demo = CliProcess.start(['demo', '--port', '0', ...args], { cwd: folder });
  return addresses();
}

async function addresses(): Promise<Addresses> {
  const [, api = ''] = await demo.waitForOut(/API +(http:\S+)\/v1 /);
  const [, receiver = ''] = await demo.waitForOut(/Receiver +(http:\S+)\/hooks /);
  return { api, receiver };
}

/** One command as the operator of the demo. */
async function keyturn(api: string, ...args: readonly string[]): Promise<Readonly<Record<string, unknown>>> {
  const key = `@${folder}/data/demo/admin-key`;
  const run = await runCli(['--json', '--url', api, '--key', key, '-a', 'acme', ...args]);
  if (run.exitCode !== 0) throw new Error(run.err);
  return run.json()[0] ?? {};
}

async function give(receiver: string, secret: unknown): Promise<void> {
  const response = await fetch(`${receiver}/secrets`, { method: 'POST', body: String(secret) });
  expect([response.status, await response.text()]).toEqual([200, expect.stringContaining('holding key')]);
}

it('goes from unsigned to signed, to the next key, through a restart, and ends with 0', async () => {
  const { api, receiver } = await start('--rate', '20');
  await demo.waitForOut(/Account +acme: 1 endpoint, no secret, 20 events a second\n/);
  await demo.waitForOut(/ [1-9]\d* delivered {2}0 failed {2}unsigned\n/);

  const first = await keyturn(api, 'secrets', 'create', 'first');
  const firstKey = String(first.key_id).slice(0, 5);
  await demo.waitForOut(
    new RegExp(` 0 failed {2}signed, key ${firstKey}, not checked: the receiver holds no secret\n`),
  );
  await give(receiver, first.secret);
  await demo.waitForOut(new RegExp(` 0 failed {2}signed, key ${firstKey}\n`));

  const second = await keyturn(api, 'secrets', 'create', 'second');
  const secondKey = String(second.key_id).slice(0, 5);
  await give(receiver, second.secret);
  await keyturn(api, 'secrets', 'activate', String(second.id), '--overlap', '0', '--yes');
  await demo.waitForOut(new RegExp(` 0 failed {2}signed, key ${secondKey}\n`));
  // Nothing was signed with the first key after the first one with the second.
  const [, afterTurn = ''] = demo.out.split(new RegExp(`signed, key ${secondKey}\n`));
  expect(afterTurn).not.toContain(firstKey);
  expect(await demo.stop()).toBe(0);
  expect(demo.err).toBe('');

  const planted = new PlantedSecrets();
  planted.plant('the first secret', String(first.secret));
  planted.plant('the second secret', String(second.secret));
  planted.plant('the admin key', readFileSync(join(folder, 'data/demo/admin-key'), 'utf8').trim());
  planted.assertAbsent('stdout', demo.out);
  planted.assertAbsent('the log', readFileSync(join(folder, 'data/demo/demo.log')));
  for (const name of ['admin-key', 'master-keys', 'receiver-secrets', 'keyturn.db', 'demo.log']) {
    expect([name, statSync(join(folder, 'data/demo', name)).mode & 0o777]).toEqual([name, 0o600]);
  }

  // On other ports, with the same account, secrets and endpoint: what it had goes on.
  await start();
  await demo.waitForOut(
    new RegExp(`Account +acme: 1 endpoint, active key ${secondKey}, 2 events a second\n`),
  );
  await demo.waitForOut(new RegExp(` [1-9]\\d* delivered {2}0 failed {2}signed, key ${secondKey}\n`));
  expect(await demo.stop('SIGINT')).toBe(0);
}, 120_000);

it('a receiver that is gone pauses the endpoint; the next start without --break resumes it', async () => {
  const { api } = await start('--rate', '20', '--break', 'gone');
  await demo.waitForOut(/Receiver .*broken on purpose \(--break gone\)/);
  await eventually(
    async () => expect(await keyturn(api, 'endpoints', 'list')).toMatchObject({ paused_reason: 'gone' }),
    { deadlineMs: 20_000 },
  );
  expect(await demo.stop()).toBe(0);
  await start();
  await demo.waitForOut(/ [1-9]\d* delivered {2}0 failed {2}unsigned\n/);
  expect(await demo.stop()).toBe(0);
}, 120_000);

it('a receiver that answers 500 fails, and ends without waiting for the retries', async () => {
  await start('--rate', '20', '--break', '500');
  await demo.waitForOut(/ 0 delivered {2}[1-9]\d* failed {2}broken on purpose: 500\n/);
  expect(await demo.stop()).toBe(0);
}, 60_000);

it('a receiver that is slow does not hold up the end', async () => {
  await start('--rate', '20', '--break', 'slow');
  await demo.waitForOut(/broken on purpose: slow\n/);
  const startedAt = performance.now();
  expect(await demo.stop()).toBe(0);
  // An attempt may take 15 s; that would be the wait.
  expect(performance.now() - startedAt).toBeLessThan(14_000);
}, 60_000);

it('moves to the next free port and says so; a second demo on one folder is told who holds it', async () => {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  const address = taken.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  demo = CliProcess.start(['demo', '--port', String(port)], { cwd: folder });
  const { api } = await addresses();
  expect(Number(new URL(api).port)).toBeGreaterThan(port);
  expect(demo.out).toContain(`Port ${port} is taken: the API is on ${new URL(api).port}.`);
  taken.close();

  const second = CliProcess.start(['demo', '--port', '0'], { cwd: folder });
  expect(await second.ended()).toBe(75);
  expect(second.err).toContain(`is in use by process ${demo.child.pid}`);
  expect(await demo.stop()).toBe(0);
}, 60_000);
