import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Receiver, respond } from '@keyturn/testkit';
import { describe, expect, it } from 'vitest';
import { runCli } from './test-terminal.ts';

describe('a server that is not there', () => {
  const env = { KEYTURN_API_KEY: 'kt_any' };

  it('is exit code 7, and says how to start one', async () => {
    const gone = await Receiver.open();
    const url = gone.url('');
    await gone.close();
    const refused = await runCli(['--url', url, 'accounts', 'list'], { env });
    expect(refused).toMatchObject({
      exitCode: 7,
      err: expect.stringMatching(/^✖ unreachable .*ECONNREFUSED.*→ .*keyturn serve/),
    });
  });

  it('and another program in its place are told apart', async () => {
    const other = await Receiver.open();
    try {
      const refused = await runCli(['--url', other.url(''), 'accounts', 'list'], { env });
      expect(refused).toMatchObject({
        exitCode: 7,
        err: expect.stringMatching(/^✖ unexpected_answer .*answered 200/),
      });
    } finally {
      await other.close();
    }
  });

  it('may say what it likes: control characters are shown, never obeyed', async () => {
    const problem = { code: 'not_found', status: 404, detail: 'gone\u001b[2J\u202e' };
    const lying = await Receiver.open(
      respond(404, { 'content-type': 'application/problem+json' }, JSON.stringify(problem)),
    );
    try {
      const refused = await runCli(['--url', lying.url(''), 'accounts', 'get', 'acme'], { env });
      expect(refused).toMatchObject({
        exitCode: 3,
        err: expect.stringContaining('✖ not_found  gone\\u001b[2J\\u202e  →'),
      });
    } finally {
      await lying.close();
    }
  });

  it('that kept no text for the second try of a creation is exit code 6, and no empty file', async () => {
    const again = { id: 'sec_1', name: 'first', status: 'active', secret: null, secret_shown: true };
    const forgetful = await Receiver.open(
      respond(201, { 'content-type': 'application/json' }, JSON.stringify(again)),
    );
    const file = join(mkdtempSync(join(tmpdir(), 'keyturn-lost-')), 'lost.txt');
    try {
      const lost = await runCli(
        ['--url', forgetful.url(''), '-a', 'acme', 'secrets', 'create', 'first', '--out', file],
        { env },
      );
      expect(lost).toMatchObject({ exitCode: 6, err: expect.stringMatching(/^✖ secret_text_lost /) });
      expect(existsSync(file)).toBe(false);
    } finally {
      rmSync(dirname(file), { recursive: true });
      await forgetful.close();
    }
  });

  it('is given up after --timeout', async () => {
    const hanging = await Receiver.open({ type: 'hang' });
    try {
      const refused = await runCli(['--url', hanging.url(''), '--timeout', '1s', 'accounts', 'list'], {
        env,
      });
      expect(refused).toMatchObject({ exitCode: 7, err: expect.stringMatching(/^✖ timed_out .*within 1 s/) });
    } finally {
      await hanging.close();
    }
  });
});
