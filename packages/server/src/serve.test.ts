/** The process as its operator meets it: started for real, stopped by signals, judged by exit code and standard error. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { eventually, makeGate, Receiver, respond } from '@keyturn/testkit';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { serve } from './serve.ts';
import { TestApp } from './test-app.ts';

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));
const DEADLINE_MS = 20_000;
/** A process starts in half a second, and in several when the machine is busy with other tests. */
vi.setConfig({ testTimeout: 90_000 });

/** One started process and all that it said. */
class Process {
  stdout = '';
  stderr = '';
  readonly child: ChildProcess;
  readonly exited: Promise<number | NodeJS.Signals | null>;

  constructor(env: Readonly<Record<string, string>>) {
    this.child = spawn(process.execPath, [MAIN], {
      env: { PATH: process.env.PATH ?? '', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child.stdout?.on('data', (chunk) => {
      this.stdout += String(chunk);
    });
    this.child.stderr?.on('data', (chunk) => {
      this.stderr += String(chunk);
    });
    this.exited = new Promise((resolve) => {
      this.child.once('close', (code, signal) => resolve(code ?? signal));
    });
  }

  /** Waits until it listens, and gives its port. */
  async listening(): Promise<number> {
    return eventually(
      () => {
        const port = /listens on http:\/\/127\.0\.0\.1:(\d+)/.exec(this.stderr)?.[1];
        if (port === undefined) throw new Error(`not listening: ${this.stderr}`);
        return Number(port);
      },
      { deadlineMs: DEADLINE_MS },
    );
  }
}

let folder = '';
const processes: Process[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keyturn-serve-'));
});
afterEach(async () => {
  for (const { child } of processes) child.kill('SIGKILL');
  await Promise.all(processes.map(({ exited }) => exited));
  processes.length = 0;
  rmSync(folder, { recursive: true, force: true });
});

function start(env: Readonly<Record<string, string>> = {}): Process {
  const started = new Process({
    DATABASE_URL: `sqlite:${folder}/keyturn.db`,
    KEYTURN_PORT: '0',
    KEYTURN_ALLOW_HTTP: 'true',
    KEYTURN_ALLOW_TARGETS: '127.0.0.0/8',
    ...env,
  });
  processes.push(started);
  return started;
}

/** Serves, in this process, what must not come up: the exit code, and the one sentence. */
async function checkRefused(
  env: Readonly<Record<string, string>>,
  exitCode: number,
  sentence: RegExp,
): Promise<void> {
  const said: string[] = [];
  const code = await serve({
    env: {
      DATABASE_URL: `sqlite:${folder}/keyturn.db`,
      KEYTURN_PORT: '0',
      KEYTURN_LOG_LEVEL: 'silent',
      ...env,
    },
    say: (line) => void said.push(line),
  });
  expect(said).toEqual([expect.stringMatching(sentence)]);
  expect(code).toBe(exitCode);
}

async function ask(port: number, path: string, body?: object): Promise<Response> {
  const adminKey = readFileSync(join(folder, 'admin-key'), 'utf8').trim();
  return fetch(`http://127.0.0.1:${port}${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

/** An account with an endpoint at this receiver. */
async function arrange(port: number, receiver: Receiver): Promise<void> {
  expect((await ask(port, '/v1/accounts', { id: 'acme', name: 'Acme' })).status).toBe(201);
  const endpoint = await ask(port, '/v1/accounts/acme/endpoints', { url: receiver.url() });
  expect(endpoint.status).toBe(201);
}

describe('serve', () => {
  it('makes its keys at the first start, says where, never what, and keeps them at the next', async () => {
    const first = start();
    const port = await first.listening();
    expect(first.stderr).toContain(`Admin key made:  ${folder}/admin-key`);
    expect(first.stderr).toContain(`Master key made: ${folder}/master-keys`);
    for (const name of ['admin-key', 'master-keys', 'keyturn.db']) {
      expect(statSync(join(folder, name)).mode & 0o077, name).toBe(0);
    }
    const keys = ['admin-key', 'master-keys'].map((name) => readFileSync(join(folder, name), 'utf8'));
    for (const key of keys) {
      const text = key.trim().split(/[:\n]/).at(-1) ?? '';
      expect(text.length).toBeGreaterThan(30);
      expect(first.stderr + first.stdout).not.toContain(text);
    }
    expect((await ask(port, '/readyz')).status).toBe(200);
    first.child.kill('SIGTERM');
    expect(await first.exited).toBe(0);

    const second = start();
    expect((await ask(await second.listening(), '/v1/accounts')).status).toBe(200);
    expect(second.stderr).not.toContain('made');
    expect(['admin-key', 'master-keys'].map((name) => readFileSync(join(folder, name), 'utf8'))).toEqual(
      keys,
    );
  });

  it('names every fault of the configuration, opens nothing and exits with 78', async () => {
    const refused = start({ KEYTURN_PORT: 'http', KEYTURN_LOG_LEVEL: 'loud' });
    expect(await refused.exited).toBe(78);
    expect(refused.stderr).toMatch(/^KEYTURN_PORT must be .*\nKEYTURN_LOG_LEVEL must be one of .*\n$/);
    expect(existsSync(join(folder, 'keyturn.db'))).toBe(false);
  });

  it('refuses a wrong DATABASE_URL with 78', async () => {
    await checkRefused({ DATABASE_URL: 'mysql://x' }, 78, /^DATABASE_URL must begin with sqlite:/);
  });

  it('refuses a taken port with 75, and opens nothing', async () => {
    const taken: Server = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const address = taken.address();
    const port = typeof address === 'object' && address !== null ? String(address.port) : '';
    await checkRefused(
      { KEYTURN_PORT: port },
      75,
      new RegExp(`^Port ${port} on 127.0.0.1 is taken .* set KEYTURN_PORT to a free port.`),
    );
    expect(existsSync(join(folder, 'keyturn.db'))).toBe(false);
    taken.close();
  });

  it('refuses a host that is not its own with 78', async () => {
    await checkRefused(
      { KEYTURN_HOST: '192.0.2.1' },
      78,
      /^192.0.2.1 is no address of this machine: set KEYTURN_HOST/,
    );
  });

  it('refuses a master key file that others can read, or that holds no key, with 78', async () => {
    const path = join(folder, 'master-keys');
    writeFileSync(path, `mk:${randomBytes(32).toString('base64')}`);
    chmodSync(path, 0o644);
    await checkRefused({}, 78, /master-keys can be read by others \(mode 0644\); run: chmod 600/);
    writeFileSync(path, 'what is this', { mode: 0o600 });
    chmodSync(path, 0o600);
    await checkRefused({}, 78, /master-keys is not id:base64/);
  });

  it('refuses the wrong master key with 78', async () => {
    const app = await TestApp.open({ folder });
    await app.close();
    const id = /^(mk-\w+):/m.exec(readFileSync(join(folder, 'master-keys'), 'utf8'))?.[1];
    const KEYTURN_MASTER_KEYS = `${id}:${randomBytes(32).toString('base64')}`;
    await checkRefused({ KEYTURN_MASTER_KEYS }, 78, /is not the one that sealed this database/);
    rmSync(join(folder, 'master-keys'));
    await checkRefused({}, 78, /master key file .* is missing/);
  });

  it('refuses a second process on one database with 75, and the first one goes on', async () => {
    const first = start();
    const port = await first.listening();
    await checkRefused({}, 75, new RegExp(`in use by process ${first.child.pid}`));
    expect((await ask(port, '/readyz')).status).toBe(200);
  });

  it('ends with 74 when its database file is destroyed under it', async () => {
    const broken = start();
    const port = await broken.listening();
    await ask(port, '/v1/accounts', { id: 'acme', name: 'Acme' });
    for (const name of ['keyturn.db', 'keyturn.db-wal']) {
      const path = join(folder, name);
      writeFileSync(path, Buffer.alloc(statSync(path).size, 0x5a), { flag: 'r+' });
    }
    await eventually(
      async () => {
        await ask(port, '/v1/accounts', { name: 'x' }).catch(() => undefined);
        if (broken.child.exitCode === null) throw new Error('still running');
      },
      { deadlineMs: DEADLINE_MS },
    );
    expect(await broken.exited).toBe(74);
    expect(broken.stderr).toMatch(/this process ends now/);
  });
});

describe('a signal', () => {
  it('drains: the attempt under way ends, its result is written, the exit code is 0', async () => {
    const gate = makeGate();
    const receiver = await Receiver.open(async () => {
      await gate.opened;
      return respond(200);
    });
    try {
      const first = start();
      const port = await first.listening();
      await arrange(port, receiver);
      const published = await ask(port, '/v1/accounts/acme/events', { type: 'a', data: 1 });
      expect(published.status).toBe(202);
      await receiver.waitForRequests(1);
      first.child.kill('SIGTERM');
      // Draining: the API still answers, and says that it is going.
      await eventually(
        async () => {
          if ((await ask(port, '/readyz')).status !== 503) throw new Error('still ready');
        },
        { deadlineMs: DEADLINE_MS },
      );
      const refused = await ask(port, '/v1/accounts/acme/events', { type: 'a', data: 2 });
      expect([429, 503]).toContain(refused.status);
      expect(refused.headers.get('retry-after')).toMatch(/^\d+$/);
      expect(first.child.exitCode).toBeNull();
      gate.open();
      expect(await first.exited).toBe(0);

      const second = start();
      const again = await second.listening();
      const answer = await ask(again, '/v1/accounts/acme/deliveries');
      const { data } = (await answer.json()) as { data: readonly { status: string }[] };
      expect(data.map(({ status }) => status)).toEqual(['delivered']);
      expect(receiver.requests).toHaveLength(1);
    } finally {
      await receiver.close();
    }
  });

  it('the second time ends the process at once', async () => {
    const receiver = await Receiver.open(async () => {
      await makeGate().opened;
      return respond(200);
    });
    try {
      const hanging = start();
      const port = await hanging.listening();
      await arrange(port, receiver);
      await ask(port, '/v1/accounts/acme/events', { type: 'a', data: 1 });
      await receiver.waitForRequests(1);
      hanging.child.kill('SIGINT');
      await eventually(
        () => {
          if (!hanging.stdout.includes('draining')) throw new Error('not draining');
        },
        { deadlineMs: DEADLINE_MS },
      );
      hanging.child.kill('SIGINT');
      expect(await hanging.exited).toBe(130);
    } finally {
      await receiver.close();
    }
  });
});
