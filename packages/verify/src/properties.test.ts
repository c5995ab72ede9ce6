import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBase64, decodeHex, encodeBase64, encodeHex } from './bytes.ts';
import { createVerifier, WebhookVerificationError } from './index.ts';
import { parseKoreDate } from './kore.ts';
import { parseSecretText } from './secret-text.ts';
import { formatKoreDate, formatSecretText, type StandardHeaders, signKore, signStandard } from './sign.ts';

const anId = fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/);
const aTime = fc.integer({ min: 0, max: 999_999_999_999 });
const aBody = fc.uint8Array({ maxLength: 300 });
const aSecret = fc.uint8Array({ minLength: 24, maxLength: 64 }).map(formatSecretText);
const twoSecrets = fc.tuple(aSecret, aSecret).filter(([one, other]) => one !== other);
const aKeyIdHeader = fc.oneof(
  fc.string(),
  fc.stringMatching(/^[A-Z2-7]{10}( [A-Z2-7]{10}){0,3}$/),
  fc.constant(undefined),
);

function withBitFlipped(bytes: Uint8Array, bit: number): Uint8Array {
  const flipped = bytes.slice();
  const at = Math.floor(bit / 8) % flipped.length;
  flipped[at] = (flipped[at] ?? 0) ^ (1 << (bit % 8));
  return flipped;
}

function textWithBitFlipped(text: string, bit: number): string {
  return String.fromCharCode(...withBitFlipped(new TextEncoder().encode(text), bit));
}

describe('the standard profile', () => {
  it('verifies what it signed, with either secret of an overlap', async () => {
    await fc.assert(
      fc.asyncProperty(anId, aTime, aBody, twoSecrets, async (id, time, body, secrets) => {
        const headers = await signStandard({ id, timestampSeconds: time, body, secrets });
        const now = () => time * 1000;
        for (const secret of secrets) {
          const event = await createVerifier({ secrets: [secret], now }).verifyBytes({ headers, body });
          expect(event).toMatchObject({ id, timestamp: time, secretIndex: 0, bytes: body });
        }
      }),
    );
  });

  it('refuses a flipped bit of body, id, timestamp or signature', async () => {
    const part = fc.constantFrom('body', 'webhook-id', 'webhook-timestamp', 'webhook-signature');
    await fc.assert(
      fc.asyncProperty(anId, aTime, aSecret, part, fc.nat(5000), async (id, time, secret, flipped, bit) => {
        const body = new TextEncoder().encode('{"type":"invoice.paid"}');
        const headers: StandardHeaders = await signStandard({
          id,
          timestampSeconds: time,
          body,
          secrets: [secret],
        });
        const verifier = createVerifier({ secrets: [secret], now: () => time * 1000 });
        const changed =
          flipped === 'body'
            ? { headers, body: withBitFlipped(body, bit) }
            : { headers: { ...headers, [flipped]: textWithBitFlipped(headers[flipped], bit) }, body };
        await expect(verifier.verifyBytes(changed)).rejects.toBeInstanceOf(WebhookVerificationError);
      }),
      { numRuns: 500 },
    );
  });

  it('never lets the key id header decide anything but the words of a refusal', async () => {
    await fc.assert(
      fc.asyncProperty(
        twoSecrets,
        aSecret,
        fc.boolean(),
        fc.boolean(),
        aKeyIdHeader,
        async (held, foreign, isOverlap, isForged, hint) => {
          const secrets = isForged ? [foreign] : isOverlap ? [held[1], held[0]] : [held[1]];
          const signed = await signStandard({ id: 'evt_1', timestampSeconds: 5, body: '', secrets });
          const headers = { ...signed, 'keyturn-key-id': hint };
          const verifier = createVerifier({ secrets: held, now: () => 5000 });
          const verdict = await verifier.verifyBytes({ headers, body: '' }).catch((error: unknown) => error);
          if (isForged && !held.includes(foreign)) {
            expect(verdict).toBeInstanceOf(WebhookVerificationError);
            return;
          }
          expect(verdict).toMatchObject({
            secretIndex: 1,
            keyId: signed['keyturn-key-id'].slice(0, 10),
          });
        },
      ),
    );
  });

  it('answers any headers with a verdict and never with another error', async () => {
    const verifier = createVerifier({ secrets: [formatSecretText(new Uint8Array(32))] });
    const aValue = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string(),
      fc.constantFrom('v1,', '1700000000', 'evt_1'),
    );
    const names = ['webhook-id', 'webhook-timestamp', 'webhook-signature', 'keyturn-key-id'];
    const anyHeaders = fc.dictionary(fc.oneof(fc.constantFrom(...names), fc.string()), aValue);
    await fc.assert(
      fc.asyncProperty(anyHeaders, aBody, async (headers, body) => {
        await expect(verifier.verifyBytes({ headers, body })).rejects.toBeInstanceOf(
          WebhookVerificationError,
        );
      }),
      { numRuns: 500 },
    );
  });
});

describe('the kore profile', () => {
  it('verifies what it signed, and refuses a flipped bit of the body or the signature', async () => {
    await fc.assert(
      fc.asyncProperty(anId, aBody, aSecret, fc.nat(5000), async (id, body, secret, bit) => {
        const url = 'https://receiver.example/hooks?x=1';
        const verifier = createVerifier({ profile: 'kore', secrets: [secret], url });
        const headers = await signKore({ id, epochMs: 1_700_000_000_000, url, body, secret });
        expect(await verifier.verifyBytes({ headers, body })).toMatchObject({ id, timestamp: 1_700_000_000 });
        const signature = textWithBitFlipped(headers['kore-signature'], bit);
        const forged = { headers: { ...headers, 'kore-signature': signature }, body };
        await expect(verifier.verifyBytes(forged)).rejects.toBeInstanceOf(WebhookVerificationError);
        if (body.length === 0) return;
        const changed = { headers, body: withBitFlipped(body, bit) };
        await expect(verifier.verifyBytes(changed)).rejects.toMatchObject({ code: 'signature_mismatch' });
      }),
    );
  });

  it('reads each date that it writes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 253_402_300_799_999 }), (epochMs) => {
        expect(parseKoreDate(formatKoreDate(epochMs))).toBe(Math.floor(epochMs / 1000));
      }),
    );
  });
});

describe('texts', () => {
  it('a secret text survives a paste, and no other text is the same key', () => {
    const blanks = fc.stringMatching(/^[ \t\r\n]{0,3}$/);
    fc.assert(
      fc.property(aSecret, blanks, blanks, fc.nat(5000), (secret, before, after, bit) => {
        expect(formatSecretText(parseSecretText(before + secret + after))).toBe(secret);
        const changed = textWithBitFlipped(secret, bit);
        let signingKey: Uint8Array | undefined;
        try {
          signingKey = parseSecretText(changed);
        } catch (error) {
          expect(error).toMatchObject({ code: 'bad_secret' });
        }
        if (signingKey !== undefined) expect(formatSecretText(signingKey)).toBe(changed.trim());
      }),
    );
  });

  it('base64 and hexadecimal are what Node writes, and any other spelling is refused', () => {
    fc.assert(
      fc.property(aBody, fc.string(), (body, text) => {
        expect(encodeBase64(body)).toBe(Buffer.from(body).toString('base64'));
        expect(encodeHex(body)).toBe(Buffer.from(body).toString('hex'));
        expect(decodeBase64(encodeBase64(body))).toEqual(body);
        expect(decodeHex(encodeHex(body))).toEqual(body);
        const decoded = decodeBase64(text);
        if (decoded !== undefined) expect(encodeBase64(decoded)).toBe(text);
      }),
    );
  });
});
