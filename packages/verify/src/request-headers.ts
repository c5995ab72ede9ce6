import { HEADER_NAMES_LISTED_MAX } from './limits.ts';
import { WebhookVerificationError } from './verification-error.ts';

/**
 * The headers of a request: a web `Headers`, or a plain object as Node, Express, Fastify and AWS Lambda have it, in which the
 * case of names does not matter.
 */
export type RequestHeaders =
  | { get(name: string): string | null }
  | Readonly<Record<string, string | readonly string[] | undefined>>;

/** The value of the header `name` (lower case). One that came several times is joined with `, `, as HTTP does. */
export function findHeader(headers: RequestHeaders, name: string): string | undefined {
  if (isWebHeaders(headers)) return headers.get(name) ?? undefined;
  const values: string[] = [];
  for (const [key, value] of Object.entries(headers)) {
    if (value === undefined || key.toLowerCase() !== name) continue;
    values.push(typeof value === 'string' ? value : value.join(', '));
  }
  return values.length === 0 ? undefined : values.join(', ');
}

/** As `findHeader`; throws `missing_header`, with the names of the headers that did come, when it is absent or empty. */
export function getHeader(headers: RequestHeaders, name: string): string {
  const value = findHeader(headers, name);
  if (value !== undefined && value !== '') return value;
  throw new WebhookVerificationError(
    'missing_header',
    `${value === '' ? 'Empty' : 'No'} ${name}. Headers seen: ${listHeaderNames(headers)}.`,
    'Does a proxy remove it? If other requests to this URL have it, this one does not come from your sender.',
  );
}

function isWebHeaders(headers: RequestHeaders): headers is { get(name: string): string | null } {
  return typeof headers.get === 'function';
}

function listHeaderNames(headers: RequestHeaders): string {
  const names: string[] = [];
  if (isWebHeaders(headers)) {
    if ('forEach' in headers && typeof headers.forEach === 'function') {
      headers.forEach((_value: unknown, name: string) => {
        names.push(name);
      });
    }
  } else {
    names.push(...Object.keys(headers).map((name) => name.toLowerCase()));
  }
  if (names.length === 0) return 'none';
  const listed = names
    .slice(0, HEADER_NAMES_LISTED_MAX)
    .map((name) => name.replace(/[^!-~]/g, '?').slice(0, 64));
  const more = names.length - listed.length;
  return more > 0 ? `${listed.join(', ')} and ${more} more` : listed.join(', ');
}
