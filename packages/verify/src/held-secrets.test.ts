import { describe, expect, it } from 'vitest';
import { createVerifier, WebhookVerificationError } from './index.ts';
import { formatSecretText } from './sign.ts';
import {
  body,
  firstSecret,
  nextSecret,
  refusalOf,
  signedAt,
  signedHeaders,
  verifierAt,
} from './signed-request.testing.ts';

describe('the list of secrets', () => {
  it('skips empty entries and still counts them', async () => {
    const verifier = verifierAt(signedAt, { secrets: [undefined, '', null, ' \n', nextSecret] });
    const event = await verifier.verifyBytes({
      headers: await signedHeaders({ secrets: [nextSecret] }),
      body,
    });
    expect(event).toMatchObject({ secretIndex: 4, keyId: 'WDY3LISGH3' });
  });

  it('holds a secret that was given twice once, at its first place', async () => {
    const verifier = verifierAt(signedAt, { secrets: [firstSecret, `${firstSecret}\n`] });
    const event = await verifier.verifyBytes({ headers: await signedHeaders(), body });
    expect(event.secretIndex).toBe(0);
    const headers = await signedHeaders({ secrets: [nextSecret] });
    expect(await refusalOf(verifier.verifyBytes({ headers, body }))).toMatch(/You hold KF3IQ\. ->/);
  });

  it.each([
    { name: 'an empty list', secrets: [], says: /^There is no secret: the list has 0 entries/ },
    { name: 'a list of empty entries', secrets: [undefined, ''], says: /the list has 2 entries/ },
    { name: 'one text in place of a list', secrets: firstSecret, says: /^secrets is not a list/ },
    { name: 'no list', secrets: undefined, says: /^secrets is not a list/ },
    { name: 'a number', secrets: [firstSecret, 7], says: /^Entry 2 is a number/ },
    {
      name: 'a bad second entry',
      secrets: [firstSecret, 'whsec_x'],
      says: /^Entry 2 is not base64 after whsec_/,
    },
    { name: 'quotes', secrets: [undefined, `"${firstSecret}"`], says: /^Entry 2 has quotes around it/ },
    {
      name: 'a line end inside',
      secrets: ['whsec_\nx'],
      says: /^Entry 1 has white space or a line end inside/,
    },
    { name: 'an API key', secrets: ['kt_abc'], says: /^Entry 1 looks like an API key/ },
    { name: 'a public key', secrets: ['whpk_AAAA'], says: /^Entry 1 is an ed25519 key \(whpk_\)/ },
    { name: 'no prefix', secrets: [firstSecret.slice(6)], says: /^Entry 1 does not begin with whsec_/ },
    { name: 'a lost =', secrets: [firstSecret.slice(0, -1)], says: /the = at its end is missing/ },
    { name: 'other characters', secrets: ['whsec_!'], says: /^Entry 1 is not base64 after whsec_\.$/ },
    { name: 'base64url', secrets: ['whsec_-_-_'], says: /base64url/ },
    {
      name: 'a short key',
      secrets: ['whsec_AAAA'],
      says: /^Entry 1 holds 3 bytes after whsec_; .* 24 to 64/,
    },
    { name: 'a very long text', secrets: ['x'.repeat(257)], says: /^Entry 1 has 257 characters/ },
    {
      name: 'nine secrets',
      secrets: Array.from({ length: 9 }, (_, byte) => formatSecretText(new Uint8Array(32).fill(byte))),
      says: /^The list has 9 secrets; at most 8/,
    },
  ])('is refused at start-up: $name', ({ secrets, says }) => {
    expect(() => createVerifier({ secrets: secrets as string[] })).toThrow(
      expect.objectContaining({ code: 'bad_secret', status: 500, message: expect.stringMatching(says) }),
    );
  });

  it('may have eight secrets', () => {
    const secrets = Array.from({ length: 8 }, (_, byte) => formatSecretText(new Uint8Array(32).fill(byte)));
    expect(() => createVerifier({ secrets })).not.toThrow();
  });

  it('of the kore profile takes any text, but no unsound whsec_ one', () => {
    const options = { profile: 'kore', url: 'https://receiver.example' } as const;
    for (const text of ['12345', 'x'.repeat(256)]) {
      expect(() => createVerifier({ ...options, secrets: [text] })).not.toThrow();
    }
    expect(() => createVerifier({ ...options, secrets: ['12345', 'whsec_x'] })).toThrow(
      expect.objectContaining({ code: 'bad_secret', message: expect.stringMatching(/^Entry 2/) }),
    );
  });

  it.each([firstSecret, `x${firstSecret}`, `${firstSecret}!`, firstSecret.slice(0, -1), `'${firstSecret}'`])(
    'shows no secret, neither in an error nor in the verifier',
    (text) => {
      let shown: string;
      try {
        const verifier = createVerifier({ secrets: [text] });
        shown = `${JSON.stringify(verifier)} ${Object.values(verifier).map(String).join()}`;
      } catch (error) {
        if (!(error instanceof WebhookVerificationError)) throw error;
        shown = `${error.message} ${error.fix} ${error.stack} ${JSON.stringify(error)}`;
      }
      expect(shown).not.toContain(firstSecret.slice(10, 20));
    },
  );
});
