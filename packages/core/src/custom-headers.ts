import { HEADER_NAME_CHARACTERS_MAX, HEADER_VALUE_CHARACTERS_MAX } from './limits.ts';
import { ok, type Result, refuse } from './result.ts';

/** A header that an endpoint adds to its requests; the name in lower case, as it is compared and stored. */
export interface CustomHeader {
  readonly name: string;
  readonly value: string;
}

/** What is wrong with a custom header, for the customer. */
export interface CustomHeaderRefusal {
  readonly rule: 'name_invalid' | 'name_reserved' | 'value_invalid' | 'value_too_long';
  readonly detail: string;
}

/** RFC 9110 section 5.6.2, token. */
const NAME = /^[!#$%&'*+.^_`|~\dA-Za-z-]+$/;
/** Visible ASCII and spaces inside. What else HTTP allows is read in different ways, and a line break would begin another header. */
const VALUE = /^[!-~]([ -~]*[!-~])?$/;

/** What the connection, the body or the signatures need to be as we make them. */
const RESERVED_NAMES: ReadonlySet<string> = new Set([
  'accept-encoding',
  'alt-svc',
  'connection',
  'date',
  'expect',
  'host',
  'http2-settings',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'user-agent',
]);
const RESERVED_PREFIXES: readonly string[] = ['content-', 'keyturn-', 'kore-', 'proxy-', 'webhook-'];
/** Headers whose value is a secret by its nature: it would be kept and shown in clear, as custom headers are. */
const SECRET_NAMES: ReadonlySet<string> = new Set(['authorization', 'cookie']);

/**
 * Whether an endpoint may add this header to its requests. Refuses names that belong to HTTP, to the body or to the signatures,
 * credentials (which would lie in clear), and everything that could be read as more than one header.
 */
export function checkCustomHeader(name: string, value: string): Result<CustomHeader, CustomHeaderRefusal> {
  if (!NAME.test(name) || name.length > HEADER_NAME_CHARACTERS_MAX) {
    const shape = `1 to ${HEADER_NAME_CHARACTERS_MAX} letters, digits and hyphens`;
    return refuse({ rule: 'name_invalid', detail: `A header name is ${shape}.` });
  }
  const lower = name.toLowerCase();
  if (SECRET_NAMES.has(lower)) {
    const detail = `"${lower}" carries a credential, and custom headers are kept in clear; verify the signature instead.`;
    return refuse({ rule: 'name_reserved', detail });
  }
  if (RESERVED_NAMES.has(lower) || RESERVED_PREFIXES.some((prefix) => lower.startsWith(prefix))) {
    return refuse({
      rule: 'name_reserved',
      detail: `"${lower}" is set by Keyturn itself; choose another name.`,
    });
  }
  if (value.length > HEADER_VALUE_CHARACTERS_MAX) {
    const detail = `A header value has at most ${HEADER_VALUE_CHARACTERS_MAX} characters; this one has ${value.length}.`;
    return refuse({ rule: 'value_too_long', detail });
  }
  if (!VALUE.test(value)) {
    const detail = 'A header value is visible ASCII, with spaces only inside.';
    return refuse({ rule: 'value_invalid', detail });
  }
  return ok({ name: lower, value });
}
