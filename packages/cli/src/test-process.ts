/** `keyturn` as a process of its own, as people start it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));
const DEADLINE_MS = 20_000;

/** A running process and everything that it has written so far. */
export class CliProcess {
  readonly child: ChildProcess;
  out = '';
  err = '';
  readonly #closed: Promise<void>;
  #hasClosed = false;
  readonly #listeners = new Set<() => void>();

  private constructor(child: ChildProcess) {
    this.child = child;
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.out += text;
      this.#tell();
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.err += text;
      this.#tell();
    });
    this.#closed = new Promise((resolve) => {
      child.once('close', () => {
        this.#hasClosed = true;
        this.#tell();
        resolve();
      });
    });
  }

  /** Starts it in `cwd`; its environment is `env` and what a process needs to run. */
  static start(
    args: readonly string[],
    place: { readonly cwd: string; readonly env?: Readonly<Record<string, string>> },
  ): CliProcess {
    const { PATH = '', TMPDIR = '/tmp' } = process.env;
    const env = { PATH, TMPDIR, HOME: place.cwd, ...place.env };
    return new CliProcess(spawn(process.execPath, [MAIN, ...args], { cwd: place.cwd, env, stdio: 'pipe' }));
  }

  /** A line that a person types into a terminal of its own, in this repository's way: `npx node` is the node that runs here. */
  static shell(line: string, place: { readonly cwd: string }): CliProcess {
    const { PATH = '' } = process.env;
    const env = { PATH, HOME: place.cwd, NODE: process.execPath };
    // `exec`, so that a signal to the shell reaches the program.
    const program = line
      .trim()
      .replace(/npx node /, 'exec "$NODE" ')
      .replace(/^((?:\w+="[^"]*" )+)(exec )/, 'export $1; $2');
    return new CliProcess(spawn('bash', ['--norc', '-c', program], { cwd: place.cwd, env, stdio: 'pipe' }));
  }

  /** Waits until stdout matches; fails when the process ends first. */
  waitForOut(pattern: RegExp, deadlineMs = DEADLINE_MS): Promise<RegExpExecArray> {
    return this.#waitFor(() => this.out, pattern, deadlineMs);
  }

  /** As `waitForOut`, for stderr. */
  waitForErr(pattern: RegExp, deadlineMs = DEADLINE_MS): Promise<RegExpExecArray> {
    return this.#waitFor(() => this.err, pattern, deadlineMs);
  }

  /** Waits until it has ended, and gives its exit code (null when a signal killed it). */
  async ended(): Promise<number | null> {
    await this.#closed;
    return this.child.exitCode;
  }

  /** Sends a signal, and gives the exit code. May be called after it has ended. */
  async stop(signal: 'SIGTERM' | 'SIGINT' | 'SIGKILL' = 'SIGTERM'): Promise<number | null> {
    this.child.kill(signal);
    return this.ended();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }

  async #waitFor(text: () => string, pattern: RegExp, deadlineMs: number): Promise<RegExpExecArray> {
    const waiting = Promise.withResolvers<RegExpExecArray>();
    const fail = (why: string): void =>
      waiting.reject(new Error(`no ${pattern} ${why} in:\n${this.out}\n--- stderr\n${this.err}`));
    const look = (): void => {
      const found = pattern.exec(text());
      if (found !== null) waiting.resolve(found);
      else if (this.#hasClosed) fail(`and it has ended with ${this.child.exitCode}`);
    };
    const timer = setTimeout(() => fail(`within ${deadlineMs} ms`), deadlineMs);
    this.#listeners.add(look);
    look();
    try {
      return await waiting.promise;
    } finally {
      clearTimeout(timer);
      this.#listeners.delete(look);
    }
  }
}
