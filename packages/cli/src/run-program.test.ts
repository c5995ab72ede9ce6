import { describe, expect, it } from 'vitest';
import { runCli } from './test-terminal.ts';

describe('a command line that cannot be carried out', () => {
  it.each([
    [['secret', 'list'], /unknown command 'secret'.*Did you mean secrets/s],
    [['secrets', 'lost'], /unknown command 'lost'/],
    [['secrets', 'list', '--lmit', '3'], /unknown option '--lmit'/],
    [['secrets', 'get'], /missing required argument 'id'.*→ keyturn secrets get --help/],
    [['secrets', 'list', '--limit', 'many'], /--limit is a number of rows/],
    [['secrets', 'list', '--limit', '3', '--all'], /cannot be used with/],
    [['deliveries', 'list', '--status', 'failed'], /Allowed choices are waiting, delivered, dead/],
    [['api-keys', 'create', 'x'], /required option '--permission/],
    [['--timeout', '0', 'secrets', 'list'], /--timeout is a duration/],
    [['demo', '--rate', '0'], /--rate is events a second/],
  ])('%j is exit code 2 with one line that says so', async (args, sentence) => {
    const run = await runCli(args);
    expect(run).toMatchObject({ exitCode: 2, out: '' });
    expect(run.err).toMatch(sentence);
    expect(run.err).toMatch(/^✖ usage {2}/);
  });

  it('a noun alone shows its verbs, and is exit code 2', async () => {
    const run = await runCli(['secrets']);
    expect(run).toMatchObject({ exitCode: 2, out: '' });
    expect(run.err).toContain('Usage: keyturn secrets');
  });

  it('without an account or an API key says which to give', async () => {
    expect(await runCli(['secrets', 'list'])).toMatchObject({
      exitCode: 4,
      err: expect.stringContaining('--key @FILE'),
    });
    const run = await runCli(['secrets', 'list'], { env: { KEYTURN_API_KEY: 'kt_any' } });
    expect(run).toMatchObject({ exitCode: 2, err: expect.stringContaining('-a ACCOUNT') });
  });

  it('is said as one JSON object with --json', async () => {
    const run = await runCli(['--json', 'secrets', 'get']);
    expect(JSON.parse(run.err)).toEqual({
      code: 'usage',
      detail: "missing required argument 'id'",
      mend: 'keyturn secrets get --help',
    });
  });

  it('takes stdin for one thing only', async () => {
    const run = await runCli(['--key', '-', '-a', 'acme', 'events', 'publish', 'a.b', '--data', '-'], {
      stdin: '1',
    });
    expect(run).toMatchObject({
      exitCode: 2,
      err: expect.stringContaining('Two things cannot come from stdin'),
    });
  });
});

describe('help', () => {
  it('is data when it is asked for', async () => {
    const run = await runCli(['secrets', 'activate', '--help']);
    expect(run).toMatchObject({ exitCode: 0, err: '' });
    expect(run.out).toContain('This cannot be undone.');
  });

  it('version says which one, on one line', async () => {
    expect((await runCli(['version'])).out).toMatch(/^keyturn \d+\.\d+\.\d+ \(Node \d+\.\d+\.\d+\)\n$/);
    expect((await runCli(['version', '--json'])).json()).toMatchObject([{ version: expect.any(String) }]);
  });
});
