/** An event id's length. Ours, and the publisher's, are at most this long. */
export const EVENT_ID_CHARS_MAX = 64;

/** Decimal digits of a timestamp in seconds: 12 of them reach past the year 30000. */
export const TIMESTAMP_DIGITS_MAX = 12;

/** Length of a `webhook-signature` value: 32 `v1` tokens of 47 characters each, with room for some longer `v1a` ones. */
export const SIGNATURE_HEADER_CHARS_MAX = 4096;

/** Tokens in one `webhook-signature`. Svix keeps at most 11 keys alive for one endpoint; nobody needs 32. */
export const SIGNATURES_MAX = 32;

/** Secrets that one verifier holds. Each costs an HMAC over the whole body when none before it matched. */
export const SECRETS_MAX = 8;

/** Bytes of a signing key (Standard Webhooks 1.0, "Symmetric signatures"). */
export const SIGNING_KEY_BYTES_MIN = 24;

/** Bytes of a signing key (Standard Webhooks 1.0); 64 is also the block size of HMAC-SHA256. */
export const SIGNING_KEY_BYTES_MAX = 64;

/** Characters of a secret text: 64 bytes in base64 and the prefix take 94; a `kore` text has no form of its own. */
export const SECRET_TEXT_CHARS_MAX = 256;

/** Every official Standard Webhooks library allows 300 s both ways, inclusive. */
export const TOLERANCE_SECONDS_DEFAULT = 300;

/** A captured request stays good for this long, so a day is already far too generous. */
export const TOLERANCE_SECONDS_MAX = 86_400;

/** 1 MiB: four times the largest body that Keyturn sends. */
export const BODY_BYTES_MAX_DEFAULT = 1_048_576;

/** Attempts that a replay memory holds: at 300 s and some 100 bytes each, 10 MB for 330 events a second. */
export const REPLAY_ATTEMPTS_MAX_DEFAULT = 100_000;

/** Characters of a header that an error message repeats. */
export const QUOTED_CHARS_MAX = 64;

/** Header names that an error message lists. */
export const HEADER_NAMES_LISTED_MAX = 20;
