import { describe, expect, it, vi } from 'vitest';
import { createReplayMemory, createVerifier, type StandardVerifierOptions } from './index.ts';
import { type KoreHeaders, signKore } from './sign.ts';
import {
  body,
  firstSecret,
  nextSecret,
  refusalOf,
  requestWith,
  signedAt,
  signedHeaders,
  verifierAt,
} from './signed-request.testing.ts';

describe('a turn of the key', () => {
  it('calls onNewKey once, when another secret than the first matched', async () => {
    const onNewKey = vi.fn();
    const verifier = verifierAt(signedAt, { secrets: [undefined, firstSecret, nextSecret], onNewKey });
    await verifier.verifyBytes({ headers: await signedHeaders(), body });
    expect(onNewKey).not.toHaveBeenCalled();
    await verifier.verifyBytes({ headers: await signedHeaders({ secrets: [nextSecret] }), body });
    await verifier.verifyBytes({
      headers: await signedHeaders({ secrets: [nextSecret, firstSecret] }),
      body,
    });
    expect(onNewKey).toHaveBeenCalledExactlyOnceWith({ keyId: 'WDY3LISGH3', secretIndex: 2 });
  });

  it('is seen on the first request of an overlap', async () => {
    const onNewKey = vi.fn();
    const verifier = verifierAt(signedAt, { secrets: [firstSecret, nextSecret], onNewKey });
    const headers = await signedHeaders({ secrets: [nextSecret, firstSecret] });
    expect(await verifier.verifyBytes({ headers, body })).toMatchObject({ keyId: 'WDY3LISGH3' });
    expect(onNewKey).toHaveBeenCalledOnce();
  });

  it('is not announced by a request that was refused', async () => {
    const onNewKey = vi.fn();
    const replays = { remember: () => false };
    const secrets = [firstSecret, nextSecret];
    const headers = await signedHeaders({ secrets: [nextSecret] });
    const guarded = verifierAt(signedAt, { secrets, onNewKey, replays });
    expect(await refusalOf(guarded.verifyBytes({ headers, body }))).toMatch(/^replayed/);
    const verifier = verifierAt(signedAt, { secrets, onNewKey });
    expect(await refusalOf(verifier.verifyBytes({ headers, body: 'x' }))).toMatch(/^body_changed/);
    expect(onNewKey).not.toHaveBeenCalled();
  });

  it('holds for requests that come at the same time', async () => {
    const onNewKey = vi.fn();
    const verifier = verifierAt(signedAt, { secrets: [firstSecret, nextSecret], onNewKey });
    const headers = await signedHeaders({ secrets: [nextSecret] });
    await Promise.all(Array.from({ length: 20 }, () => verifier.verifyBytes({ headers, body })));
    expect(onNewKey).toHaveBeenCalledOnce();
  });
});

describe('headers', () => {
  it('are found in any case, and in lists', async () => {
    const { 'webhook-id': id, 'webhook-timestamp': timestamp, ...rest } = await signedHeaders();
    const headers = { 'Webhook-Id': [id], 'WEBHOOK-TIMESTAMP': timestamp, ...rest, cookie: undefined };
    expect(await verifierAt(signedAt).verifyBytes({ headers, body })).toMatchObject({ id: 'evt_1' });
  });

  it('that came twice are refused', async () => {
    const listed = { ...(await signedHeaders()), 'webhook-id': ['evt_1', 'evt_2'] };
    expect(await refusalOf(verifierAt(signedAt).verifyBytes({ headers: listed, body }))).toMatch(/^bad_id/);
    const inTwoCases = { ...(await signedHeaders()), 'Webhook-Timestamp': `${signedAt}` };
    expect(await refusalOf(verifierAt(signedAt).verifyBytes({ headers: inTwoCases, body }))).toMatch(
      /^bad_timestamp/,
    );
  });
});

describe('the verified event', () => {
  it('is parsed only when asked, with the errors of the parser', async () => {
    const headers = await signedHeaders({ body: '{' });
    const event = await verifierAt(signedAt).verifyBytes({ headers, body: '{' });
    expect(() => event.json()).toThrow(SyntaxError);
    const sound = await verifierAt(signedAt).verifyBytes({ headers: await signedHeaders(), body });
    expect(sound.json()).toEqual({ a: 'Zoë' });
  });

  it('does not take bytes for text that they are not', async () => {
    const bytes = Uint8Array.of(0x22, 0xff, 0x22);
    const headers = await signedHeaders({ body: bytes });
    const event = await verifierAt(signedAt).verifyBytes({ headers, body: bytes });
    expect(() => event.json()).toThrow(TypeError);
  });
});

describe('options', () => {
  it.each([
    { toleranceSeconds: -1 },
    { toleranceSeconds: 86_401 },
    { toleranceSeconds: Number.POSITIVE_INFINITY },
    { toleranceSeconds: 0.5 },
    { maxBytes: 0 },
    { maxBytes: 1.5 },
    { maxBytes: Number.NaN },
  ])('that would verify nothing, or everything, are refused: %o', (options) => {
    expect(() => verifierAt(0, options)).toThrow(RangeError);
  });

  it('may go to their ends', () => {
    expect(() => verifierAt(0, { toleranceSeconds: 86_400, maxBytes: 1 })).not.toThrow();
  });

  it('an unknown profile is refused', () => {
    const options = { secrets: [firstSecret], profile: 'Kore' } as unknown as StandardVerifierOptions;
    expect(() => createVerifier(options)).toThrow(TypeError);
  });

  it('a tolerance of 0 takes this second only', async () => {
    const request = { headers: await signedHeaders(), body };
    const strict = { toleranceSeconds: 0 };
    expect(await verifierAt(signedAt, strict).verifyBytes(request)).toMatchObject({ id: 'evt_1' });
    expect(await refusalOf(verifierAt(signedAt + 1, strict).verifyBytes(request))).toMatch(
      /^timestamp_too_old/,
    );
  });

  it('the clock is the one of the machine unless given', async () => {
    const headers = await signedHeaders({ timestampSeconds: Math.floor(Date.now() / 1000) });
    const verifier = createVerifier({ secrets: [firstSecret] });
    expect(await verifier.verifyBytes({ headers, body })).toMatchObject({ id: 'evt_1' });
    const request = { headers: await signedHeaders(), body };
    expect(await refusalOf(verifier.verifyBytes(request))).toMatch(/^timestamp_too_old/);
  });
});

describe('the kore profile', () => {
  const url = 'https://receiver.example/hooks';
  const sign = (secret = firstSecret): Promise<KoreHeaders> =>
    signKore({ id: 'evt_1', epochMs: 0, url, body, secret });

  it('needs the URL as it was typed, and cannot tell a replay', () => {
    const options = { profile: 'kore', secrets: [firstSecret] } as const;
    for (const url of ['', undefined as unknown as string]) {
      expect(() => createVerifier({ ...options, url })).toThrow(/give url, exactly as it was typed/);
    }
    for (const useless of [{ replays: createReplayMemory() }, { toleranceSeconds: 5 }]) {
      expect(() => createVerifier({ ...options, url, ...useless })).toThrow(/would do nothing/);
    }
  });

  it('tells a wrong URL, and announces a new key', async () => {
    const onNewKey = vi.fn();
    const secrets = [firstSecret, nextSecret];
    const verifier = createVerifier({ profile: 'kore', secrets, url, onNewKey });
    await verifier.verify(requestWith(await sign(nextSecret)));
    expect(onNewKey).toHaveBeenCalledExactlyOnceWith({ keyId: 'WDY3LISGH3', secretIndex: 1 });
    const elsewhere = createVerifier({ profile: 'kore', secrets, url: `${url}/` });
    const headers = { ...(await sign()), 'keyturn-key-id': 'KF3IQCNHSR' };
    expect(await refusalOf(elsewhere.verifyBytes({ headers, body }))).toMatch(
      /^body_changed 401: .* another URL than "https:\/\/receiver\.example\/hooks\/" \(as typed/,
    );
  });

  it('signs the method: that of the request, or the one that was given', async () => {
    const options = { profile: 'kore', secrets: [firstSecret], url } as const;
    const asPut = { headers: await sign(), body, method: 'PUT' };
    expect(await refusalOf(createVerifier(options).verifyBytes(asPut))).toMatch(/^signature_mismatch/);
    const told = createVerifier({ ...options, method: 'POST' });
    expect(await told.verifyBytes(asPut)).toMatchObject({ id: 'evt_1' });
  });

  it('and the standard one do not take each other’s requests', async () => {
    const kore = createVerifier({ profile: 'kore', secrets: [firstSecret], url });
    expect(await refusalOf(kore.verifyBytes({ headers: await signedHeaders(), body }))).toMatch(
      /^missing_header 401: No kore-signature/,
    );
    expect(await refusalOf(verifierAt(0).verifyBytes({ headers: await sign(), body }))).toMatch(
      /^missing_header 401: No webhook-id/,
    );
  });
});
