import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DemoReceiverMode } from '@keyturn/server';
import { formatSecretText, signStandard } from '@keyturn/verify/sign';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DemoReceiver, openDemoReceiver, type Verdict } from './receiver.ts';
import { openReceiverSecrets } from './receiver-secrets.ts';

const [first, second, third] = [1, 2, 3].map((byte) => formatSecretText(new Uint8Array(32).fill(byte))) as [
  string,
  string,
  string,
];

let folder = '';
let receiver: DemoReceiver;
let verdicts: Verdict[] = [];
let mode: DemoReceiverMode = 'none';

async function open(wanted: DemoReceiverMode = 'none'): Promise<void> {
  mode = wanted;
  const secrets = await openReceiverSecrets(join(folder, 'receiver-secrets'));
  receiver = await openDemoReceiver({
    port: 0,
    secrets,
    mode: () => mode,
    onVerdict: (verdict) => verdicts.push(verdict),
    onSecret: () => {},
  });
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keyturn-receiver-'));
  verdicts = [];
});
afterEach(async () => {
  await receiver.close();
  rmSync(folder, { recursive: true, force: true });
});

async function post(path: string, body: string, headers: Readonly<Record<string, string>> = {}) {
  const response = await fetch(`http://127.0.0.1:${receiver.port}${path}`, { method: 'POST', body, headers });
  return { status: response.status, text: (await response.text()).trim() };
}

async function event(secret?: string, body = '{"n":1}', sent = body) {
  const timestampSeconds = Math.floor(Date.now() / 1000);
  const headers =
    secret === undefined
      ? {}
      : await signStandard({ id: 'evt_1', timestampSeconds, body, secrets: [secret] });
  return post('/hooks', sent, headers);
}

const give = (secret: string) => post('/secrets', secret);

describe('the demo receiver', () => {
  it('takes everything while it holds no secret, and claims to have checked nothing', async () => {
    await open();
    expect(await event()).toMatchObject({ status: 204 });
    expect(await event(first)).toMatchObject({ status: 204 });
    expect(verdicts).toEqual([{ type: 'unsigned' }, { type: 'unchecked', keyId: 'KF3IQCNHSR' }]);
  });

  it('once it holds a secret refuses what does not verify, with the code', async () => {
    await open();
    expect(await give(first)).toEqual({ status: 200, text: 'holding key KF3IQ' });
    expect(await event(first)).toMatchObject({ status: 204 });
    expect(await event(second)).toEqual({ status: 401, text: 'unknown_key' });
    expect(await event(first, '{"n":1}', '{"n":2}')).toEqual({ status: 401, text: 'body_changed' });
    expect(await event()).toMatchObject({ status: 401 });
    expect(verdicts.map((verdict) => verdict.type)).toEqual(['verified', 'refused', 'refused', 'refused']);
  });

  it('holds the last two secrets, in a private file, through a restart', async () => {
    await open();
    for (const secret of [first, second]) await give(secret);
    expect(await give(` ${third}\n`)).toEqual({ status: 200, text: 'holding key OTYMC and key WDY3L' });
    await receiver.close();
    await open();
    expect(await event(first)).toEqual({ status: 401, text: 'unknown_key' });
    expect(await event(second)).toMatchObject({ status: 204 });
    expect(await event(third)).toMatchObject({ status: 204 });
    expect(readFileSync(join(folder, 'receiver-secrets'), 'utf8')).toBe(`${third}\n${second}\n`);
    expect(statSync(join(folder, 'receiver-secrets')).mode & 0o777).toBe(0o600);
  });

  it('given a secret again holds it once', async () => {
    await open();
    for (const secret of [first, second, first]) await give(secret);
    expect(await event(second)).toMatchObject({ status: 204 });
  });

  it('refuses what is no secret, without repeating it', async () => {
    await open();
    const refused = await give(first.slice(0, -1));
    expect(refused.status).toBe(400);
    expect(refused.text).not.toContain(first.slice(6, 20));
    expect(await event()).toMatchObject({ status: 204 });
  });

  it.each([{ origin: 'http://evil.example' }, { 'sec-fetch-site': 'cross-site' }])(
    'takes no secret from a page in a browser: %j',
    async (headers) => {
      await open();
      // fetch refuses to send these headers by hand: sent as a browser would.
      expect(await rawPost({ ...headers, 'content-type': 'text/plain' })).toBe(403);
      expect(await event()).toMatchObject({ status: 204 });
    },
  );

  it('takes no secret for a name that was pointed at loopback', async () => {
    await open();
    expect(await rawPost({ host: 'evil.example' })).toBe(403);
    expect(await rawPost({ host: `localhost:${receiver.port}` })).toBe(200);
  });

  it.each([
    ['500', 500],
    ['gone', 410],
  ] as const)('broken on purpose (%s) answers %i whatever comes', async (fault, status) => {
    await open(fault);
    expect(await event()).toMatchObject({ status });
    expect(verdicts).toEqual([{ type: 'broken', fault }]);
  });

  it('that is slow lets go of everybody when it closes', async () => {
    await open('slow');
    const answer = event().catch((error: unknown) => error);
    await expect.poll(() => verdicts).toEqual([{ type: 'broken', fault: 'slow' }]);
    await receiver.close();
    expect(await answer).toBeInstanceOf(Error);
  });

  it('that is slow answers everybody who waits once it is let go', async () => {
    await open('slow');
    const answer = event();
    await expect.poll(() => verdicts).toEqual([{ type: 'broken', fault: 'slow' }]);
    mode = 'none';
    receiver.release();
    expect(await answer).toMatchObject({ status: 200 });
    expect(await event()).toMatchObject({ status: 204 });
  });

  it('that forgot the older of its secrets refuses it, until it remembers', async () => {
    await open('forget');
    expect(await event()).toMatchObject({ status: 204 });
    await give(first);
    expect(await event(first)).toMatchObject({ status: 204 });
    await give(second);
    expect(await event(first)).toEqual({ status: 401, text: 'unknown_key' });
    expect(await event(second)).toMatchObject({ status: 204 });
    mode = 'none';
    expect(await event(first)).toMatchObject({ status: 204 });
  });

  it('answers 413 to a body that no event has, and 404 and 405 elsewhere', async () => {
    await open();
    expect(await post('/hooks', 'x'.repeat(1024 * 1024 + 1))).toMatchObject({ status: 413 });
    expect(await post('/elsewhere', '')).toMatchObject({ status: 404 });
    expect((await fetch(`http://127.0.0.1:${receiver.port}/hooks`)).status).toBe(405);
  });
});

function rawPost(headers: Readonly<Record<string, string>>): Promise<number> {
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port: receiver.port, path: '/secrets', method: 'POST', headers };
    httpRequest(options, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .on('error', reject)
      .end(first);
  });
}
