// Whatever comes, the answer is an answer: nothing of it breaks us, and what is refused is refused with a word for it.
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isProblemCode } from './problems.ts';
import { TestApp } from './test-app.ts';
import { type DocumentedOperation, documentedOperations, fillPath } from './test-operations.ts';

let app: TestApp;
let writing: readonly DocumentedOperation[];
let ids: Readonly<Record<string, string>>;

beforeAll(async () => {
  app = await TestApp.open();
  await app.addAccount('acme');
  const secret = await app.call('POST', '/v1/accounts/acme/secrets', { body: { name: 'first' } });
  const endpoint = await app.call('POST', '/v1/accounts/acme/endpoints', {
    body: { url: 'https://receiver.example/in' },
  });
  ids = {
    account: 'acme',
    secret: secret.body.id,
    endpoint: endpoint.body.id,
  };
  const all = await documentedOperations(app);
  writing = all.filter(({ method }) => method === 'POST' || method === 'PATCH');
});
afterAll(() => app.close());

/** Field names that exist somewhere, so that values meet the schemas instead of being unknown. */
const FIELDS = [
  'id',
  'name',
  'signature_profiles',
  'endpoint_id',
  'retire_at',
  'overlap_seconds',
  'end_overlap',
  'accept_hard_cut',
  'reason',
  'url',
  'description',
  'event_types',
  'headers',
  'type',
  'data',
  'body',
  'body_base64',
  'content_type',
  'time',
  'subject',
  'source',
  'dataschema',
  'events',
  'account_id',
  'permissions',
  'expires_at',
  '__proto__',
  'constructor',
];

const value = fc.oneof(
  { weight: 3, arbitrary: fc.jsonValue() },
  { weight: 2, arbitrary: fc.string({ unit: 'binary' }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('\u0000', '\ud800', 'x'.repeat(3000), '2026-03-01T12:00:00Z', 1e308, -0, {}),
  },
);
const object = fc.uniqueArray(fc.tuple(fc.constantFrom(...FIELDS), value), {
  maxLength: 6,
  selector: ([field]) => field,
});

/** Ids for the names in a path; what there is none of is looked for in vain. */
function idsOf({ params }: DocumentedOperation): Readonly<Record<string, string>> {
  return Object.fromEntries(params.map((name) => [name, ids[name] ?? 'none']));
}

async function checkAnswer(operation: DocumentedOperation, body: string | Buffer): Promise<void> {
  const answer = await app.call(operation.method, fillPath(operation.path, idsOf(operation)), { body });
  const context = `${operation.operationId} ${body.toString().slice(0, 300)} -> ${answer.text.slice(0, 300)}`;
  expect(answer.status, context).toBeLessThan(500);
  if (answer.status < 400) return;
  expect(isProblemCode(answer.body.code), context).toBe(true);
  expect(answer.body.detail, context).toMatch(/\S.*[.]$/s);
}

describe('a request of any content', () => {
  it('with known fields of any value is answered', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), object, async (n, fields) => {
        // Written by hand: an object literal cannot have a __proto__ field.
        const text = fields.map(([field, of]) => `${JSON.stringify(field)}:${JSON.stringify(of)}`).join(',');
        await checkAnswer(writing[n % writing.length]!, `{${text}}`);
      }),
      { numRuns: 600 },
    );
  });

  it('of any JSON, and of any bytes, is answered', async () => {
    const body = fc.oneof(
      fc.json().map((text) => Buffer.from(text)),
      fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
    );
    await fc.assert(
      fc.asyncProperty(fc.nat(), body, (n, bytes) => checkAnswer(writing[n % writing.length]!, bytes)),
      { numRuns: 300 },
    );
  });

  it('with any path and query is answered', async () => {
    const part = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 80 }),
      fc.constantFrom('..', '%', '%00', '*', ':a'),
    );
    await fc.assert(
      fc.asyncProperty(part, part, part, async (account, id, query) => {
        const path = `/v1/accounts/${encodeURI(account.toWellFormed())}/secrets/${encodeURIComponent(id.toWellFormed())}`;
        const answer = await app.call('GET', `${path}?${encodeURI(query.toWellFormed())}`);
        expect(answer.status, path).toBeLessThan(500);
      }),
      { numRuns: 300 },
    );
  });
});
