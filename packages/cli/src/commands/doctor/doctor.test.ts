import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { makeLog, openApp, PROCESS_CLOCK, readConfig } from '@keyturn/server';
import { PlantedSecrets } from '@keyturn/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CliProcess } from '../../test-process.ts';
import { type CommandRun, runCli } from '../../test-terminal.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keyturn-doctor-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const environment = () => ({ DATABASE_URL: `sqlite:${folder}/keyturn.db` });

function doctor(
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<CommandRun> {
  return runCli(['doctor', ...args], { env: { ...environment(), ...env } });
}

/** The statuses by check, worst first where a check has several findings. */
async function statuses(
  env: Readonly<Record<string, string>> = {},
): Promise<Readonly<Record<string, unknown>>> {
  const run = await doctor(['--json'], env);
  const order = { failed: 2, warning: 1, ok: 0 };
  const worst: Record<string, 'ok' | 'warning' | 'failed'> = {};
  for (const { check, status } of run.json() as { check: string; status: 'ok' | 'warning' | 'failed' }[]) {
    if (order[status] >= order[worst[check] ?? 'ok']) worst[check] = status;
  }
  return { ...worst, exitCode: run.exitCode };
}

/** An installation in the folder that ran once: an account with an active and a pending secret. Gives their texts. */
async function anInstallation(): Promise<readonly string[]> {
  const config = readConfig({ ...environment(), KEYTURN_PORT: '0' });
  if (!config.ok) throw new Error(config.error.map(({ sentence }) => sentence).join(' '));
  const app = await openApp(config.value, {
    clock: PROCESS_CLOCK,
    random: randomBytes,
    log: makeLog('silent'),
    onFatal: (error) => {
      throw error;
    },
  });
  const post = async (url: string, payload: object) => {
    const headers = { authorization: `Bearer ${app.adminKey.reveal()}` };
    const response = await app.http.inject({ method: 'POST', url: `/v1${url}`, headers, payload });
    return response.json<{ secret?: string }>();
  };
  await post('/accounts', { id: 'acme', name: 'Acme' });
  const texts: string[] = [];
  for (const name of ['first', 'second'])
    texts.push(String((await post('/accounts/acme/secrets', { name })).secret));
  await app.close();
  return texts;
}

describe('keyturn doctor', () => {
  it('finds nothing wrong with a healthy installation, and counts what the master keys open', async () => {
    const texts = await anInstallation();
    const run = await doctor();
    expect(run).toMatchObject({ exitCode: 0, err: '' });
    expect(run.out).not.toContain('✖');
    for (const line of [
      /^✔ node +Node \d+/m,
      /^✔ clock +/m,
      /^✔ data folder +/m,
      /^✔ fsync +\d+\.\d\d ms/m,
      /^✔ file modes +\d files/m,
      /^✔ database +SQLite opens and takes a write/m,
      /^✔ schema +this version's/m,
      /^✔ master keys +open all 2 sealed secrets/m,
      /^✔ active secrets +exactly one/m,
    ]) {
      expect(run.out).toMatch(line);
    }
    const planted = new PlantedSecrets();
    for (const text of texts) planted.plant('a sealed secret', text);
    planted.assertAbsent('the findings', run.out);
  });

  it('reports an older schema and leaves it as it is; a newer one is a failure', async () => {
    await anInstallation();
    const path = join(folder, 'keyturn.db');
    const steps = (change: string) => {
      const db = new DatabaseSync(path);
      db.exec(change);
      const { n } = db.prepare('select count(*) as n from migrations').get() ?? {};
      db.close();
      return n;
    };
    const before = steps('delete from migrations where name = (select max(name) from migrations)');
    const run = await doctor();
    expect(run.exitCode).toBe(0);
    expect(run.out).toMatch(
      /^! schema +The database is of an older Keyturn \(it lacks \S+\): make a backup/m,
    );
    expect(steps('')).toBe(before);
    steps("insert into migrations (name, applied_at) values ('9999-later', 1)");
    expect((await doctor()).out).toMatch(/^✖ schema +The database was written by a newer Keyturn/m);
  });

  it('before the first start says that nothing is there yet', async () => {
    expect(await statuses()).toMatchObject({ database: 'warning', exitCode: 0 });
    rmSync(folder, { recursive: true });
    expect(await statuses()).toMatchObject({ 'data folder': 'warning', database: 'warning', exitCode: 0 });
  });

  it('fails on a master key that others can read, and says the command that mends it', async () => {
    await anInstallation();
    chmodSync(join(folder, 'master-keys'), 0o644);
    const run = await doctor();
    expect(run.exitCode).toBe(8);
    expect(run.out).toMatch(
      /^✖ file modes +.*master-keys can be read by others \(mode 0644\)\.\n +→ chmod 600 \S+master-keys\n/m,
    );
    expect(run.out).toMatch(/^✖ master keys /m);
  });

  it.each(['keyturn.lock', 'keyturn.lock-journal', 'keyturn.holder', 'keyturn.db-wal'])(
    'fails on %s that others can read',
    async (name) => {
      await anInstallation();
      const path = join(folder, name);
      writeFileSync(path, '', { flag: 'a' });
      chmodSync(path, 0o640);
      const run = await doctor();
      expect(run.exitCode).toBe(8);
      expect(run.out).toMatch(
        new RegExp(`^✖ file modes +\\S+${name} can be read by others \\(mode 0640\\)`, 'm'),
      );
    },
  );

  it('fails on a master key that is not the one, or is gone', async () => {
    await anInstallation();
    const path = join(folder, 'master-keys');
    writeFileSync(path, `mk-other:${randomBytes(32).toString('base64')}\n`);
    const run = await doctor();
    expect(run.exitCode).toBe(8);
    expect(run.out).toMatch(
      /^✖ master keys +Secrets in this database are sealed under the master key mk-\w+, which is not given/m,
    );
    rmSync(path);
    expect(await statuses()).toMatchObject({ 'master keys': 'failed', exitCode: 8 });
    // It looks, and makes nothing.
    expect((await doctor()).out).toContain('master-keys is missing');
  });

  it('fails on a sealed secret that was changed, and counts the others', async () => {
    await anInstallation();
    const db = new DatabaseSync(join(folder, 'keyturn.db'));
    const pending = "select sealed from secrets where status = 'pending'";
    const sealed = db.prepare(pending).get()?.sealed as Uint8Array;
    sealed[sealed.length - 1] = (sealed.at(-1) ?? 0) ^ 1;
    db.prepare("update secrets set sealed = ? where status = 'pending'").run(sealed);
    db.close();
    const run = await doctor();
    expect(run.exitCode).toBe(8);
    expect(run.out).toMatch(
      /^✖ master keys +open 1 of 2 sealed secrets\. The sealed secret sec_\w+ does not open/m,
    );
  });

  it('fails on a scope without its active secret', async () => {
    await anInstallation();
    const db = new DatabaseSync(join(folder, 'keyturn.db'));
    db.exec("delete from secrets where status = 'active'");
    // What is left was active once, by its own account.
    db.exec('update secrets set activated_at = created_at');
    db.close();
    const run = await doctor();
    expect(run.exitCode).toBe(8);
    expect(run.out).toMatch(/^✖ active secrets +Not exactly one active secret: scope \d+ has 0\./m);
  });

  it('warns of a folder that others can enter, and of a clock behind the last write', async () => {
    await anInstallation();
    chmodSync(folder, 0o755);
    expect(await statuses()).toMatchObject({ 'data folder': 'warning', exitCode: 0 });
    const run = await runCli(['doctor'], { env: environment(), now: Date.now() - 3_600_000 });
    expect(run.out).toMatch(/^! clock +The database was written at/m);
    expect(await runCli(['doctor'], { env: environment(), now: 0 })).toMatchObject({ exitCode: 8 });
  });

  it('while a server runs asks it how it is, and says that it looked no deeper', async () => {
    const server = CliProcess.start(['serve'], {
      cwd: folder,
      env: { ...environment(), KEYTURN_PORT: '0', KEYTURN_LOG_LEVEL: 'warn' },
    });
    try {
      const [, port = ''] = await server.waitForErr(/listens on http:\S+:(\d+)/);
      const run = await doctor([], { KEYTURN_PORT: port });
      expect(run.exitCode).toBe(0);
      expect(run.out).toMatch(
        new RegExp(`^✔ database +\\S+ is in use by process ${server.child.pid} .* is ready; stop it`, 'm'),
      );
      const elsewhere = await doctor([], { KEYTURN_PORT: '1' });
      expect(elsewhere.out).toMatch(/^! database +.*Nothing answers at http:\/\/127\.0\.0\.1:1\/readyz/m);
    } finally {
      await server.stop();
    }
  });

  it('says what is wrong with the configuration, and never a password in it', async () => {
    const run = await doctor([], { KEYTURN_PORT: 'eighty', DATABASE_URL: 'mysql://me:hunter2hunter2@db/x' });
    expect(run.exitCode).toBe(8);
    expect(run.out).toMatch(/^✖ configuration +KEYTURN_PORT must be a port/m);
    expect(run.out).toMatch(/^✖ configuration +DATABASE_URL must begin with/m);
    expect(run.out).not.toContain('hunter2');
  });
});
