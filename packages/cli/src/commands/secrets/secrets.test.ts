import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PlantedSecrets } from '@keyturn/testkit';
import { deriveKeyId, parseSecretText } from '@keyturn/verify/sign';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestServer } from '../../test-server.ts';
import type { CommandRun, TerminalWishes } from '../../test-terminal.ts';

let server: TestServer;
beforeAll(async () => {
  server = await TestServer.start();
});
afterAll(() => server.stop());

let accountCount = 0;

/** An account of its own for one test, with so many secrets: the first active, the last of several pending. */
async function anAccount(names: readonly string[] = []): Promise<{
  readonly secrets: readonly Readonly<Record<string, unknown>>[];
  run(args: readonly string[], wishes?: TerminalWishes): Promise<CommandRun>;
}> {
  const account = `acme-${++accountCount}`;
  await server.get('accounts', 'create', 'Acme', '--id', account);
  const secrets: Readonly<Record<string, unknown>>[] = [];
  for (const name of names) secrets.push(await server.get('secrets', 'create', name, '-a', account));
  return { secrets, run: (args, wishes) => server.run(['-a', account, 'secrets', ...args], wishes) };
}

describe('keyturn secrets create', () => {
  it('writes the text into a private file, and nowhere else', async () => {
    const { run } = await anAccount();
    const file = join(server.folder, 'first-secret.txt');
    const created = await run(['create', 'first', '--out', file]);
    expect(created).toMatchObject({ exitCode: 0, out: '' });
    const text = readFileSync(file, 'utf8').trim();
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const keyId = await deriveKeyId(parseSecretText(text));
    expect(created.err).toContain(
      `"first" is active, key ${keyId.slice(0, 5)}; its text is in ${file} (mode 0600).`,
    );

    const planted = new PlantedSecrets();
    planted.plant('the first secret', text);
    const list = await run(['list', '--json']);
    expect(list.json()).toMatchObject([{ key_id: keyId, status: 'active' }]);
    for (const [where, content] of Object.entries({
      ...created,
      list: list.out,
      log: server.process.err + server.process.out,
    })) {
      if (typeof content === 'string') planted.assertAbsent(where, content);
    }
  });

  it('never writes over a file, and then makes no secret either', async () => {
    const { run } = await anAccount();
    const file = join(server.folder, 'taken.txt');
    writeFileSync(file, 'mine');
    const refused = await run(['create', 'first', '--out', file]);
    expect(refused).toMatchObject({ exitCode: 2, err: expect.stringContaining('is never written over') });
    expect(readFileSync(file, 'utf8')).toBe('mine');
    expect((await run(['list', '--json'])).json()).toEqual([]);
  });

  it('leaves no file behind when the server refuses', async () => {
    const file = join(server.folder, 'refused.txt');
    const refused = await server.run(['-a', 'nobody', 'secrets', 'create', 'first', '--out', file]);
    expect(refused.exitCode).toBe(3);
    expect(() => statSync(file)).toThrow('ENOENT');
  });

  it('shows the text on a terminal, on --out - and in the JSON answer, on no pipe by accident', async () => {
    const { run } = await anAccount();
    const text = /^whsec_[A-Za-z0-9+/]{43}=\n$/;
    expect(await run(['create', 'first'], { typed: [] })).toMatchObject({
      exitCode: 0,
      out: expect.stringMatching(text),
    });
    expect((await run(['create', 'second', '--out', '-'])).out).toMatch(text);
    const [answer] = (await run(['create', 'third', '--json'])).json();
    expect(`${answer?.secret}\n`).toMatch(text);
    const piped = await run(['create', 'fourth']);
    expect(piped).toMatchObject({
      exitCode: 2,
      out: '',
      err: expect.stringContaining('stdout is no terminal'),
    });
    expect((await run(['list', '--json'])).json()).toHaveLength(3);
  });

  it('with --json and a file, the answer holds no text', async () => {
    const { run } = await anAccount();
    const file = join(server.folder, 'json-secret.txt');
    const created = await run(['create', 'first', '--json', '--out', file]);
    expect(created.json()).toMatchObject([{ name: 'first', secret: null }]);
    expect(created.out).not.toContain(readFileSync(file, 'utf8').trim());
  });

  it('names the pending secret that it replaces', async () => {
    const { run, secrets } = await anAccount(['first', 'second']);
    const third = await run(['create', 'third', '--out', '-']);
    expect(third.err).toContain(
      `It replaces "second", key ${String(secrets[1]?.key_id).slice(0, 5)}, which never signs.`,
    );
  });
});

describe('keyturn secrets activate', () => {
  it('off a terminal is refused without --overlap and --yes, and changes nothing', async () => {
    const { run, secrets } = await anAccount(['first', 'second']);
    const id = String(secrets[1]?.id);
    for (const args of [[], ['--yes'], ['--overlap', '24h']]) {
      const refused = await run(['activate', id, ...args]);
      expect(refused).toMatchObject({ exitCode: 2, out: '', err: expect.stringMatching(/→ add --/) });
    }
    expect((await run(['get', id, '--json'])).json()).toMatchObject([{ status: 'pending' }]);
  });

  it('with --json at a terminal asks nobody either', async () => {
    const { run, secrets } = await anAccount(['first', 'second']);
    const refused = await run(['activate', String(secrets[1]?.id), '--json'], { typed: ['0', 'anything'] });
    expect(refused).toMatchObject({ exitCode: 2, out: '' });
    expect(JSON.parse(refused.err)).toMatchObject({
      code: 'usage',
      mend: 'add --overlap 24h (or 0) and --yes',
    });
  });

  it('turns the key, says what became of the former one, and answers the same when repeated', async () => {
    const { run, secrets } = await anAccount(['first', 'second']);
    const [oldKey, newKey] = secrets.map(({ key_id }) => String(key_id).slice(0, 5));
    const args = ['activate', String(secrets[1]?.id), '--overlap', '24h', '--yes'];
    const activated = await run(args);
    expect(activated).toMatchObject({ exitCode: 0, out: '' });
    expect(activated.err).toMatch(
      new RegExp(`^✔ ${newKey} is active\\. ${oldKey} co-signs until \\d+ \\w+ \\d\\d:\\d\\d UTC\\.`),
    );
    expect((await run([...args, '--json'])).json()).toMatchObject([
      { active: { status: 'active' }, previous: { status: 'retiring' }, cutover: { epoch: 3 } },
    ]);
  });

  it('at a terminal shows both keys and what stops, and asks for the new key', async () => {
    const { run, secrets } = await anAccount(['first', 'second']);
    const [oldId, newId] = secrets.map(({ key_id }) => String(key_id));
    const id = String(secrets[1]?.id);
    const oldKey = oldId?.slice(0, 5);
    const newKey = newId?.slice(0, 5) ?? '';

    const mistyped = await run(['activate', id], { typed: ['0', oldKey ?? ''] });
    expect(mistyped).toMatchObject({ exitCode: 1, err: expect.stringContaining('Nothing was changed.') });
    expect((await run(['get', id, '--json'])).json()).toMatchObject([{ status: 'pending' }]);

    const activated = await run(['activate', id], { typed: ['0', newKey] });
    expect(activated.exitCode).toBe(0);
    for (const said of [
      `new key  ${newId}  pending`,
      `old key  ${oldId}  "first", last used never`,
      `${oldKey} stops at once, for good.`,
      'This cannot be undone.',
      `Type ${newKey} (the first characters of the new key id) to go on: `,
      `${oldKey} signs nothing any more.`,
    ]) {
      expect(activated.err).toContain(said);
    }
  });

  it('at a terminal refuses what changed while the person read', async () => {
    const { run, secrets } = await anAccount(['first', 'second']);
    const [first, second] = secrets.map(({ id }) => String(id));
    await run(['activate', String(second), '--overlap', '24h', '--yes']);
    const third = (await run(['create', 'third', '--json'])).json()[0];
    const somebodyElse = async () => {
      await run(['retire', String(first), '--now', '--yes']);
      return String(third?.key_id).slice(0, 5);
    };
    const refused = await run(['activate', String(third?.id), '--end-overlap'], {
      typed: ['0', somebodyElse],
    });
    expect(refused).toMatchObject({ exitCode: 5, err: expect.stringContaining('✖ epoch_changed ') });
    expect((await run(['get', String(third?.id), '--json'])).json()).toMatchObject([{ status: 'pending' }]);
  });

  it('at an epoch that a script names is refused when the scope has moved on', async () => {
    const { run, secrets } = await anAccount(['first', 'second']);
    const refused = await run([
      'activate',
      String(secrets[1]?.id),
      '--overlap',
      '0',
      '--yes',
      '--epoch',
      '1',
    ]);
    expect(refused).toMatchObject({
      exitCode: 5,
      err: expect.stringMatching(/^✖ epoch_changed .*expected epoch 1; it is 2/),
    });
  });

  it('of a replaced secret is a conflict that names the pending one', async () => {
    const { run, secrets } = await anAccount(['first', 'second', 'third']);
    const refused = await run(['activate', String(secrets[1]?.id), '--overlap', '0', '--yes']);
    expect(refused.exitCode).toBe(5);
    expect(refused.err).toMatch(/^✖ secret_not_pending {2}sec_\w+ was replaced by sec_\w+/);
    expect(refused.err).toContain('→ keyturn secrets list');
    expect(refused.err).toContain(String(secrets[2]?.id));
  });

  it('while an overlap is open needs --end-overlap', async () => {
    const { run, secrets } = await anAccount(['first', 'second']);
    await run(['activate', String(secrets[1]?.id), '--overlap', '24h', '--yes']);
    const third = (await run(['create', 'third', '--json'])).json()[0];
    const key = String(third?.key_id).slice(0, 5);
    const id = String(third?.id);
    expect(await run(['activate', id], { typed: ['0', key] })).toMatchObject({
      exitCode: 5,
      err: expect.stringMatching(/✖ overlap_open {2}\w{5} co-signs until .*--end-overlap/),
    });
    expect(await run(['activate', id, '--overlap', '0', '--yes'])).toMatchObject({ exitCode: 5 });
    expect(await run(['activate', id, '--end-overlap'], { typed: ['0', key] })).toMatchObject({
      exitCode: 0,
      err: expect.stringContaining('retiring: stops now'),
    });
  });

  it.each(['8d', 'soon', '-1', ''])('refuses the overlap %j', async (overlap) => {
    const { run, secrets } = await anAccount(['first', 'second']);
    const refused = await run(['activate', String(secrets[1]?.id), `--overlap=${overlap}`, '--yes']);
    expect(refused).toMatchObject({ exitCode: 2, err: expect.stringContaining('at most 7d') });
  });

  it('going over to an endpoint’s own secret says that the account’s goes on elsewhere', async () => {
    const { run, secrets } = await anAccount(['first']);
    const account = String(secrets[0]?.account_id);
    const { id: endpoint } = await server.get(
      'endpoints',
      'create',
      'http://127.0.0.1:8081/in',
      '-a',
      account,
    );
    const own = (await run(['create', 'own', '--endpoint', String(endpoint), '--json'])).json()[0];
    const accountKey = String(secrets[0]?.key_id).slice(0, 5);
    const activated = await run(['activate', String(own?.id), '--overlap', '2h'], {
      typed: [String(own?.key_id).slice(0, 5)],
    });
    expect(activated.err).toContain(`old key  ${secrets[0]?.key_id}  "first"`);
    expect(activated.err).toContain(`${accountKey}, the account's, co-signs here for 2 h.`);
    expect((await run(['list', '--scope', 'all'])).out).toMatch(
      /STATE +NAME +KEY +SINCE +LAST USED +ENDPOINT +ID\n/,
    );
  });
});

describe('what ends a secret', () => {
  it('cancel takes a pending one only, retire a retiring one only', async () => {
    const { run, secrets } = await anAccount(['first', 'second']);
    const [first, second] = secrets.map(({ id }) => String(id));
    expect(await run(['retire', String(second), '--now', '--yes'])).toMatchObject({ exitCode: 5 });
    expect(await run(['cancel', String(first), '--yes'])).toMatchObject({ exitCode: 5 });
    await run(['activate', String(second), '--overlap', '24h', '--yes']);
    expect(await run(['cancel', String(first), '--yes'])).toMatchObject({
      exitCode: 5,
      err: expect.stringContaining(`→ keyturn secrets retire ${first} --now`),
    });

    const moved = await run(['retire', String(first), '--until', '48h', '--json']);
    const retireAt = Date.parse(String(moved.json()[0]?.retire_at));
    expect(Math.abs(retireAt - Date.now() - 48 * 3_600_000)).toBeLessThan(60_000);
    expect(await run(['retire', String(first), '--until', '30d'])).toMatchObject({ exitCode: 2 });
    expect(await run(['retire', String(first)])).toMatchObject({ exitCode: 2 });
    expect(await run(['retire', String(first), '--now'], { typed: ['n'] })).toMatchObject({ exitCode: 1 });
    expect(await run(['retire', String(first), '--now'], { typed: ['y'] })).toMatchObject({ exitCode: 0 });
    expect((await run(['get', String(first)])).out).toMatch(/state +disabled \(overlap_ended\)\n/);
  });

  it('a cancelled secret never signs', async () => {
    const { run, secrets } = await anAccount(['first', 'second']);
    const id = String(secrets[1]?.id);
    expect(await run(['cancel', id])).toMatchObject({ exitCode: 2 });
    expect(await run(['cancel', id, '--yes'])).toMatchObject({ exitCode: 0 });
    expect(await run(['activate', id, '--overlap', '0', '--yes'])).toMatchObject({ exitCode: 5 });
  });

  it('a secret can be renamed', async () => {
    const { run, secrets } = await anAccount(['first']);
    const renamed = await run(['rename', String(secrets[0]?.id), 'launch']);
    expect(renamed.err).toContain('is called "launch"');
  });
});
