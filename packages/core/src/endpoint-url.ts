import { URL_CHARACTERS_MAX } from './limits.ts';
import { ok, type Result, refuse } from './result.ts';
import {
  type AddressRule,
  type AllowTargets,
  isAllowedName,
  isHostName,
  judgeAddress,
} from './target-policy.ts';

/** An endpoint's URL, read once by the WHATWG parser: what is connected to is what was judged. */
export interface EndpointUrl {
  /** As the customer typed it: the `kore` profile signs this text. */
  readonly typed: string;
  readonly origin: string;
  readonly scheme: 'https' | 'http';
  /** Lower case; an IPv6 address without its brackets. */
  readonly hostname: string;
  readonly port: number;
  /** Path and query, as they go into the request line. A fragment is never sent. */
  readonly path: string;
}

/** What is wrong with a URL, for the customer; `setting` is what the operator could change about it. */
export interface EndpointUrlRefusal {
  readonly rule: 'length' | 'characters' | 'syntax' | 'scheme' | 'userinfo' | 'host' | 'port' | AddressRule;
  readonly detail: string;
  readonly setting?: 'KEYTURN_ALLOW_TARGETS' | 'KEYTURN_ALLOW_HTTP';
}

/** What the operator allows. */
export interface EndpointUrlPolicy {
  readonly allowTargets: AllowTargets;
  readonly allowHttp: boolean;
}

// Ports of other protocols whose servers might take an HTTP request for one of theirs (Fetch, "bad port"); those below 1024 are
// refused anyway.
const BAD_PORTS: ReadonlySet<number> = new Set([
  1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697,
  10080,
]);

/**
 * Whether a customer's text may be the URL of an endpoint. Refuses what parsers read in different ways, what is not HTTPS on a usual
 * port, and hosts that are not public by their spelling; a name is judged again by its addresses, for each connection.
 */
export function checkEndpointUrl(
  typed: string,
  policy: EndpointUrlPolicy,
): Result<EndpointUrl, EndpointUrlRefusal> {
  const refusal = refuseText(typed, policy);
  if (refusal !== undefined) return refuse(refusal);
  const url = URL.parse(typed);
  if (url === null) return no('syntax', 'This is not a URL that HTTP clients can read.');

  const hostname = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const scheme = url.protocol === 'https:' ? 'https' : 'http';
  const port = url.port === '' ? (scheme === 'https' ? 443 : 80) : Number(url.port);
  const hostRefusal = refuseHost(hostname, policy.allowTargets) ?? refusePort(port, policy);
  if (hostRefusal !== undefined) return refuse(hostRefusal);
  return ok({ typed, origin: url.origin, scheme, hostname, port, path: url.pathname + url.search });
}

/** What can be told from the text alone, before a parser has repaired it. */
function refuseText(typed: string, { allowHttp }: EndpointUrlPolicy): EndpointUrlRefusal | undefined {
  if (typed.length > URL_CHARACTERS_MAX) {
    const detail = `A URL has at most ${URL_CHARACTERS_MAX} characters; this one has ${typed.length}.`;
    return { rule: 'length', detail };
  }
  // Parsers drop, trim or turn these round: control and invisible characters, spaces, backslashes.
  if (/[\p{Cc}\p{Cf}\p{Cs}\p{Z}\\]/u.test(typed)) {
    const detail =
      'A URL has no spaces, control or invisible characters or backslashes; write them as %20 and so on.';
    return { rule: 'characters', detail };
  }
  const [, schemeTyped, authority] = /^([a-z][a-z\d+.-]*):\/\/([^/?#]*)/i.exec(typed) ?? [];
  if (schemeTyped === undefined || authority === undefined) {
    return { rule: 'syntax', detail: 'A URL starts with https:// and a host name.' };
  }
  const scheme = schemeTyped.toLowerCase();
  if (scheme === 'http' && !allowHttp) {
    const detail = 'Only https:// is allowed here; the operator can allow http:// with KEYTURN_ALLOW_HTTP.';
    return { rule: 'scheme', detail, setting: 'KEYTURN_ALLOW_HTTP' };
  }
  if (scheme !== 'https' && scheme !== 'http') {
    return { rule: 'scheme', detail: `An endpoint is reached by https://, not by ${scheme}://.` };
  }
  if (authority.includes('@')) {
    return { rule: 'userinfo', detail: 'A URL with a user name or password (before an @) is refused.' };
  }
  if (authority === '' || authority.includes('%')) {
    return { rule: 'host', detail: 'After https:// comes a host name, written out.' };
  }
  return undefined;
}

/** Judges a host as the parser gives it: odd spellings of addresses are plain ones by now. */
function refuseHost(hostname: string, allowTargets: AllowTargets): EndpointUrlRefusal | undefined {
  const isLiteral = hostname.includes(':') || /^\d+(\.\d+){3}$/.test(hostname);
  if (isLiteral) return refuseAddress(hostname, hostname, allowTargets);
  if (!isHostName(hostname)) {
    const detail =
      'A host name is labels of letters, digits and hyphens with dots between, and no dot at the end.';
    return { rule: 'host', detail };
  }
  if (hostname !== 'localhost' && !hostname.endsWith('.localhost')) return undefined;
  if (isAllowedName(hostname, allowTargets)) return undefined;
  const refusals = ['127.0.0.1', '::1'].map((address) => refuseAddress(address, hostname, allowTargets));
  return refusals.includes(undefined) ? undefined : refusals[0];
}

function refuseAddress(
  address: string,
  hostname: string,
  allowTargets: AllowTargets,
): EndpointUrlRefusal | undefined {
  const verdict = judgeAddress(address, hostname, allowTargets);
  if (verdict.allowed) return undefined;
  const { rule, setting } = verdict;
  if (setting === undefined) {
    const what =
      rule === 'metadata' ? 'an address of a cloud platform itself' : 'no address that can be reached';
    return { rule, detail: `${hostname} is ${what}; no setting allows it.` };
  }
  const detail = `${hostname} is not a public address (${rule}); the operator can allow it with ${setting}.`;
  return { rule, detail, setting };
}

function refusePort(port: number, { allowHttp }: EndpointUrlPolicy): EndpointUrlRefusal | undefined {
  const isUsual = port === 443 || (port === 80 && allowHttp) || (port >= 1024 && !BAD_PORTS.has(port));
  if (isUsual) return undefined;
  const detail = `Port ${port} is refused; use 443, or one from 1024 on that no other protocol owns.`;
  return { rule: 'port', detail, ...(port === 80 ? { setting: 'KEYTURN_ALLOW_HTTP' } : {}) };
}

function no(rule: EndpointUrlRefusal['rule'], detail: string): Result<never, EndpointUrlRefusal> {
  return refuse({ rule, detail });
}
