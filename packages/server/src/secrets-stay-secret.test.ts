/** G6 over one whole installation: every secret that it makes is looked for in everything that it writes, logs and answers. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { AccountId } from '@keyturn/core';
import { eventually, PlantedSecrets, Receiver, respond } from '@keyturn/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { A_CALLER, granted, TestApp } from './test-app.ts';

/** The only files that may hold a key. */
const KEY_FILES = new Set(['admin-key', 'master-keys']);

const secrets = new PlantedSecrets();
const answers: string[] = [];
let folder = '';
let test: TestApp;
let receiver: Receiver;
const account = 'acme' as AccountId;
const earlierLines: string[] = [];
let arrivedBeforeSwap = -1;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'keyturn-secrets-'));
  test = await TestApp.open({ folder });
  await test.app.listen();
  receiver = await Receiver.open();
  await live();
});
afterAll(async () => {
  await test.close();
  await receiver.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Everything that makes, turns, uses or loses a secret, and much that goes wrong. */
async function live(): Promise<void> {
  secrets.plant('admin key', test.app.adminKey.reveal());
  const masterKey = /:(.+)$/m.exec(readFileSync(join(folder, 'master-keys'), 'utf8'))?.[1];
  secrets.plant('master key', masterKey ?? '');
  await test.addAccount(account, ['standard', 'kore']);
  await test.addEndpoint(account, receiver.url());

  const url = `/v1/accounts/${account}`;
  await created('first secret', `${url}/secrets`, { name: 'first' }, { 'idempotency-key': 'once' });
  await created('second secret', `${url}/secrets`, { name: 'second' });
  await created(
    'third secret',
    `${url}/secrets`,
    { name: 'third' },
    {
      'idempotency-key': 'twice',
    },
  );
  // A repeat gives the row, never the text.
  await asked('POST', `${url}/secrets`, { name: 'third' }, { 'idempotency-key': 'twice' });
  const apiKey = { name: 'ci', account_id: account, permissions: ['events:publish', 'secrets:read'] };
  const key = await created('API key', '/v1/api-keys', apiKey, { 'idempotency-key': 'key-once' });
  await asked('POST', '/v1/api-keys', apiKey, { 'idempotency-key': 'key-once' });

  const headers = { authorization: `Bearer ${key.text}` };
  await asked('POST', `${url}/events`, { type: 'invoice.paid', data: { n: 1 } }, headers);
  await asked('POST', `${url}/secrets`, { name: 'not allowed' }, headers);
  const pending = granted(await test.operations.listSecrets(account, { type: 'account' }, { limit: 1 }))
    .rows[0];
  const turned = { overlap_seconds: 3600, accept_hard_cut: true };
  await asked('POST', `${url}/secrets/${pending?.secret.id}/activate`, turned);
  receiver.answerAlways(respond(401));
  await asked('POST', `${url}/events`, { type: 'invoice.paid', data: { n: 2 } });
  await receiver.waitForRequests(2);
  await asked('DELETE', `/v1/api-keys/${key.id}`);
  await asked('GET', `${url}/events`, undefined, headers);
  // People paste keys where they do not belong.
  await asked('GET', `/v1/accounts/${key.text}`, undefined, headers);
  await asked('POST', `${url}/events`, { type: 'x', secret: key.text });
  for (const path of ['', '/secrets?scope=all', '/events', '/deliveries', '/endpoints', '/audit']) {
    await asked('GET', `${url}${path}`);
  }
  for (const path of ['/v1/api-keys', '/readyz', '/healthz', '/openapi.json']) await asked('GET', path);
  const metrics = await test.app.http.inject({ method: 'GET', url: '/metrics', headers: adminHeaders() });
  answers.push(metrics.body);
  await loseSecrets(url);
}

/** Somebody swaps two sealed secrets in the database: they do not open in each other's row, the scope is blocked, and the log says so. */
async function loseSecrets(url: string): Promise<void> {
  await test.app.close();
  const db = new DatabaseSync(join(folder, 'keyturn.db'));
  const rows = db.prepare('select secret_id, sealed from secrets where sealed is not null').all();
  expect(rows).toHaveLength(2);
  const update = db.prepare('update secrets set sealed = ? where secret_id = ?');
  update.run(rows[0]?.sealed ?? null, rows[1]?.secret_id ?? null);
  update.run(rows[1]?.sealed ?? null, rows[0]?.secret_id ?? null);
  db.close();
  earlierLines.push(...test.lines);
  test = await TestApp.open({ folder });
  await test.app.listen();
  arrivedBeforeSwap = receiver.requests.length;
  await asked('POST', `${url}/events`, { type: 'invoice.paid', data: { n: 3 } });
  await eventually(
    () => {
      if (!test.lines.some((line) => line.includes('secrets do not open')))
        throw new Error('nothing was said');
    },
    { deadlineMs: 10_000 },
  );
}

/** A creation: its text is planted, and what its answer holds beside it is kept. */
async function created(
  name: string,
  url: string,
  body: object,
  headers: Record<string, string> = {},
): Promise<{ text: string; id: string }> {
  const answer = await test.request('POST', url, body, headers);
  expect(answer.status).toBe(201);
  const entries = Object.entries(answer.body);
  const shown = entries.filter(([, value]) => /^(whsec|kt)_.{40,}$/.test(String(value)));
  expect(shown).toHaveLength(1);
  const text = String(shown[0]?.[1]);
  secrets.plant(name, text);
  answers.push(JSON.stringify(Object.fromEntries(entries.filter((entry) => !shown.includes(entry)))));
  return { text, id: String(answer.body.id) };
}

async function asked(
  method: 'GET' | 'POST' | 'DELETE',
  url: string,
  body?: object,
  headers: Record<string, string> = {},
): Promise<void> {
  answers.push(JSON.stringify((await test.request(method, url, body, headers)).body));
}

function adminHeaders(): Record<string, string> {
  return { authorization: `Bearer ${test.app.adminKey.reveal()}` };
}

function checkFiles(): readonly string[] {
  const names = readdirSync(folder).filter((name) => !KEY_FILES.has(name));
  for (const name of names) secrets.assertAbsent(`the file ${name}`, readFileSync(join(folder, name)));
  return names;
}

describe('two sealed secrets that were swapped', () => {
  it('sign nothing: the scope is blocked, never unsigned, and the log names the secret', () => {
    expect(receiver.requests).toHaveLength(arrivedBeforeSwap);
    expect(test.lines.join('')).toMatch(/The sealed secret sec_\w+ does not open/);
  });
});

describe('a secret, an API key, the admin key and the master key', () => {
  it('are all known to this test', () => {
    expect(secrets.count).toBe(6);
    expect(answers.length).toBeGreaterThan(20);
  });

  it('are in no answer but the one that creates them', () => {
    for (const answer of answers) secrets.assertAbsent('an answer', answer);
  });

  it('are in no request to a receiver', () => {
    for (const { rawHeaders, body } of receiver.requests) {
      secrets.assertAbsent('the headers of a request', rawHeaders.join('\n'));
      secrets.assertAbsent('the body of a request', body);
    }
  });

  it('are in no line of the log', () => {
    expect(test.lines.length).toBeGreaterThan(0);
    for (const line of [...earlierLines, ...test.lines]) secrets.assertAbsent('a log line', line);
  });

  it('are in no file of the database, while it is open and when it is closed', async () => {
    expect(checkFiles()).toEqual(expect.arrayContaining(['keyturn.db', 'keyturn.db-wal']));
    granted(await test.operations.deleteAccount(A_CALLER, account));
    await test.app.close();
    expect(checkFiles()).toContain('keyturn.db');
  });
});
