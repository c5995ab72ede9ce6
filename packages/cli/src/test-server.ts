import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildDashboard } from './dashboard/build-dashboard.ts';
import { CliProcess } from './test-process.ts';
import { type CommandRun, runCli, type TerminalWishes } from './test-terminal.ts';

/** `keyturn serve` on a database of its own, and commands that talk to it as its operator. */
export class TestServer {
  readonly process: CliProcess;
  readonly url: string;
  readonly folder: string;

  private constructor(process: CliProcess, url: string, folder: string) {
    this.process = process;
    this.url = url;
    this.folder = folder;
  }

  /** Starts it on a free port; it may send to loopback, and over plain http. */
  static async start(): Promise<TestServer> {
    // Once, before a start is waited for.
    await buildDashboard();
    const folder = mkdtempSync(join(tmpdir(), 'keyturn-cli-'));
    const server = CliProcess.start(['serve'], {
      cwd: folder,
      env: {
        KEYTURN_PORT: '0',
        KEYTURN_ALLOW_HTTP: 'true',
        KEYTURN_ALLOW_TARGETS: '127.0.0.1/32',
        KEYTURN_LOG_LEVEL: 'warn',
      },
    });
    const [, url] = await server.waitForErr(/listens on (http:\/\/127\.0\.0\.1:\d+)/);
    return new TestServer(server, url ?? '', folder);
  }

  /** The file of the admin key. */
  get adminKeyFile(): string {
    return join(this.folder, 'data', 'admin-key');
  }

  /** Runs a command as the operator. */
  run(args: readonly string[], wishes: TerminalWishes = {}): Promise<CommandRun> {
    return runCli(['--url', this.url, '--key', `@${this.adminKeyFile}`, ...args], wishes);
  }

  /** As `run` with `--json`, for one that must succeed; gives the first object. */
  async get(...args: readonly string[]): Promise<Readonly<Record<string, unknown>>> {
    const run = await this.run(['--json', ...args]);
    const [first] = run.json();
    if (run.exitCode !== 0 || first === undefined)
      throw new Error(`${args.join(' ')}: ${run.exitCode} ${run.err}`);
    return first;
  }

  async stop(): Promise<void> {
    await this.process.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
