import {
  createVerifier,
  type RawRequest,
  type StandardVerifierOptions,
  type VerifiedEvent,
  type Verifier,
  WebhookVerificationError,
} from './index.ts';
import { formatSecretText, type StandardHeaders, signStandard } from './sign.ts';

// What the tests of this package share. Not built, not published.

/** Key id KF3IQCNHSR. */
export const firstSecret = formatSecretText(new Uint8Array(32).fill(1));
/** Key id WDY3LISGH3. */
export const nextSecret = formatSecretText(new Uint8Array(32).fill(2));
/** Seconds. */
export const signedAt = 1_700_000_000;
/** 12 bytes. */
export const body = '{"a":"Zoë"}';

/** A verifier of `firstSecret` whose clock stands still. */
export function verifierAt(
  nowSeconds: number,
  options: Partial<StandardVerifierOptions> = {},
): Verifier<VerifiedEvent> {
  return createVerifier({ secrets: [firstSecret], now: () => nowSeconds * 1000, ...options });
}

/** Headers over `body`, signed by `firstSecret` at `signedAt` unless told otherwise. */
export function signedHeaders(
  changes: {
    readonly secrets?: readonly string[];
    readonly timestampSeconds?: number;
    readonly body?: string | Uint8Array;
  } = {},
): Promise<StandardHeaders> {
  return signStandard({
    id: 'evt_1',
    timestampSeconds: signedAt,
    body,
    secrets: [firstSecret],
    ...changes,
  });
}

/** The web Request that a runtime would hand to a receiver. */
export function requestWith(
  headers: Readonly<Record<string, string>>,
  requestBody: string | ReadableStream = body,
): Request {
  return new Request('http://receiver.internal/hooks', {
    method: 'POST',
    headers,
    body: requestBody,
    ...(requestBody instanceof ReadableStream ? { duplex: 'half' } : {}),
  });
}

/** Something else than bytes in the place of the body, as callers without a type checker pass it. */
export function notRaw(headers: RawRequest['headers'], notBytes: unknown): RawRequest {
  return { headers, body: notBytes } as RawRequest;
}

/** A refusal in one line, `code status: message -> fix`. Throws when the request was accepted, or failed in another way. */
export async function refusalOf(verdict: Promise<unknown>): Promise<string> {
  try {
    await verdict;
  } catch (error) {
    if (!(error instanceof WebhookVerificationError)) throw error;
    return `${error.code} ${error.status}: ${error.message} -> ${error.fix}`;
  }
  throw new Error('The request was accepted.');
}
