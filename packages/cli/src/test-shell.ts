/** The shell of a person who follows a page: its blocks, typed one after the other into one bash. */
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));
const DEADLINE_MS = 60_000;

/** What `npx` runs in this repository, without asking npm each time. */
const NPX = `npx() {
  local name=$1; shift
  case $name in
    keyturn) "$NODE" "$MAIN" "$@" ;;
    node) "$NODE" "$@" ;;
    *) echo "npx $name is not known here" >&2; return 127 ;;
  esac
}`;

/** What a block wrote, and how its last command ended. */
export interface BlockRun {
  readonly out: string;
  readonly exitCode: number;
}

/** The fenced blocks of a page in one language, in order. */
export function blocksOf(page: string, language: string): readonly string[] {
  return [...page.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map(
    ([, block]) => block ?? '',
  );
}

/** One bash that keeps its variables from block to block; stdout and stderr come as one text, as on a terminal. */
export class TestShell {
  readonly #child: ChildProcess;
  #out = '';
  #listener: () => void = () => {};
  #count = 0;

  /** Opens it in `cwd`. `env` is all that it knows beside the way to programs. */
  constructor(cwd: string, env: Readonly<Record<string, string>> = {}) {
    const { PATH = '' } = process.env;
    this.#child = spawn('bash', ['--norc', '--noprofile'], {
      cwd,
      env: { PATH, HOME: cwd, NODE: process.execPath, MAIN, ...env },
      stdio: 'pipe',
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#out += text;
        this.#listener();
      });
    }
    this.#child.stdin?.write(`set -o pipefail\n${NPX}\n`);
  }

  /** Types a block, and waits until it has been carried out. */
  async run(block: string): Promise<BlockRun> {
    const mark = `__done_${++this.#count}__`;
    this.#out = '';
    this.#child.stdin?.write(`${block}\necho; echo ${mark} $?\n`);
    const ended = Promise.withResolvers<BlockRun>();
    const look = (): void => {
      const found = new RegExp(`\\n${mark} (\\d+)\\n`).exec(this.#out);
      if (found !== null) ended.resolve({ out: this.#out.slice(0, found.index), exitCode: Number(found[1]) });
    };
    const timer = setTimeout(
      () => ended.reject(new Error(`not done:\n${block}\n---\n${this.#out}`)),
      DEADLINE_MS,
    );
    this.#listener = look;
    try {
      return await ended.promise;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Ends it. */
  close(): void {
    this.#child.kill('SIGKILL');
  }
}
