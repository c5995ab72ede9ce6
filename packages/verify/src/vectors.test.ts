import {
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  sign,
  verify,
} from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createVerifier, type RawRequest, type Verifier } from './index.ts';
import {
  cutKoreUrl,
  deriveKeyId,
  encodeKeyId,
  formatSecretText,
  keyIdHeader,
  keyIdMessage,
  koreSignedParts,
  parseSecretText,
  signKore,
  signStandard,
  standardSignatureHeader,
  standardSignedContent,
  standardSignedPrefix,
} from './sign.ts';

// spec/vectors/*.json, one loop a file: a new case is a new row there. Signatures are made twice, by Web Crypto in this package and
// by node:crypto over the parts that it exports, as Keyturn's own sender does.

type VectorBody = { readonly utf8: string } | { readonly base64: string };

interface Named {
  readonly name: string;
}

interface StandardSigned extends Named {
  readonly secrets: readonly string[];
  readonly id: string;
  readonly timestamp: number;
  readonly body: VectorBody;
  readonly webhook_signature: string;
  readonly keyturn_key_id: string;
}

interface Verified extends Named {
  readonly secrets: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  readonly body: VectorBody;
  readonly accepted?: { id: string; timestamp: number | null; secret_index: number; key_id: string | null };
  readonly refused?: string;
}

interface KoreSigned extends Named {
  readonly secret: string;
  readonly method: string;
  readonly url: string;
  readonly signed_url: string;
  readonly body: VectorBody;
  readonly kore_signature: string;
}

interface Ed25519Signed extends Named {
  readonly secret_key: string;
  readonly public_key: string;
  readonly refused: string;
  readonly id: string;
  readonly timestamp: number;
  readonly body: VectorBody;
  readonly webhook_signature: string;
}

function readVectors<Vector, Refusal = never>(
  fileName: string,
): { readonly vectors: readonly Vector[]; readonly refusals: readonly Refusal[] } {
  const text = readFileSync(new URL(`../../../spec/vectors/${fileName}`, import.meta.url), 'utf8');
  // Our own file, and each loop would fail on a field that is missing.
  return { refusals: [], ...(JSON.parse(text) as { vectors: readonly Vector[] }) };
}

function bytesOf(body: VectorBody): Buffer {
  return 'utf8' in body ? Buffer.from(body.utf8, 'utf8') : Buffer.from(body.base64, 'base64');
}

describe('standard-sign.json', () => {
  const { vectors, refusals } = readVectors<StandardSigned, Named & { id: string; timestamp: number }>(
    'standard-sign.json',
  );

  it.each(vectors)('Web Crypto signs: $name', async ({ id, timestamp, body, secrets, ...expected }) => {
    const signed = await signStandard({ id, timestampSeconds: timestamp, body: bytesOf(body), secrets });
    expect(signed).toEqual({
      'webhook-id': id,
      'webhook-timestamp': String(timestamp),
      'webhook-signature': expected.webhook_signature,
      'keyturn-key-id': expected.keyturn_key_id,
    });
  });

  it.each(vectors)('node:crypto signs over the exported prefix: $name', (vector) => {
    const keys = vector.secrets.map((text) => createSecretKey(parseSecretText(text)));
    const prefix = standardSignedPrefix(vector.id, vector.timestamp);
    const signatures = keys.map((key) =>
      createHmac('sha256', key).update(prefix).update(bytesOf(vector.body)).digest('base64'),
    );
    const keyIds = keys.map((key) => encodeKeyId(createHmac('sha256', key).update(keyIdMessage).digest()));
    expect(standardSignatureHeader(signatures)).toBe(vector.webhook_signature);
    expect(keyIdHeader(keyIds)).toBe(vector.keyturn_key_id);
  });

  it.each(refusals)('a sender refuses to sign: $name', async ({ id, timestamp }) => {
    const body = new Uint8Array(0);
    expect(() => standardSignedPrefix(id, timestamp)).toThrow(TypeError);
    expect(() => standardSignedContent(id, timestamp, body)).toThrow(TypeError);
    const secrets = [formatSecretText(new Uint8Array(32))];
    await expect(signStandard({ id, timestampSeconds: timestamp, body, secrets })).rejects.toThrow(TypeError);
  });
});

describe('standard-verify.json', () => {
  const { vectors } = readVectors<Verified & { now: number }>('standard-verify.json');

  it.each(vectors)('$name', async (vector) => {
    const verifier = createVerifier({ secrets: vector.secrets, now: () => vector.now * 1000 });
    await checkVerdict(verifier, vector, 'POST');
  });
});

describe('ed25519-sign.json', () => {
  const { vectors } = readVectors<Ed25519Signed>('ed25519-sign.json');

  it.each(vectors)('$name', ({ secret_key, public_key, id, timestamp, body, webhook_signature }) => {
    const secretBytes = Buffer.from(secret_key.replace('whsk_', ''), 'base64');
    const publicBytes = Buffer.from(public_key.replace('whpk_', ''), 'base64');
    expect(secretBytes.subarray(32)).toEqual(publicBytes); // Seed, then public key.
    const x = publicBytes.toString('base64url');
    const jwk = { kty: 'OKP', crv: 'Ed25519', x };
    const privateJwk = { ...jwk, d: secretBytes.subarray(0, 32).toString('base64url') };
    const content = standardSignedContent(id, timestamp, bytesOf(body));
    const signature = sign(null, content, createPrivateKey({ key: privateJwk, format: 'jwk' }));
    expect(`v1a,${signature.toString('base64')}`).toBe(webhook_signature);
    expect(verify(null, content, createPublicKey({ key: jwk, format: 'jwk' }), signature)).toBe(true);
  });

  it.each(vectors)('a receiver with a shared secret refuses it clearly: $name', async (vector) => {
    const { id, timestamp, body, webhook_signature, refused } = vector;
    const secrets = [formatSecretText(new Uint8Array(32))];
    const headers = {
      'webhook-id': id,
      'webhook-timestamp': `${timestamp}`,
      'webhook-signature': webhook_signature,
    };
    const verifier = createVerifier({ secrets, now: () => timestamp * 1000 });
    await expect(verifier.verifyBytes({ headers, body: bytesOf(body) })).rejects.toMatchObject({
      code: refused,
      fix: expect.stringContaining('v1a is ed25519'),
    });
  });
});

describe('kore-sign.json', () => {
  const { vectors } = readVectors<KoreSigned>('kore-sign.json');

  it.each(vectors)('Web Crypto signs: $name', async ({ secret, method, url, body, ...expected }) => {
    const signing = { id: 'evt_1', epochMs: 1_700_000_000_999, method, url, body: bytesOf(body), secret };
    expect(await signKore(signing)).toEqual({
      'kore-signature': expected.kore_signature,
      'kore-idempotency-token': 'evt_1',
      date: '2023-11-14T22:13:20Z',
    });
    expect(cutKoreUrl(url)).toBe(expected.signed_url);
  });

  it.each(vectors)('node:crypto signs over the exported parts: $name', (vector) => {
    const hash = createHash('sha256');
    for (const part of koreSignedParts(vector.secret, vector.method, vector.url)) hash.update(part, 'utf8');
    expect(hash.update(bytesOf(vector.body)).digest('hex')).toBe(vector.kore_signature);
  });
});

describe('kore-verify.json', () => {
  const { vectors } = readVectors<Verified & { url: string; method: string }>('kore-verify.json');

  it.each(vectors)('$name', async (vector) => {
    const { secrets, url } = vector;
    await checkVerdict(createVerifier({ profile: 'kore', secrets, url }), vector, vector.method);
  });
});

describe('key-id.json', () => {
  const { vectors } = readVectors<Named & { signing_key: string; secret: string; key_id: string }>(
    'key-id.json',
  );

  it.each(vectors)('$name', async ({ signing_key, secret, key_id }) => {
    const signingKey = Buffer.from(signing_key, 'base64');
    expect(await deriveKeyId(signingKey)).toBe(key_id);
    expect(encodeKeyId(createHmac('sha256', signingKey).update(keyIdMessage).digest())).toBe(key_id);
    expect(formatSecretText(signingKey)).toBe(secret);
  });
});

describe('secret-text.json', () => {
  const { vectors, refusals } = readVectors<
    Named & { text: string; signing_key: string },
    Named & { text: string; refused: string }
  >('secret-text.json');

  it.each(vectors)('is read: $name', ({ text, signing_key }) => {
    const signingKey = parseSecretText(text);
    expect(Buffer.from(signingKey).toString('base64')).toBe(signing_key);
    expect(formatSecretText(signingKey)).toBe(text.trim());
  });

  it.each(refusals)('is refused: $name', ({ text, refused }) => {
    expect(() => parseSecretText(text)).toThrow(expect.objectContaining({ code: refused }));
  });
});

/** The verdict on a vector, over raw bytes and, where a web Headers can hold its values, over a web Request. */
async function checkVerdict(
  verifier: Verifier<unknown>,
  { headers, body, accepted, refused }: Verified,
  method: string,
): Promise<void> {
  const bytes = bytesOf(body);
  const raw: RawRequest = { headers, body: bytes, method };
  const verdicts = [() => verifier.verifyBytes(raw)];
  if (Object.values(headers).every((value) => value === value.trim())) {
    const mayHaveBody = method !== 'GET';
    const request = new Request('http://receiver.internal/rewritten', {
      method,
      headers,
      ...(mayHaveBody ? { body: bytes } : {}),
    });
    verdicts.push(() => verifier.verify(request));
  }
  expect([accepted, refused].filter((verdict) => verdict !== undefined)).toHaveLength(1);
  for (const verdict of verdicts) {
    if (accepted === undefined) {
      await expect(verdict()).rejects.toMatchObject({ name: 'WebhookVerificationError', code: refused });
      continue;
    }
    expect(await verdict()).toMatchObject({
      id: accepted.id,
      timestamp: accepted.timestamp ?? undefined,
      secretIndex: accepted.secret_index,
      keyId: accepted.key_id ?? undefined,
      bytes: expect.toSatisfy((verified: Uint8Array) => bytes.equals(verified)),
    });
  }
}
