import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { AccountRef, EventId } from '@keyturn/core';
import { eventually } from '@keyturn/testkit';
import { describe, expect, it } from 'vitest';
import { openScratchStore, scratchFolder } from '../../test-scratch.ts';

const PUBLISHER = new URL('./test-publisher.ts', import.meta.url).pathname;

interface Publisher {
  readonly child: ChildProcess;
  readonly lines: readonly string[];
  /** Its exit code or the signal that ended it. */
  readonly ended: Promise<number | string>;
}

/** Starts a process that publishes to the database `path`; `wrapper` is a command that it is started through. */
function startPublisher(path: string, events: number, wrapper: readonly string[] = []): Publisher {
  const [command = '', ...args] = [...wrapper, process.execPath, PUBLISHER, `sqlite:${path}`, String(events)];
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
  const ended = once(child, 'close').then(([code, signal]) => code ?? signal);
  return { child, lines, ended };
}

/** Whether each event that the process said was stored is in the database now. */
async function expectAllStored(path: string, lines: readonly string[]): Promise<void> {
  const storedIds = lines.flatMap((line) => (line.startsWith('stored ') ? [line.slice(7)] : []));
  const account = lines.find((line) => line.startsWith('account '));
  await using store = await openScratchStore(path);
  const accountRef = Number(account?.slice(8)) as AccountRef;
  const found = await Promise.all(storedIds.map((id) => store.events.findRef(accountRef, id as EventId)));
  expect(found.filter((ref) => ref === undefined)).toEqual([]);
  expect(storedIds.length).toBeGreaterThan(0);
}

describe('a process on an embedded database', () => {
  it('keeps every other process out until it ends, kill -9 included, and loses nothing that it said was stored', async () => {
    using folder = scratchFolder();
    const path = folder.file('keyturn.db');
    const first = startPublisher(path, 1_000_000);
    await eventually(() => expect(first.lines.length).toBeGreaterThan(50), { deadlineMs: 20_000 });

    const second = startPublisher(path, 1);
    expect(await second.ended).toBe(75);
    expect(second.lines).toEqual(['refused held 0']);
    await expect(openScratchStore(path)).rejects.toMatchObject({
      code: 'held',
      message: expect.stringContaining(`process ${first.child.pid}`),
    });

    first.child.kill('SIGKILL');
    expect(await first.ended).toBe('SIGKILL');
    await expectAllStored(path, first.lines);
  });

  // A limit on the size of files makes a write fail with EFBIG, which SQLite reports as an I/O error. prlimit is Linux's.
  it.skipIf(process.platform !== 'linux')(
    'ends with 74 after an I/O error, told so once, and loses nothing that it said was stored before',
    async () => {
      using folder = scratchFolder();
      const path = folder.file('keyturn.db');
      const limited = startPublisher(path, 1_000_000, ['prlimit', '--fsize=2000000', '--']);
      expect(await limited.ended).toBe(74);
      expect(limited.lines.at(-1)).toBe('refused io_error 1');
      await expectAllStored(path, limited.lines);
    },
  );
});
