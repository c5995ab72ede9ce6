import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { eventually } from '../eventually.ts';
import { type PostgresServer, startPostgres } from './postgres.ts';
import { PostgresBroker } from './postgres-broker.ts';
import { createPostgresDatabase } from './test-database.ts';

const servers: PostgresServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.remove();
});

async function aServer(): Promise<PostgresServer> {
  const server = await startPostgres();
  servers.push(server);
  return server;
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
    socket.once('close', () => socket.destroy());
    socket.once('connect', () => socket.destroy());
  });
}

/** Data folder of the server on this port. */
function folderOf(port: number): string | undefined {
  return readdirSync(tmpdir())
    .filter((name) => name.startsWith('keyturn-postgres-'))
    .map((name) => join(tmpdir(), name))
    .find((folder) => {
      const file = join(folder, 'postmaster.pid');
      return existsSync(file) && readFileSync(file, 'utf8').split('\n')[3] === String(port);
    });
}

it('starts, stops, starts again after a stop and a kill on the same port, and leaves no folder', async () => {
  const server = await aServer();
  const folder = folderOf(server.port) ?? '';
  expect(existsSync(folder)).toBe(true);
  expect(await server.createDatabase()).not.toBe(await server.createDatabase());
  await server.stop();
  expect(await answers(server.port)).toBe(false);
  await server.start();
  expect(await answers(server.port)).toBe(true);
  await server.kill();
  expect(await answers(server.port)).toBe(false);
  await server.start();
  await server.createDatabase();
  await server.remove();
  await server.remove();
  expect(await answers(server.port)).toBe(false);
  expect(existsSync(folder)).toBe(false);
});

it('ends with the process that started it, even when that is killed', async () => {
  const module = new URL('./postgres.ts', import.meta.url).href;
  const script = `const { startPostgres } = await import(${JSON.stringify(module)});
    console.log((await startPostgres()).port); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script]);
  const port = await new Promise<number>((resolve, reject) => {
    child.stdout.once('data', (chunk) => resolve(Number(String(chunk))));
    child.once('exit', () => reject(new Error('the process ended by itself')));
  });
  const folder = folderOf(port) ?? '';
  expect(existsSync(folder)).toBe(true);
  child.removeAllListeners('exit');
  child.kill('SIGKILL');
  await eventually(
    async () => {
      expect(await answers(port)).toBe(false);
      expect(existsSync(folder)).toBe(false);
    },
    { deadlineMs: 20_000 },
  );
});

it('a broker starts no server before the first database is asked for', async () => {
  const broker = await PostgresBroker.open();
  try {
    expect(broker.hasStarted).toBe(false);
    const [one, two] = await Promise.all(
      [1, 2].map(async () => (await fetch(broker.url, { method: 'POST' })).text()),
    );
    expect(broker.hasStarted).toBe(true);
    expect(new URL(one ?? '').port).toBe(new URL(two ?? '').port);
    expect(one).not.toBe(two);
  } finally {
    await broker.close();
  }
});

it('a test file gets its own database on the server of the run', async () => {
  const [one, two] = [new URL(await createPostgresDatabase()), new URL(await createPostgresDatabase())];
  expect(one.port).toBe(two.port);
  expect(one.pathname).not.toBe(two.pathname);
  expect(await answers(Number(one.port))).toBe(true);
});
