import { describe, expect, it, vi } from 'vitest';
import { createVerifier } from './index.ts';
import {
  body,
  firstSecret,
  refusalOf,
  requestWith,
  signedAt,
  signedHeaders,
  verifierAt,
} from './signed-request.testing.ts';

const bytes = new TextEncoder().encode(body);

describe('the limit of the body', () => {
  const enough = verifierAt(signedAt, { maxBytes: 12 });
  const tooLittle = verifierAt(signedAt, { maxBytes: 11 });
  const tooLarge = /^body_too_large 413: The body has 12 bytes or more; the limit is 11\. -> Raise maxBytes/;

  it('is inclusive, for bytes, texts and requests', async () => {
    expect(bytes).toHaveLength(12);
    const headers = await signedHeaders();
    for (const raw of [body, bytes, bytes.buffer]) {
      expect((await enough.verifyBytes({ headers, body: raw })).bytes).toEqual(bytes);
      expect(await refusalOf(tooLittle.verifyBytes({ headers, body: raw }))).toMatch(tooLarge);
    }
    expect((await enough.verify(requestWith(headers))).bytes).toEqual(bytes);
    expect(await refusalOf(tooLittle.verify(requestWith(headers)))).toMatch(tooLarge);
  });

  it('is 1 MiB unless given', async () => {
    const headers = await signedHeaders();
    const large = new Uint8Array(1_048_577);
    const refusal = await refusalOf(verifierAt(signedAt).verifyBytes({ headers, body: large }));
    expect(refusal).toMatch(/^body_too_large 413: .* the limit is 1048576\./);
    const allowed = large.subarray(1);
    expect(await refusalOf(verifierAt(signedAt).verifyBytes({ headers, body: allowed }))).toMatch(
      /^body_changed/,
    );
  });

  it('is applied to content-length before anything is read', async () => {
    const request = requestWith({ ...(await signedHeaders()), 'content-length': '12' });
    expect(await refusalOf(tooLittle.verify(request))).toMatch(tooLarge);
    expect(request.bodyUsed).toBe(false);
    expect(await enough.verify(request)).toMatchObject({ id: 'evt_1' });
  });

  it('stops a body that never ends, and cancels it', async () => {
    const cancel = vi.fn();
    const endless = new ReadableStream({
      pull: (controller) => controller.enqueue(new Uint8Array(5)),
      cancel,
    });
    const request = requestWith(await signedHeaders(), endless);
    expect(await refusalOf(tooLittle.verify(request))).toMatch(/^body_too_large 413: The body has 15 bytes/);
    expect(cancel).toHaveBeenCalledOnce();
  });
});

describe('the body of a web Request', () => {
  it('is put together from its pieces', async () => {
    const pieces = new ReadableStream({
      start(controller) {
        for (const byte of bytes) controller.enqueue(Uint8Array.of(byte));
        controller.close();
      },
    });
    const event = await verifierAt(signedAt).verify(requestWith(await signedHeaders(), pieces));
    expect(event.bytes).toEqual(bytes);
  });

  it('may be absent', async () => {
    const headers = await signedHeaders({ body: '' });
    const request = new Request('http://receiver.internal/hooks', { method: 'POST', headers });
    expect((await verifierAt(signedAt).verify(request)).bytes).toHaveLength(0);
  });

  it('is read as a whole where a runtime has no streams', async () => {
    const request = requestWith(await signedHeaders());
    Object.defineProperty(request, 'body', { value: undefined });
    expect((await verifierAt(signedAt).verify(request)).bytes).toEqual(bytes);
  });

  it('is not even read when the headers are refused', async () => {
    const request = requestWith({ ...(await signedHeaders()), 'webhook-timestamp': '1' });
    expect(await refusalOf(verifierAt(signedAt).verify(request))).toMatch(/^timestamp_too_old/);
    expect(request.bodyUsed).toBe(false);
  });

  it('is too old at its end when it comes in too slowly', async () => {
    let nowMs = signedAt * 1000;
    const source = {
      pull(controller: ReadableStreamDefaultController) {
        nowMs += 301_000;
        controller.enqueue(bytes);
        controller.close();
      },
    };
    const slow = new ReadableStream(source, { highWaterMark: 0 }); // Pulled when it is read, and not before.
    const verifier = createVerifier({ secrets: [firstSecret], now: () => nowMs });
    expect(await refusalOf(verifier.verify(requestWith(await signedHeaders(), slow)))).toMatch(
      /^timestamp_too_old 401: Signed 301 s ago/,
    );
  });

  it('that breaks off is an error of its own, not a refusal', async () => {
    const broken = new ReadableStream({
      pull: (controller) => controller.error(new Error('connection lost')),
    });
    const request = requestWith(await signedHeaders(), broken);
    await expect(verifierAt(signedAt).verify(request)).rejects.toThrow('connection lost');
  });
});
