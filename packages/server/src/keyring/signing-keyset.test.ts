import { createSecretKey } from 'node:crypto';
import { inspect } from 'node:util';
import type { SecretId } from '@keyturn/core';
import { PlantedSecrets, readVectors } from '@keyturn/testkit';
import { createVerifier } from '@keyturn/verify';
import { formatSecretText, parseSecretText } from '@keyturn/verify/sign';
import { describe, expect, it } from 'vitest';
import type { SignInput } from './keyring.ts';
import { keyIdOf } from './secret-maker.ts';
import { koreStartOf, makeSigningKeyset, type OpenedSecret, openedSecret } from './signing-keyset.ts';

interface VectorBody {
  readonly utf8?: string;
  readonly base64?: string;
  readonly hex?: string;
}
interface StandardVector {
  readonly name: string;
  readonly secrets: readonly string[];
  readonly id: string;
  readonly timestamp: number;
  readonly body: VectorBody;
  readonly webhook_signature: string;
  readonly keyturn_key_id: string;
}
interface KoreVector {
  readonly name: string;
  readonly secret: string;
  readonly method: string;
  readonly url: string;
  readonly body: VectorBody;
  readonly kore_signature: string;
}

const standardVectors = (readVectors('standard-sign') as { vectors: readonly StandardVector[] }).vectors;
const koreVectors = (readVectors('kore-sign') as { vectors: readonly KoreVector[] }).vectors.filter(
  ({ method }) => method === 'POST',
);

const ones = openedSecret('sec_ones' as SecretId, Buffer.alloc(32, 1));
const twos = openedSecret('sec_twos' as SecretId, Buffer.alloc(32, 2));
const url = 'https://receiver.example/hooks?x=1';
const input = {
  eventId: 'evt_1',
  timestampSeconds: 1_700_000_000,
  body: Buffer.from('{"a":"Zoë"}'),
  typedUrl: url,
};

function bytesOf(body: VectorBody): Buffer {
  if (body.utf8 !== undefined) return Buffer.from(body.utf8);
  if (body.base64 !== undefined) return Buffer.from(body.base64, 'base64');
  if (body.hex !== undefined) return Buffer.from(body.hex.replaceAll(' ', ''), 'hex');
  throw new Error(`a vector body of an unknown form: ${JSON.stringify(body)}`);
}

function signedBy(
  secrets: readonly OpenedSecret[],
  profiles: readonly ('standard' | 'kore')[],
  of: SignInput = input,
): Record<string, string> {
  const flat = makeSigningKeyset(3, profiles, secrets, () => true).sign(of);
  const headers: Record<string, string> = {};
  for (let at = 0; at < flat.length; at += 2) headers[flat[at] ?? ''] = flat[at + 1] ?? '';
  return headers;
}

describe('a signing keyset', () => {
  it('has vectors to sign', () => {
    expect(standardVectors.length).toBeGreaterThanOrEqual(5);
    expect(koreVectors.length).toBeGreaterThanOrEqual(6);
  });

  it.each(standardVectors)('signs the standard vector $name', (vector) => {
    const secrets = vector.secrets.map((text, n) =>
      openedSecret(`sec_${n}` as SecretId, parseSecretText(text)),
    );
    const { id, timestamp, body } = vector;
    expect(
      signedBy(secrets, ['standard'], {
        eventId: id,
        timestampSeconds: timestamp,
        body: bytesOf(body),
        typedUrl: url,
      }),
    ).toEqual({
      'webhook-id': id,
      'webhook-timestamp': String(timestamp),
      'webhook-signature': vector.webhook_signature,
      'keyturn-key-id': vector.keyturn_key_id,
    });
  });

  it.each(koreVectors)('signs the kore vector $name', (vector) => {
    const signingKey = createSecretKey(Buffer.alloc(32, 9));
    const secret: OpenedSecret = {
      id: 'sec_kore' as SecretId,
      keyId: keyIdOf(signingKey),
      signingKey,
      koreStart: koreStartOf(vector.secret),
    };
    const headers = signedBy([secret], ['standard', 'kore'], {
      ...input,
      typedUrl: vector.url,
      body: bytesOf(vector.body),
    });
    expect(headers['kore-signature']).toBe(vector.kore_signature);
    expect(headers['kore-idempotency-token']).toBe('evt_1');
    expect(headers.date).toBe('2023-11-14T22:13:20Z');
  });

  it('signs an overlap so that a receiver with either secret verifies it', async () => {
    const headers = signedBy([twos, ones], ['standard']);
    for (const [n, held] of [ones, twos].entries()) {
      const text = formatSecretText(Buffer.alloc(32, n + 1));
      const verifier = createVerifier({
        secrets: [text],
        now: () => input.timestampSeconds * 1000,
      });
      const event = await verifier.verifyBytes({ headers, body: input.body });
      expect(event.keyId).toBe(held.keyId);
    }
    expect(headers['keyturn-key-id']).toBe(`${twos.keyId} ${ones.keyId}`);
  });

  it('signs the kore profile with the active secret alone', () => {
    const both = signedBy([twos, ones], ['standard', 'kore']);
    expect(both['kore-signature']).toBe(signedBy([twos], ['standard', 'kore'])['kore-signature']);
  });

  it('leaves the signature and the key ids away before the first secret, and the kore signature empty', () => {
    expect(signedBy([], ['standard', 'kore'])).toEqual({
      'webhook-id': 'evt_1',
      'webhook-timestamp': '1700000000',
      'kore-signature': '',
      'kore-idempotency-token': 'evt_1',
      date: '2023-11-14T22:13:20Z',
    });
  });

  it('refuses an event id with a dot, which would make the signature ambiguous', () => {
    expect(() => signedBy([ones], ['standard'], { ...input, eventId: 'x.5' })).toThrow(TypeError);
  });

  it('shows no secret when it is printed', () => {
    const keyset = makeSigningKeyset(1, ['standard'], [ones], () => true);
    const guard = new PlantedSecrets();
    guard.plant('ones', `whsec_${Buffer.alloc(32, 1).toString('base64')}`);
    for (const value of [keyset, ones]) {
      guard.assertAbsent('JSON', JSON.stringify(value));
      guard.assertAbsent('inspection', inspect(value, { depth: 10, showHidden: true }));
    }
  });
});
