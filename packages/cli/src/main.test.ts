import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildDashboard } from './dashboard/build-dashboard.ts';
import { CliProcess } from './test-process.ts';

// Once, before anything waits for a start.
beforeAll(buildDashboard, 300_000);

const folder = mkdtempSync(join(tmpdir(), 'keyturn-main-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function start(args: readonly string[], env: Readonly<Record<string, string>> = {}): CliProcess {
  return CliProcess.start(args, { cwd: folder, env });
}

describe('the process', () => {
  it('exits with the code of its command, and writes data to stdout alone', async () => {
    const version = start(['version']);
    expect(await version.ended()).toBe(0);
    expect(version).toMatchObject({ out: expect.stringMatching(/^keyturn /), err: '' });
    const usage = start(['secrets', 'lost']);
    expect(await usage.ended()).toBe(2);
    expect(usage.out).toBe('');
  });

  it('that is interrupted while it waits exits 130', async () => {
    // It has read the headers, and waits for the body on stdin.
    const headers = join(folder, 'headers.fifo');
    writeFileSync(headers, 'webhook-id: evt_1\n');
    const waiting = start(['verify', '--headers', headers, '--body', '-'], {
      KEYTURN_SECRET: 'whsec_x',
      NODE_DEBUG: 'stream',
    });
    await waiting.waitForErr(/STREAM \d+/);
    expect(await waiting.stop('SIGINT')).toBe(130);
  });
});

describe('keyturn serve', () => {
  it('that cannot start says one sentence that mends it: a wrong configuration is 78', async () => {
    const server = start(['serve'], { KEYTURN_PORT: 'eighty' });
    expect(await server.ended()).toBe(78);
    expect(server.err).toBe(
      'KEYTURN_PORT must be a port from 1 to 65535, or 0 for a free one; it is "eighty".\n',
    );
  });

  it('on a database that another process holds, or on a taken port, is 75', async () => {
    const env = { KEYTURN_PORT: '0', DATABASE_URL: `sqlite:${folder}/held.db`, KEYTURN_LOG_LEVEL: 'silent' };
    const first = start(['serve'], env);
    await first.waitForErr(/listens on/);
    const second = start(['serve'], env);
    expect(await second.ended()).toBe(75);
    expect(second.err).toContain(`is in use by process ${first.child.pid}`);
    expect(await first.stop()).toBe(0);

    const taken = createServer();
    const port = await new Promise<number>((resolve) => {
      taken.listen(0, '127.0.0.1', () => {
        const address = taken.address();
        resolve(typeof address === 'object' && address !== null ? address.port : 0);
      });
    });
    const third = start(['serve'], { ...env, KEYTURN_PORT: String(port) });
    expect(await third.ended()).toBe(75);
    expect(third.err).toContain('set KEYTURN_PORT to a free port');
    taken.close();
  });

  it('off a terminal tells where its keys lie, and never a key', async () => {
    const place = mkdtempSync(join(tmpdir(), 'keyturn-first-'));
    const server = CliProcess.start(['serve'], { cwd: place, env: { KEYTURN_PORT: '0' } });
    await server.waitForErr(/Master key made: \S+\/data\/master-keys \(keep a copy apart/);
    await server.waitForErr(/Admin key made: +\S+\/data\/admin-key/);
    await server.waitForErr(/Dashboard: +`keyturn login-link` makes the link/);
    const [, url = ''] = await server.waitForErr(/listens on (http:\S+)/);
    const page = await fetch(url, { headers: { accept: 'text/html' } });
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('<div id="root">')]);
    expect((await fetch(`${url}/demo`)).status).toBe(404);
    expect(await server.stop('SIGINT')).toBe(0);
    const { readFileSync } = await import('node:fs');
    expect(server.err + server.out).not.toContain('/start#');
    for (const name of ['admin-key', 'master-keys']) {
      const lines = readFileSync(join(place, 'data', name), 'utf8').split('\n');
      for (const line of lines.filter((each) => each !== '' && !each.startsWith('#'))) {
        expect(server.err + server.out).not.toContain(line);
      }
    }
    rmSync(place, { recursive: true, force: true });
  });
});
