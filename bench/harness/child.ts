import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const STOP_DEADLINE_MS = 15_000;
const ERROR_TEXT_MAX = 4_000;

const alive = new Set<ChildProcess>();

// The last net: whatever way this process ends, what it started ends too, each by its own pid.
process.on('exit', () => {
  for (const child of alive) child.kill('SIGKILL');
});

/** A process that this scenario started. Its stderr is kept, so that a failure can say what the child said last. */
export interface Child {
  readonly pid: number;
  /** Settles with a reason when the process ends by itself; never settles otherwise. */
  readonly ended: Promise<never>;
  /** Waits for the next message of a forked child; rejects when the child reports a failure, or ends instead. */
  receive<Message>(): Promise<Message>;
  /** Sends one command to a forked child and waits for its report. */
  request<Report>(command: object): Promise<Report>;
  /** Ends the process: politely first, by force after 15 s. Safe to call twice. */
  stop(): Promise<void>;
}

/** Forks a script of `bench/` that talks over the IPC channel and ends when that closes. */
export function forkScript(path: string, env: Readonly<Record<string, string>> = {}): Child {
  const script = fileURLToPath(new URL(`../${path}`, import.meta.url));
  const child = fork(script, [], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  return supervise(child, path, () => child.disconnect());
}

/** Starts a Node script that is ended by SIGTERM. Only `env` and PATH reach it: no setting of the caller's shell can bend a figure. */
export function spawnScript(
  script: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Child {
  const child = spawn(process.execPath, [script, ...args], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  return supervise(child, script, () => child.kill('SIGTERM'));
}

function supervise(child: ChildProcess, name: string, endPolitely: () => void): Child {
  if (child.pid === undefined) throw new Error(`${name} could not be started`);
  alive.add(child);
  let errorText = '';
  let isStopping = false;
  child.stderr?.on('data', (chunk: Buffer) => {
    errorText = (errorText + chunk.toString()).slice(-ERROR_TEXT_MAX);
  });
  const exited = once(child, 'exit').then(() => {
    alive.delete(child);
  });
  const ended = exited.then((): Promise<never> => {
    if (isStopping) return new Promise(() => {});
    throw new Error(`${name} ended with ${child.exitCode ?? child.signalCode}\n${errorText}`);
  });
  // Everyone who waits for the child races against `ended`; a child that nobody waits for may end unheard.
  ended.catch(() => {});

  const receive = async <Message>(): Promise<Message> => {
    const [message] = await Promise.race([once(child, 'message'), ended]);
    return message as Message;
  };
  return {
    pid: child.pid,
    ended,
    receive,
    request: async <Report>(command: object) => {
      const answer = receive<{ report: Report } | { failure: string }>();
      child.send(command);
      const message = await answer;
      if ('failure' in message) throw new Error(`${name}: ${message.failure}`);
      return message.report;
    },
    stop: async () => {
      if (!alive.has(child)) return;
      isStopping = true;
      endPolitely();
      const force = setTimeout(() => child.kill('SIGKILL'), STOP_DEADLINE_MS);
      await exited;
      clearTimeout(force);
    },
  };
}
