import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PlantedSecrets } from '@keyturn/testkit';
import { formatSecretText, signKore, signStandard } from '@keyturn/verify/sign';
import { afterAll, describe, expect, it } from 'vitest';
import { runCli } from '../../test-terminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'keyturn-verify-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const now = Date.parse('2026-03-01T12:00:00Z');
const held = formatSecretText(new Uint8Array(32).fill(1));
const next = formatSecretText(new Uint8Array(32).fill(2));
const body = '{"invoice":"in_1042","name":"Zoë"}';

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** Files of a request that was signed with `secret` so many seconds ago. */
async function aRequest({ secret = held, ageSeconds = 12, sent = body } = {}) {
  const headers = await signStandard({
    id: 'evt_1',
    timestampSeconds: now / 1000 - ageSeconds,
    body,
    secrets: [secret],
  });
  const lines = Object.entries({ 'content-type': 'application/json', ...headers }).map((pair) =>
    pair.join(': '),
  );
  return { lines, headers: file('headers.txt', lines.join('\n')), body: file('body.json', sent) };
}

function verify(
  args: readonly string[],
  env: Readonly<Record<string, string>> = { KEYTURN_SECRET: held },
  stdin = '',
) {
  return runCli(['verify', ...args], { env, now, stdin });
}

describe('keyturn verify', () => {
  it('accepts what is signed with a held secret, and says with which', async () => {
    const request = await aRequest({ secret: next });
    const env = { KEYTURN_SECRET: held, KEYTURN_SECRET_NEXT: next };
    const run = await verify(['--headers', request.headers, '--body', request.body], env);
    expect(run).toMatchObject({ exitCode: 0, err: '' });
    expect(run.out).toBe(
      '✔ evt_1 is signed with key WDY3L (secret 2 of those given), at 2026-03-01T11:59:48.000Z; 35 bytes\n',
    );
    const json = await verify(['--json', '--headers', request.headers, '--body', request.body], env);
    expect(json.json()).toEqual([
      {
        verified: true,
        id: 'evt_1',
        timestamp: now / 1000 - 12,
        key_id: 'WDY3LISGH3',
        secret_index: 1,
        body_bytes: 35,
      },
    ]);
  });

  it.each([
    ['unknown_key', { secret: next }, /Signed with WDY3L\. You hold KF3IQ\. {2}→ A new secret was activated/],
    ['body_changed', { sent: body.replace('1042', '1043') }, /The key is right, the bytes are not/],
    ['timestamp_too_old', { ageSeconds: 412 }, /412 s ago/],
    ['timestamp_in_future', { ageSeconds: -412 }, /./],
  ])('says %s, and what mends it, with exit code 8', async (code, given, sentence) => {
    const request = await aRequest(given);
    const run = await verify(['--headers', request.headers, '--body', request.body]);
    expect(run).toMatchObject({ exitCode: 8, out: '' });
    expect(run.err.startsWith(`✖ ${code}  `)).toBe(true);
    expect(run.err).toMatch(sentence);
    expect(run.err).toContain('  → ');
    const json = await verify(['--json', '--headers', request.headers, '--body', request.body]);
    expect(json).toMatchObject({ exitCode: 8, err: '' });
    expect(json.json()).toMatchObject([
      { verified: false, code, message: expect.any(String), fix: expect.any(String) },
    ]);
  });

  it('recognises a body file that an editor ended with a line end', async () => {
    const request = await aRequest({ sent: `${body}\n` });
    const run = await verify(['--headers', request.headers, '--body', request.body]);
    expect(run.err).toMatch(/^✖ body_changed .*without the line end at its end/);
  });

  it('reads a whole request from stdin, and its age as of when it was signed', async () => {
    const { lines } = await aRequest({ ageSeconds: 86_400 });
    const raw = `POST /hooks HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${body}`;
    expect(await verify(['--request', '-'], undefined, raw)).toMatchObject({ exitCode: 8 });
    expect(await verify(['--request', '-', '--at', 'signed'], undefined, raw)).toMatchObject({ exitCode: 0 });
    const at = new Date(now - 86_400_000).toISOString();
    expect(await verify(['--request', '-', '--at', at], undefined, raw)).toMatchObject({ exitCode: 0 });
  });

  it('reads headers as curl -v shows them, and as a JSON object', async () => {
    const request = await aRequest();
    const curl = file('curl.txt', request.lines.map((line) => `> ${line}`).join('\n'));
    expect(await verify(['--headers', curl, '--body', request.body])).toMatchObject({ exitCode: 0 });
    const object = Object.fromEntries(request.lines.map((line) => line.split(': ')));
    const json = file('headers.json', JSON.stringify(object));
    expect(await verify(['--headers', json, '--body', request.body])).toMatchObject({ exitCode: 0 });
  });

  it('takes secrets from other variables and from files, one a line', async () => {
    const request = await aRequest({ secret: next });
    const args = ['--headers', request.headers, '--body', request.body];
    const secrets = file('secrets.txt', `# the former one\n${held}\n${next}\n`);
    expect(await verify([...args, '--secret-file', secrets], {})).toMatchObject({ exitCode: 0 });
    expect(await verify([...args, '--secret-env', 'HOOK_SECRET'], { HOOK_SECRET: next })).toMatchObject({
      exitCode: 0,
    });
  });

  it('says what is wrong with a secret, and never what it is', async () => {
    const request = await aRequest();
    const planted = new PlantedSecrets();
    planted.plant('the quoted secret', held);
    const run = await verify(['--headers', request.headers, '--body', request.body], {
      KEYTURN_SECRET: `"${held}"`,
    });
    expect(run).toMatchObject({
      exitCode: 8,
      err: expect.stringMatching(/^✖ bad_secret {2}Entry 1 has quotes/),
    });
    planted.assertAbsent('the refusal', run.err);
  });

  it('checks the kore profile against the URL as it was typed', async () => {
    const url = 'https://hooks.example.com/in';
    const headers = await signKore({ id: 'evt_1', epochMs: now, url, body, secret: held });
    const lines = Object.entries(headers).map((pair) => pair.join(': '));
    const args = ['--headers', file('kore.txt', lines.join('\n')), '--body', file('kore.json', body)];
    const kore = ['--signature-profile', 'kore'];
    expect(await verify([...args, ...kore, '--endpoint-url', url])).toMatchObject({ exitCode: 0 });
    expect(await verify([...args, ...kore, '--endpoint-url', `${url}/`])).toMatchObject({ exitCode: 8 });
    expect(await verify([...args, ...kore])).toMatchObject({ exitCode: 2 });
  });

  it.each([
    [['--headers', 'x'], /Give --headers and --body, or --request alone/],
    [['--headers', '-', '--body', '-'], /Only one of/],
    [['--request', '/nonexistent'], /cannot be read \(ENOENT\)/],
    [['--headers', '/dev/null', '--body', '/dev/null', '--at', 'then'], /--at is "signed" or a time/],
    [['--headers', '/dev/null', '--body', '/dev/null', '--tolerance', '1e3'], /--tolerance is seconds/],
    [['--headers', '/dev/null', '--body', '/dev/null', '--signature-profile', 'x'], /standard or kore/],
  ])('%j is wrong usage, exit code 2', async (args, sentence) => {
    expect(await verify(args)).toMatchObject({ exitCode: 2, out: '', err: expect.stringMatching(sentence) });
  });

  it('without any secret says where it looks', async () => {
    const request = await aRequest();
    const run = await verify(['--headers', request.headers, '--body', request.body], {});
    expect(run).toMatchObject({ exitCode: 2, err: expect.stringContaining('set KEYTURN_SECRET') });
  });

  it.each(['no colon here', '{"a":1}', '{"a"'])('refuses headers that are none: %s', async (text) => {
    const run = await verify(['--headers', file('bad.txt', text), '--body', '/dev/null']);
    expect(run).toMatchObject({ exitCode: 2 });
  });

  it('refuses a request without an end of its headers', async () => {
    expect(await verify(['--request', '-'], undefined, 'a: b\nc: d')).toMatchObject({ exitCode: 2 });
  });
});
