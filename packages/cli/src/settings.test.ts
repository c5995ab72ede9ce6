import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readSettings } from './settings.ts';
import type { Terminal } from './terminal.ts';

const home = mkdtempSync(join(tmpdir(), 'keyturn-home-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));
const path = join(home, '.config', 'keyturn', 'profiles.json');

function writeProfiles(text: string, mode = 0o600): void {
  mkdirSync(join(home, '.config', 'keyturn'), { recursive: true });
  rmSync(path, { force: true });
  writeFileSync(path, text, { mode });
  chmodSync(path, mode);
}

const profiles = JSON.stringify({
  default: { url: 'http://default.example', api_key: 'kt_default', account: 'of-default' },
  prod: { url: 'https://prod.example', api_key: 'kt_prod' },
});

function settings(
  options: { url?: string; key?: string; account?: string; profile?: string } = {},
  env: Readonly<Record<string, string>> = {},
  stdin = '',
) {
  const terminal = {
    env: { HOME: home, ...env },
    readInput: async () => Buffer.from(stdin),
  } as unknown as Terminal;
  return readSettings({ color: true, timeout: 30, ...options }, terminal);
}

describe('whom a command talks to', () => {
  it('is what the flag says, then the environment, then the profile', async () => {
    writeProfiles(profiles);
    const env = { KEYTURN_URL: 'http://env.example', KEYTURN_API_KEY: 'kt_env', KEYTURN_ACCOUNT: 'of-env' };
    expect(await settings()).toEqual({
      url: 'http://default.example',
      apiKey: 'kt_default',
      account: 'of-default',
    });
    expect(await settings({}, env)).toEqual({
      url: 'http://env.example',
      apiKey: 'kt_env',
      account: 'of-env',
    });
    const flags = { url: 'http://flag.example/', key: '-', account: 'of-flag' };
    expect(await settings(flags, env, ' kt_stdin\n')).toEqual({
      url: 'http://flag.example',
      apiKey: 'kt_stdin',
      account: 'of-flag',
    });
    expect(await settings({ profile: 'prod' })).toEqual({
      url: 'https://prod.example',
      apiKey: 'kt_prod',
      account: undefined,
    });
    expect(await settings({}, { KEYTURN_PROFILE: 'prod' })).toMatchObject({ apiKey: 'kt_prod' });
  });

  it('is a local server when nothing is said, and an API key is never guessed', async () => {
    rmSync(path, { force: true });
    expect(await settings({}, { KEYTURN_API_KEY: 'kt_env' })).toMatchObject({ url: 'http://127.0.0.1:8080' });
    await expect(settings()).rejects.toMatchObject({ exitCode: 4, code: 'no_api_key' });
  });

  it('reads an API key from a file, never from the command line', async () => {
    rmSync(path, { force: true });
    const file = join(home, 'key.txt');
    writeFileSync(file, 'kt_file\n');
    expect(await settings({ key: `@${file}` })).toMatchObject({ apiKey: 'kt_file' });
    const refused = await settings({ key: 'kt_typed' }).catch((error: unknown) => error);
    expect(refused).toMatchObject({ exitCode: 2 });
    expect(String(refused)).not.toContain('kt_typed');
  });

  it.each(['', 'two keys', 'kt_\u00e9'])('refuses the API key %j without repeating it', async (key) => {
    rmSync(path, { force: true });
    const refused = await settings({ key: '-' }, {}, key).catch((error: unknown) => error);
    expect(refused).toMatchObject({
      exitCode: 2,
      message: 'The API key is empty, or has characters that no API key has.',
    });
  });

  it.each([
    'prod.example',
    'ftp://prod.example',
    'http://me:secret@prod.example',
    'http://prod.example/?a=b',
  ])('refuses the URL %s', async (url) => {
    await expect(settings({ url }, { KEYTURN_API_KEY: 'kt_env' })).rejects.toMatchObject({ exitCode: 2 });
  });
});

describe('the file of profiles', () => {
  it.each([0o644, 0o640, 0o606])('is refused when others can read it (mode %o)', async (mode) => {
    writeProfiles(profiles, mode);
    await expect(settings()).rejects.toMatchObject({ exitCode: 2, mend: `run: chmod 600 ${path}` });
  });

  it.each([
    ['{', 'is not JSON'],
    ['[]', 'is not an object of profiles'],
    ['{"default":{"api_key":"kt_hidden","urll":"x"}}', 'has a field "urll"'],
    ['{"default":{"api_key":7}}', 'is not a text'],
    ['{"default":"kt_hidden"}', 'is not an object'],
  ])('is refused when it is malformed: %s', async (text, sentence) => {
    writeProfiles(text);
    const refused = await settings().catch((error: unknown) => error);
    expect(refused).toMatchObject({ exitCode: 2, message: expect.stringContaining(sentence) });
    expect(String(refused)).not.toContain('kt_hidden');
  });

  it('names the profiles that there are when another is asked for', async () => {
    writeProfiles(profiles);
    await expect(settings({ profile: 'staging' })).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining('"staging"'),
      mend: 'use one of: default, prod',
    });
    rmSync(path);
    await expect(settings({ profile: 'staging' })).rejects.toMatchObject({ exitCode: 2 });
  });
});
