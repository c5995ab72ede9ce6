import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { eventually } from '@keyturn/testkit';

const MAIN = fileURLToPath(new URL('../../../packages/cli/src/main.ts', import.meta.url));
/** The first start builds the dashboard. */
const READY_MS_MAX = 180_000;

/** `keyturn serve` or `keyturn demo` as a process of its own, on a port of its own. */
export class KeyturnCommand {
  readonly #child: ChildProcess;
  readonly #output: string[] = [];

  private constructor(child: ChildProcess) {
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (text) => this.#output.push(String(text)));
    }
  }

  /** Starts it and waits until it is ready. */
  static async start(
    args: readonly string[],
    {
      port,
      folder,
      env,
    }: { readonly port: number; readonly folder: string; readonly env?: NodeJS.ProcessEnv },
  ): Promise<KeyturnCommand> {
    const child = spawn(process.execPath, [MAIN, ...args], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      // Nothing of the test runner's own, which could change what is built.
      env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', ...env },
    });
    const command = new KeyturnCommand(child);
    try {
      await eventually(
        async () => {
          if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}: ${command.output}`);
          const ready = await fetch(`http://localhost:${port}/readyz`);
          await ready.arrayBuffer();
          if (!ready.ok) throw new Error(`/readyz answered ${ready.status}`);
        },
        { deadlineMs: READY_MS_MAX },
      );
    } catch (error) {
      await command.end();
      throw error;
    }
    return command;
  }

  /** All that it has printed so far: its log. */
  get output(): string {
    return this.#output.join('');
  }

  /** Ends it at once. */
  async end(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exited = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await exited;
  }
}

/** A port that nobody listens on. */
export async function findFreePort(): Promise<number> {
  const probe = createServer();
  probe.listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  return address.port;
}
