import * as nodeCrypto from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as verifyFace from './index.ts';
import * as signFace from './sign.ts';
import { body, firstSecret, nextSecret, signedHeaders } from './signed-request.testing.ts';
import { statusByCode } from './verification-error.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const modules: Readonly<Record<string, object>> = {
  '@keyturn/verify': verifyFace,
  '@keyturn/verify/sign': signFace,
  'node:crypto': nodeCrypto,
};

/** Runs the snippet that contains `text`, with `given` as its free names, and gives back the value of its name `result`. */
async function runSnippet(
  text: string,
  given: Readonly<Record<string, unknown>>,
  result: string,
): Promise<unknown> {
  const snippets = [...readme.matchAll(/```ts\n(.*?)```/gs)].map(([, snippet]) => snippet ?? '');
  const [snippet, ...others] = snippets.filter((candidate) => candidate.includes(text));
  expect([snippet, others]).toEqual([expect.any(String), []]);
  const code = `${snippet}`.replace(
    /^import (\{.*\}) from '(.*)';$/gm,
    (_line, names, from) => `const ${names} = modules['${from}'];`,
  );
  const AsyncFunction = Object.getPrototypeOf(async () => undefined).constructor;
  return new AsyncFunction('modules', ...Object.keys(given), `${code}\nreturn ${result};`)(
    modules,
    ...Object.values(given),
  );
}

async function aRequest(secret: string, requestBody = body): Promise<Request> {
  const timestampSeconds = Math.floor(Date.now() / 1000);
  const headers = await signedHeaders({ secrets: [secret], timestampSeconds });
  return new Request('http://receiver.internal/hooks', { method: 'POST', headers, body: requestBody });
}

describe('the README', () => {
  it('verifies in three lines', async () => {
    const process = { env: { KEYTURN_SECRET: firstSecret } };
    const event = await runSnippet(
      'keyturn.verify(request); //',
      { process, request: await aRequest(firstSecret) },
      'event',
    );
    expect(Object.keys(event as object)).toEqual([
      'id',
      'timestamp',
      'secretIndex',
      'keyId',
      'bytes',
      'json',
    ]);
  });

  it('answers the sender with status and code', async () => {
    const keyturn = verifyFace.createVerifier({ secrets: [firstSecret] });
    const handled: unknown[] = [];
    const handleOnce = (...event: unknown[]) => handled.push(event);
    const logged: unknown[] = [];
    const console = { warn: (...line: unknown[]) => logged.push(line) };
    const given = { keyturn, handleOnce, console };
    const answerTo = async (request: Request) =>
      (await runSnippet('Response.json', { ...given, request }, 'undefined')) as Response;
    expect((await answerTo(await aRequest(firstSecret))).status).toBe(204);
    expect(handled).toEqual([['evt_1', { a: 'Zoë' }]]);
    const refused = await answerTo(await aRequest(nextSecret));
    expect([refused.status, await refused.json()]).toEqual([401, { code: 'unknown_key' }]);
    expect(logged).toEqual([['unknown_key', expect.any(String), expect.any(String)]]);
  });

  it('signs with node:crypto', async () => {
    const signing = { id: 'evt_1', timestampSeconds: 1_700_000_000, body };
    const header = await runSnippet('createHmac', { secretText: firstSecret, ...signing }, 'header');
    expect(header).toBe((await signedHeaders())['webhook-signature']);
  });

  it('lists every code with its status', () => {
    const rows = [...readme.matchAll(/^\| ((?:`[a-z_]+`(?:, )?)+) *\| (\d{3}) *\|/gm)];
    const listed = rows.flatMap(([, codes = '', status]) =>
      codes.split(', ').map((code) => [code.replaceAll('`', ''), Number(status)]),
    );
    expect(Object.fromEntries(listed)).toEqual(statusByCode);
  });
});
