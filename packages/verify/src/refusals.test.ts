import { describe, expect, it } from 'vitest';
import { createReplayMemory, type RawRequest } from './index.ts';
import {
  body,
  firstSecret,
  nextSecret,
  notRaw,
  refusalOf,
  requestWith,
  signedAt,
  signedHeaders,
  verifierAt,
} from './signed-request.testing.ts';

// What a receiver's developer reads in the log: one test a code. `bad_secret` is in held-secrets.test.ts, `body_too_large` in
// request-body.test.ts.

const verifier = verifierAt(signedAt);

async function withHeaders(changes: Record<string, string>, changedBody: string = body): Promise<RawRequest> {
  return { headers: { ...(await signedHeaders()), ...changes }, body: changedBody };
}

async function refusalOfHeaders(changes: Record<string, string>, changedBody?: string): Promise<string> {
  return refusalOf(verifier.verifyBytes(await withHeaders(changes, changedBody)));
}

describe('each refusal tells what was wrong and how to mend it', () => {
  it('missing_header lists the names of the headers that came', async () => {
    const headers = { 'webhook-id': 'evt_1', 'webhook-timestamp': '1', 'keyturn-key-id': 'KF3IQCNHSR' };
    expect(await refusalOf(verifier.verifyBytes({ headers, body }))).toBe(
      'missing_header 401: No webhook-signature. Headers seen: webhook-id, webhook-timestamp, keyturn-key-id. -> ' +
        'Does a proxy remove it? If other requests to this URL have it, this one does not come from your sender.',
    );
    expect(await refusalOf(verifier.verifyBytes({ headers: new Headers(headers), body }))).toMatch(
      /Headers seen: keyturn-key-id, webhook-id, webhook-timestamp\./,
    );
    const { get } = new Map(); // The least that a web Headers must have.
    expect(await refusalOf(verifier.verifyBytes({ headers: { get: get.bind(new Map()) }, body }))).toMatch(
      /Headers seen: none\./,
    );
    expect(await refusalOf(verifier.verifyBytes({ headers: {}, body }))).toMatch(/Headers seen: none\./);
  });

  it('missing_header tells an empty header from an absent one', async () => {
    expect(await refusalOfHeaders({ 'webhook-timestamp': '' })).toMatch(
      /^missing_header 401: Empty webhook-timestamp\./,
    );
  });

  it('missing_header lists at most 20 names, in printable characters', async () => {
    const headers = Object.fromEntries(Array.from({ length: 25 }, (_, index) => [`x\n${index}`, '']));
    expect(await refusalOf(verifier.verifyBytes({ headers, body }))).toMatch(
      /seen: x\?0, .*, x\?19 and 5 more\./,
    );
  });

  it('unsigned says that the sender had no secret', async () => {
    const headers = { 'webhook-id': 'evt_1', 'webhook-timestamp': `${signedAt}` };
    expect(await refusalOf(verifier.verifyBytes({ headers, body }))).toMatch(
      /^unsigned 401: .* had no secret .* -> Create a secret/,
    );
  });

  it('bad_id and bad_timestamp repeat what came, cut short and printable', async () => {
    expect(await refusalOfHeaders({ 'webhook-id': `evt.\n${'x'.repeat(100)}` })).toMatch(
      /^bad_id 400: webhook-id is "evt\.\?x{59}…"; .* no dot/,
    );
    expect(await refusalOfHeaders({ 'webhook-timestamp': '1e9' })).toMatch(
      /^bad_timestamp 400: webhook-timestamp is "1e9"; .* -> .* not milliseconds/,
    );
  });

  it('bad_signature looks for a proxy', async () => {
    expect(await refusalOfHeaders({ 'webhook-signature': 'v1' })).toMatch(
      /^bad_signature 400: .*: "v1"\. -> Look for a proxy/,
    );
    expect(await refusalOfHeaders({ 'webhook-signature': 'v1,AAAA' })).toMatch(
      /^bad_signature 400: A v1 signature is the padded standard base64 of 32 bytes; this is not: "v1,AAAA"\./,
    );
  });

  it('bad_signature refuses a header longer than 4096 characters', async () => {
    const value = `v2,${'A'.repeat(4093)}`;
    expect(await refusalOfHeaders({ 'webhook-signature': value })).toMatch(/^unsupported_signature/);
    expect(await refusalOfHeaders({ 'webhook-signature': `${value}A` })).toMatch(/^bad_signature/);
  });

  it('unsupported_signature names the tags that came', async () => {
    expect(await refusalOfHeaders({ 'webhook-signature': 'v1a,AAAA v2,AAAA v2,BBBB' })).toMatch(
      /^unsupported_signature 401: No v1 signature\. Tags seen: "v1a v2"\..* -> v1a is ed25519/,
    );
    expect(await refusalOfHeaders({ 'webhook-signature': 'V1,AAAA' })).toMatch(/-> .* lower case/);
  });

  it('timestamp_too_old and timestamp_in_future tell the gap, and the clock as its likely cause', async () => {
    const request = { headers: await signedHeaders(), body };
    expect(await refusalOf(verifierAt(signedAt + 412).verifyBytes(request))).toMatch(
      /^timestamp_too_old 401: Signed 412 s ago, 300 s allowed\. -> .* this machine's clock is off/,
    );
    expect(await refusalOf(verifierAt(signedAt - 301).verifyBytes(request))).toMatch(
      /^timestamp_in_future 401: Signed 301 s in the future, 300 s allowed\. -> .* clock is off/,
    );
  });

  it('the age of a request is counted in whole seconds', async () => {
    const request = { headers: await signedHeaders(), body };
    expect(await verifierAt(signedAt + 300.999).verifyBytes(request)).toMatchObject({ id: 'evt_1' });
    expect(await refusalOf(verifierAt(signedAt - 300.001).verifyBytes(request))).toMatch(
      /^timestamp_in_future/,
    );
  });

  it('unknown_key names the key that signed and the ones that are held', async () => {
    const headers = await signedHeaders({ secrets: [nextSecret] });
    expect(await refusalOf(verifier.verifyBytes({ headers, body }))).toMatch(
      /^unknown_key 401: Signed with WDY3L\. You hold KF3IQ\. -> .* add it as the second one/,
    );
  });

  it('body_changed compares the length with content-length', async () => {
    expect(await refusalOfHeaders({ 'content-length': '12' }, '{"a": "Zoë"}')).toMatch(
      /^body_changed 401: The key is right, the bytes are not\. The body has 13 bytes here, content-length said 12\. .* -> .* express\.raw/,
    );
    expect(await refusalOfHeaders({ 'content-length': 'twelve' }, 'x')).toMatch(
      /The body has 1 bytes here\. Or/,
    );
  });

  it('body_changed tells a body that was decoded as text', async () => {
    expect(await refusalOfHeaders({}, '\uFFFD')).toMatch(/^body_changed 401: .* It contains U\+FFFD/);
    for (const neighbour of ['\uFFFC', '\uFFBD', '\uAFFD']) {
      expect(await refusalOfHeaders({}, neighbour)).not.toMatch(/U\+FFFD/);
    }
  });

  it('body_changed is told to a receiver that holds one of the two keys of an overlap', async () => {
    const headers = await signedHeaders({ secrets: [nextSecret, firstSecret] });
    expect(await refusalOf(verifier.verifyBytes({ headers, body: 'x' }))).toMatch(/^body_changed/);
  });

  it('body_changed is told by one key id of at most eight', async () => {
    const others = Array.from({ length: 7 }, () => 'AAAAAAAAAA').join(' ');
    expect(await refusalOfHeaders({ 'keyturn-key-id': `${others} KF3IQCNHSR` }, 'x')).toMatch(
      /^body_changed/,
    );
    const nine = `${others} AAAAAAAAAA KF3IQCNHSR`;
    expect(await refusalOfHeaders({ 'keyturn-key-id': nine }, 'x')).toMatch(/^signature_mismatch/);
  });

  it('signature_mismatch admits that it cannot tell a wrong secret from a changed body', async () => {
    expect(await refusalOfHeaders({ 'keyturn-key-id': '' }, 'x')).toMatch(
      /^signature_mismatch 401: .* a wrong secret looks like a changed body\. The body has 1 bytes here\. -> Compare the secret/,
    );
  });

  it('replayed is told for the same attempt, and not for a retry', async () => {
    const guarded = verifierAt(signedAt, { replays: createReplayMemory({ now: () => signedAt * 1000 }) });
    const request = { headers: await signedHeaders(), body };
    await guarded.verifyBytes(request);
    expect(await refusalOf(guarded.verifyBytes(request))).toMatch(
      /^replayed 409: Seen before as evt_1, signed at 1700000000\. ->/,
    );
    const retry = { headers: await signedHeaders({ timestampSeconds: signedAt + 5 }), body };
    expect(await guarded.verifyBytes(retry)).toMatchObject({ id: 'evt_1', timestamp: signedAt + 5 });
  });

  it('a forged request is not remembered, so that it cannot shut out the real one', async () => {
    const guarded = verifierAt(signedAt, { replays: createReplayMemory({ now: () => signedAt * 1000 }) });
    const headers = await signedHeaders();
    expect(await refusalOf(guarded.verifyBytes({ headers, body: 'forged' }))).toMatch(/^body_changed/);
    expect(await guarded.verifyBytes({ headers, body })).toMatchObject({ id: 'evt_1' });
  });

  it('an attempt is remembered until its timestamp alone refuses it', async () => {
    const remembered: [string, number][] = [];
    const replays = {
      remember(attempt: string, expiresAtMs: number) {
        remembered.push([attempt, expiresAtMs]);
        return Promise.resolve(true);
      },
    };
    const guarded = verifierAt(signedAt, { replays, toleranceSeconds: 60 });
    await guarded.verifyBytes({ headers: await signedHeaders(), body });
    expect(remembered).toEqual([['evt_1.1700000000', (signedAt + 61) * 1000]]);
  });

  it('body_not_raw names what a framework put in place of the bytes', async () => {
    const headers = await signedHeaders();
    const refusalOfBody = (notBytes: unknown) => refusalOf(verifier.verifyBytes(notRaw(headers, notBytes)));
    expect(await refusalOfBody({ a: 'Zoë' })).toMatch(
      /^body_not_raw 500: The body is an object, not bytes: a parser ran first, .* -> .* express\.raw/,
    );
    expect(await refusalOfBody([1])).toMatch(/^body_not_raw 500: The body is an array/);
    expect(await refusalOfBody(7)).toMatch(/^body_not_raw 500: The body is a number/);
    expect(await refusalOfBody(null)).toMatch(/^body_not_raw 500: The body is null: nothing has read it/);
    expect(await refusalOfBody(undefined)).toMatch(/^body_not_raw 500: The body is undefined: nothing has/);
  });

  it('body_not_raw sends the req of a framework to verifyBytes', async () => {
    const req = { headers: await signedHeaders(), method: 'POST', body: { a: 'Zoë' } };
    for (const other of [req, null, 'request']) {
      expect(await refusalOf(verifier.verify(other as unknown as Request))).toMatch(
        /^body_not_raw 500: .* -> Call verifyBytes/,
      );
    }
  });

  it('body_already_read is told for a body that was read, or is being read', async () => {
    const read = requestWith(await signedHeaders());
    await read.text();
    expect(await refusalOf(verifier.verify(read))).toMatch(/^body_already_read 500: .* -> .* request\.clone/);
    const locked = requestWith(await signedHeaders());
    locked.body?.getReader();
    expect(await refusalOf(verifier.verify(locked))).toMatch(/^body_already_read 500/);
  });
});
