import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { type Client, createClient } from '@keyturn/client';
import { eventually } from '@keyturn/testkit';

const MAIN = fileURLToPath(new URL('../../packages/server/src/main.ts', import.meta.url));

/** What stays the same from one process to the next on the same database. */
export interface Installation {
  readonly databaseUrl: string;
  readonly dataDir: string;
  readonly adminKey: string;
  readonly masterKeys: string;
}

/** An installation with keys of its own; its database is empty until the first process. */
export function anInstallation(databaseUrl: string, dataDir: string): Installation {
  return {
    databaseUrl,
    dataDir,
    adminKey: randomBytes(32).toString('hex'),
    masterKeys: `e2e:${randomBytes(32).toString('base64')}`,
  };
}

/** A real Keyturn process that a test may end as rudely as it likes. */
export class KeyturnProcess {
  readonly client: Client;
  readonly url: string;
  readonly #child: ChildProcess;
  readonly #exited: Promise<unknown>;
  readonly #output: string[];

  private constructor(url: string, adminKey: string, child: ChildProcess, output: string[]) {
    this.url = url;
    this.#child = child;
    this.#output = output;
    this.#exited = once(child, 'exit');
    // No retries: a test wants to see each answer, or the lack of one.
    this.client = createClient({ url, apiKey: adminKey, retry: { retries: 0 } });
  }

  /** Starts a process and waits until it is ready. */
  static async start(installation: Installation): Promise<KeyturnProcess> {
    const port = await findFreePort();
    const child = spawn(process.execPath, [MAIN], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env.PATH ?? '',
        DATABASE_URL: installation.databaseUrl,
        KEYTURN_DATA_DIR: installation.dataDir,
        KEYTURN_PORT: String(port),
        KEYTURN_ADMIN_KEY: installation.adminKey,
        KEYTURN_MASTER_KEYS: installation.masterKeys,
        KEYTURN_ALLOW_HTTP: 'true',
        KEYTURN_ALLOW_TARGETS: '127.0.0.1/32',
        KEYTURN_LOG_LEVEL: 'warn',
      },
    });
    const output: string[] = [];
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (text) => output.push(String(text)));
    const started = new KeyturnProcess(`http://127.0.0.1:${port}`, installation.adminKey, child, output);
    try {
      await eventually(
        async () => {
          if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}: ${output.join('')}`);
          const ready = await fetch(`${started.url}/readyz`);
          await ready.arrayBuffer();
          if (!ready.ok) throw new Error(`/readyz answered ${ready.status}`);
        },
        { deadlineMs: 30_000 },
      );
    } catch (error) {
      await started.kill();
      throw error;
    }
    return started;
  }

  /** What it has printed so far. */
  get output(): string {
    return this.#output.join('');
  }

  /** Ends it as a power cut would, as far as a process can be: SIGKILL, nothing flushed. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#exited;
  }

  /** Stops every thread of it where it stands. */
  freeze(): void {
    this.#child.kill('SIGSTOP');
  }

  /** Lets it go on. */
  thaw(): void {
    this.#child.kill('SIGCONT');
  }

  /** Asks it to end (SIGTERM), waits, and gives its exit code. */
  async stop(): Promise<number | null> {
    this.#child.kill('SIGTERM');
    await this.#exited;
    return this.#child.exitCode;
  }
}

async function findFreePort(): Promise<number> {
  const probe = createServer();
  probe.listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  return address.port;
}
