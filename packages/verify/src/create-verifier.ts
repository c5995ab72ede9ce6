import { parseSecrets, type SecretList } from './held-secrets.ts';
import { makeKoreMatcher, readKoreClaim } from './kore-verification.ts';
import { BODY_BYTES_MAX_DEFAULT, TOLERANCE_SECONDS_DEFAULT, TOLERANCE_SECONDS_MAX } from './limits.ts';
import type { ReplayStore } from './replay-memory.ts';
import { assertWebRequest, rawBodyBytes, readRequestBody } from './request-body.ts';
import type { RequestHeaders } from './request-headers.ts';
import { checkTimestamp, makeStandardMatcher, readStandardClaim } from './standard-verification.ts';
import { WebhookVerificationError } from './verification-error.ts';

/** An event whose signature held. */
export interface VerifiedEvent {
  /** `webhook-id`: the same for every attempt of this event. Use it to handle an event once. */
  readonly id: string;
  /** `webhook-timestamp`: when this attempt was signed, in seconds since 1970. */
  readonly timestamp: number;
  /** The key id of the secret that matched, computed from the secret and not taken from a header. */
  readonly keyId: string;
  /** The place of that secret in `secrets`, from 0. */
  readonly secretIndex: number;
  /** The body, byte for byte as it was signed. */
  readonly bytes: Uint8Array;
  /** The body parsed as UTF-8 JSON. Throws SyntaxError or TypeError when it is none. Numbers beyond 2^53 lose digits. */
  json(): unknown;
}

/** An event whose `kore` signature held. That signature covers nothing here but `bytes`. */
export interface VerifiedKoreEvent extends Omit<VerifiedEvent, 'timestamp' | 'keyId'> {
  /** `kore-idempotency-token`, not signed: whoever can send a request again can change it. */
  readonly id: string;
  /** `date` in seconds since 1970, not signed; absent when a proxy removed or rewrote it. */
  readonly timestamp: number | undefined;
  /** Absent for a secret text that does not begin with `whsec_`. */
  readonly keyId: string | undefined;
}

/** A request whose body a framework has read as bytes. */
export interface RawRequest {
  readonly headers: RequestHeaders;
  /** The raw bytes. A string stands for its UTF-8 and is safe only when nothing but UTF-8 was decoded to make it. */
  readonly body: Uint8Array | ArrayBuffer | string;
  /** The HTTP method, which the `kore` profile signs. `POST` unless given. */
  readonly method?: string;
}

/** Verifies requests of one sender. May be shared by any number of requests at once. */
export interface Verifier<Verified> {
  /** Reads a web Request, once, and verifies it. Throws WebhookVerificationError. */
  verify(request: Request): Promise<Verified>;
  /** Verifies headers and raw bytes, for frameworks that have no web Request. Throws WebhookVerificationError. */
  verifyBytes(request: RawRequest): Promise<Verified>;
}

interface CommonOptions {
  /** Secret texts: the active one, then the next. Undefined, null and blank entries are skipped; at most 8. */
  readonly secrets: SecretList;
  /** The largest body accepted, in bytes: 1 MiB unless given. */
  readonly maxBytes?: number;
  /**
   * Called once for each secret after the first when it first matches: the sender has turned the key. Log it; then make that
   * secret the first and drop the old one, not within the first minute. What it throws comes out of `verify`.
   */
  readonly onNewKey?: (newKey: { readonly keyId: string | undefined; readonly secretIndex: number }) => void;
}

/** Options for the `standard` profile: Keyturn and every other Standard Webhooks sender. */
export interface StandardVerifierOptions extends CommonOptions {
  readonly profile?: 'standard';
  /** How far `webhook-timestamp` may be from now, either way, inclusive: 300 unless given, at most a day. */
  readonly toleranceSeconds?: number;
  /** Refuses a request that comes a second time, see `ReplayStore`. None unless given. */
  readonly replays?: ReplayStore;
  /** The time in milliseconds since 1970: `Date.now` unless given. */
  readonly now?: () => number;
}

/** Options for the `kore` profile, which is weaker: it can neither date a request nor tell a repeated one. */
export interface KoreVerifierOptions extends CommonOptions {
  readonly profile: 'kore';
  /** The URL exactly as it was typed at the sender; not `request.url`, which a parser has rewritten. */
  readonly url: string;
  /** The HTTP method at the sender, when something on the way changes it. The request's own unless given. */
  readonly method?: string;
}

/**
 * Makes a verifier. Throws `bad_secret` for a malformed entry or an empty list, RangeError or TypeError for other options: at start-up,
 * so that a receiver never runs without a secret. Holds the secrets in a closure: printing the verifier shows none.
 */
export function createVerifier(options: StandardVerifierOptions): Verifier<VerifiedEvent>;
export function createVerifier(options: KoreVerifierOptions): Verifier<VerifiedKoreEvent>;
export function createVerifier(
  options: StandardVerifierOptions | KoreVerifierOptions,
): Verifier<VerifiedEvent> | Verifier<VerifiedKoreEvent> {
  if (options.profile === 'kore') return createKoreVerifier(options);
  if (options.profile === undefined || options.profile === 'standard') return createStandardVerifier(options);
  throw new TypeError("profile is 'standard' or 'kore'.");
}

function createStandardVerifier(options: StandardVerifierOptions): Verifier<VerifiedEvent> {
  const { toleranceSeconds = TOLERANCE_SECONDS_DEFAULT, replays, now = Date.now } = options;
  assertWholeNumber('toleranceSeconds', toleranceSeconds, 0, TOLERANCE_SECONDS_MAX);
  const held = parseSecrets(options.secrets, 'standard');
  const match = makeStandardMatcher(held);
  const announce = makeAnnouncer(held[0]?.index, options.onNewKey);

  return makeVerifier(options.maxBytes, async (headers, _method, readBody) => {
    const claim = readStandardClaim(headers);
    checkTimestamp(claim.timestampSeconds, toleranceSeconds, now());
    const bytes = await readBody();
    // Checked again: a body sent drop by drop would otherwise outlive the tolerance, and what the replay store remembers.
    checkTimestamp(claim.timestampSeconds, toleranceSeconds, now());
    const matched = await match(claim, bytes);
    if (replays !== undefined) {
      const attempt = `${claim.id}.${claim.timestampSeconds}`;
      const expiresAtMs = (claim.timestampSeconds + toleranceSeconds + 1) * 1000;
      if (!(await replays.remember(attempt, expiresAtMs))) throw replayed(claim.id, claim.timestampSeconds);
    }
    announce(matched);
    return {
      id: claim.id,
      timestamp: claim.timestampSeconds,
      ...matched,
      bytes,
      json: () => parseJson(bytes),
    };
  });
}

function createKoreVerifier(options: KoreVerifierOptions): Verifier<VerifiedKoreEvent> {
  if (typeof options.url !== 'string' || options.url === '') {
    throw new TypeError('The kore profile signs the URL: give url, exactly as it was typed at the sender.');
  }
  if ('replays' in options || 'toleranceSeconds' in options) {
    throw new TypeError(
      'The kore profile signs no time and no id: replays and toleranceSeconds would do nothing.',
    );
  }
  const held = parseSecrets(options.secrets, 'kore');
  const match = makeKoreMatcher(held, options.url);
  const announce = makeAnnouncer(held[0]?.index, options.onNewKey);

  return makeVerifier(options.maxBytes, async (headers, method, readBody) => {
    const claim = readKoreClaim(headers);
    const bytes = await readBody();
    const matched = await match(claim, bytes, options.method ?? method);
    announce(matched);
    return {
      id: claim.id,
      timestamp: claim.timestampSeconds,
      ...matched,
      bytes,
      json: () => parseJson(bytes),
    };
  });
}

function makeVerifier<Verified>(
  maxBytes = BODY_BYTES_MAX_DEFAULT,
  verifyWith: (
    headers: RequestHeaders,
    method: string,
    readBody: () => Uint8Array | Promise<Uint8Array>,
  ) => Promise<Verified>,
): Verifier<Verified> {
  assertWholeNumber('maxBytes', maxBytes, 1, Number.MAX_SAFE_INTEGER);
  return {
    async verify(request) {
      assertWebRequest(request);
      return verifyWith(request.headers, request.method, () => readRequestBody(request, maxBytes));
    },
    async verifyBytes({ headers, body, method = 'POST' }) {
      return verifyWith(headers, method, () => rawBodyBytes(body, maxBytes));
    },
  };
}

/** Calls `onNewKey` the first time that a secret other than the first one matches. */
function makeAnnouncer(
  firstIndex: number | undefined,
  onNewKey: CommonOptions['onNewKey'],
): (matched: { readonly keyId: string | undefined; readonly secretIndex: number }) => void {
  const announced = new Set([firstIndex]);
  return ({ keyId, secretIndex }) => {
    if (announced.has(secretIndex)) return;
    announced.add(secretIndex);
    onNewKey?.({ keyId, secretIndex });
  };
}

function replayed(id: string, timestampSeconds: number): WebhookVerificationError {
  return new WebhookVerificationError(
    'replayed',
    `Seen before as ${id}, signed at ${timestampSeconds}.`,
    'A sender signs each retry anew, so this is the same request a second time: repeated by a proxy, or by someone who recorded it.',
  );
}

function parseJson(bytes: Uint8Array): unknown {
  return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
}

function assertWholeNumber(name: string, value: number, min: number, max: number): void {
  if (Number.isInteger(value) && value >= min && value <= max) return;
  throw new RangeError(`${name} is a whole number from ${min} to ${max}; not ${value}.`);
}
