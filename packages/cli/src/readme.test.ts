import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Receiver } from '@keyturn/testkit';
import { createVerifier } from '@keyturn/verify';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { buildDashboard } from './dashboard/build-dashboard.ts';
import { CliProcess } from './test-process.ts';
import { blocksOf, TestShell } from './test-shell.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
const tutorial = readFileSync(join(ROOT, 'docs/tutorial/first-signed-event.md'), 'utf8');

// Once, before anything waits for a start.
beforeAll(buildDashboard, 300_000);

let folder = '';
let processes: CliProcess[] = [];
let shell: TestShell | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keyturn-readme-'));
  processes = [];
});
afterEach(async () => {
  shell?.close();
  await Promise.all(processes.map((each) => each.stop('SIGKILL')));
  rmSync(folder, { recursive: true, force: true });
});

function start(args: readonly string[], env: Readonly<Record<string, string>> = {}): CliProcess {
  const started = CliProcess.start(args, { cwd: folder, env });
  processes.push(started);
  return started;
}

/** Runs one block of a page, which must end well; gives what it wrote. */
async function follow(open: TestShell, block: string | undefined): Promise<string> {
  const { out, exitCode } = await open.run(block ?? 'false');
  expect([block, exitCode, out]).toEqual([block, 0, out]);
  return out;
}

const signedWith = (key: string) => new RegExp(` 0 failed {2}signed, key ${key}\n`);

describe('the README', () => {
  it('followed word by word in the demo ends with the key turned, and nothing failed', async () => {
    const demo = start(['demo', '--port', '0']);
    const [, api = ''] = await demo.waitForOut(/API +(http:\S+)\/v1 /);
    const [, receiver = ''] = await demo.waitForOut(/Receiver +(http:\S+)\/hooks /);
    const blocks = blocksOf(readme, 'sh').map((block) =>
      block.replace('http://127.0.0.1:8080', api).replace('http://127.0.0.1:8081', receiver),
    );
    const [publish, deliveries, first, next, activate] = blocks;
    shell = new TestShell(folder);

    await demo.waitForOut(/ [1-9]\d* delivered {2}0 failed {2}unsigned\n/);
    const shown: unknown = JSON.parse(await follow(shell, publish));
    expect(shown).toMatchObject({ type: 'invoice.paid', body: expect.stringContaining('"amount":"12.50"') });
    await expect
      .poll(async () => shell?.run(deliveries ?? ''), { timeout: 10_000 })
      .toMatchObject({ out: expect.stringContaining('"status":"delivered"') });

    const [, firstKey = ''] = /^holding key (\w{5})$/m.exec(await follow(shell, first)) ?? [];
    await demo.waitForOut(signedWith(firstKey));

    const held = await follow(shell, next);
    const [, nextKey = ''] = new RegExp(`^holding key (\\w{5}) and key ${firstKey}$`, 'm').exec(held) ?? [];
    expect(nextKey).not.toBe('');
    expect(demo.out).not.toMatch(signedWith(nextKey));
    expect(JSON.parse(await follow(shell, activate))).toMatchObject({
      active: { name: 'next', status: 'active' },
      previous: { name: 'first', status: 'disabled' },
      cutover: { effective_at: expect.any(String) },
    });
    await demo.waitForOut(signedWith(nextKey));
    expect(await demo.stop()).toBe(0);
    expect(demo.out).not.toMatch(/ [1-9]\d* failed/);
  }, 120_000);

  it('followed with the service ends with a signed event, which its three lines verify', async () => {
    const server = start(['serve'], {
      KEYTURN_PORT: '0',
      KEYTURN_ALLOW_HTTP: 'true',
      KEYTURN_ALLOW_TARGETS: '127.0.0.1',
      KEYTURN_LOG_LEVEL: 'warn',
    });
    const [, url = ''] = await server.waitForErr(/listens on (http:\S+)/);
    const receiver = await Receiver.open();
    try {
      const block = blocksOf(readme, 'sh').at(-1)?.replace('http://127.0.0.1:3000', receiver.url(''));
      shell = new TestShell(folder, { KEYTURN_URL: url });
      expect(await follow(shell, block)).toMatch(/^AGE +STATE +TYPE .*\n\d+ s +\w+ +invoice\.paid /m);
      expect(statSync(join(folder, 'first-secret.txt')).mode & 0o777).toBe(0o600);

      const [arrived] = await receiver.waitForRequests(1);
      const request = new Request(receiver.url(), {
        method: 'POST',
        headers: arrived?.headers ?? {},
        body: Buffer.from(arrived?.body ?? []),
      });
      const env = { KEYTURN_SECRET: readFileSync(join(folder, 'first-secret.txt'), 'utf8') };
      const event = await threeLines({ env }, request);
      expect(event).toMatchObject({ id: expect.stringMatching(/^evt_/), bytes: arrived?.body });
      const key = /npx keyturn (api-keys create [^`]*)`/.exec(readme)?.[1];
      expect(await follow(shell, `npx keyturn ${key}`)).toContain('may events:publish for acme');
    } finally {
      await receiver.close();
    }
  }, 120_000);

  it('links to what is there', () => {
    const pages = { 'README.md': readme, 'docs/tutorial/first-signed-event.md': tutorial };
    for (const [name, page] of Object.entries(pages)) {
      const links = [...page.matchAll(/\]\(([^)#]+)[^)]*\)/g)].map(([, link]) => link ?? '');
      const missing = links
        .filter((link) => !link.startsWith('https://'))
        .filter((link) => !existsSync(join(ROOT, name, '..', link)));
      expect([name, missing]).toEqual([name, []]);
    }
  });
});

/** Runs the README's three lines with `process` and `request` as their free names. */
async function threeLines(process: object, request: Request): Promise<unknown> {
  const [snippet = ''] = blocksOf(readme, 'ts');
  const [first, ...others] = snippet.trim().split('\n');
  expect([first, others.length]).toEqual(["import { createVerifier } from '@keyturn/verify';", 2]);
  const AsyncFunction = Object.getPrototypeOf(async () => undefined).constructor;
  return new AsyncFunction('createVerifier', 'process', 'request', `${others.join('\n')}\nreturn event;`)(
    createVerifier,
    process,
    request,
  );
}

describe('the tutorial', () => {
  it('followed word by word ends with the key turned, a refusal understood, and its event delivered', async () => {
    const server = start(['serve'], {
      KEYTURN_PORT: '0',
      KEYTURN_ALLOW_HTTP: 'true',
      KEYTURN_ALLOW_TARGETS: '127.0.0.1',
      KEYTURN_LOG_LEVEL: 'warn',
    });
    const [, url = ''] = await server.waitForErr(/listens on (http:\S+)/);
    const port = await freePort();
    const blocks = (language: string) =>
      blocksOf(tutorial, language).map((block) =>
        block.replace('127.0.0.1:3000', `127.0.0.1:${port}`).replace('listen(3000,', `listen(${port},`),
      );
    symlinkSync(join(ROOT, 'packages'), join(folder, 'packages'));
    writeFileSync(join(folder, 'receiver.mjs'), blocks('js')[0] ?? '');
    const commands = blocks('sh');
    const receivers = blocks('bash');
    shell = new TestShell(folder, { KEYTURN_URL: url });
    const open = shell;
    let receiver: CliProcess | undefined;
    const startReceiver = async (block: string | undefined): Promise<CliProcess> => {
      await receiver?.stop();
      receiver = CliProcess.shell(block ?? 'false', { cwd: folder });
      processes.push(receiver);
      await receiver.waitForOut(/listening\n/);
      return receiver;
    };
    const keyOf = (out: string): string => /, key (\w{5});/.exec(out)?.[1] ?? 'none';

    await follow(open, commands[0]);
    const firstKey = keyOf(await follow(open, commands[1]));
    let running = await startReceiver(receivers[0]);
    await follow(open, commands[2]);
    await running.waitForOut(new RegExp(`evt_\\w+ signed with ${firstKey}: invoice\\.paid\n`));

    const nextKey = keyOf(await follow(open, commands[3]));
    running = await startReceiver(receivers[1]);
    expect(await follow(open, commands[4])).toContain(
      `${nextKey} is active. ${firstKey} signs nothing any more.`,
    );
    await running.waitForOut(new RegExp(`evt_\\w+ signed with ${nextKey}: invoice\\.paid\n`));

    running = await startReceiver(receivers[2]);
    await follow(open, commands[5]);
    await running.waitForOut(
      new RegExp(`refused: unknown_key\\. Signed with ${nextKey}\\. You hold ${firstKey}\\.`),
    );
    await expect
      .poll(() => open.run(commands[6] ?? ''), { timeout: 10_000 })
      .toMatchObject({ out: expect.stringMatching(/ waiting +invoice\.paid +\d+ /) });
    running = await startReceiver(receivers[3]);
    await follow(open, commands[7]);
    await running.waitForOut(new RegExp(`evt_\\w+ signed with ${nextKey}: invoice\\.paid\n`));
    expect([commands.length, receivers.length]).toEqual([8, 4]);
  }, 120_000);
});

async function freePort(): Promise<number> {
  const receiver = await Receiver.open();
  const { port } = receiver;
  await receiver.close();
  return port;
}
