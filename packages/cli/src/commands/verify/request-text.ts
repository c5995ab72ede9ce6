/** A request as people have it in a file: raw, as HTTP wrote it, or its headers alone. */
import { usageError } from '../../exit-codes.ts';

/** Headers by name, as they came. */
export type Headers = Readonly<Record<string, string | readonly string[]>>;

const LINE_END = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** A whole request: its head ends at the first empty line, and every byte after that is the body. */
export function splitRequest(bytes: Uint8Array): { readonly head: string; readonly body: Uint8Array } {
  let lineStart = 0;
  for (let at = 0; at < bytes.length; at++) {
    if (bytes[at] !== LINE_END) continue;
    const isEmpty = at === lineStart || (at === lineStart + 1 && bytes[lineStart] === CARRIAGE_RETURN);
    if (isEmpty && lineStart > 0) {
      return {
        head: Buffer.from(bytes.subarray(0, lineStart)).toString('latin1'),
        body: bytes.subarray(at + 1),
      };
    }
    lineStart = at + 1;
  }
  throw usageError(
    'The request has no empty line between its headers and its body.',
    'give the headers with --headers and the body with --body',
  );
}

/**
 * Headers as a JSON object, or as lines `name: value`; a request line, and the `> ` and `< ` of curl -v, are skipped. A name that comes
 * several times keeps all its values.
 */
export function parseHeaders(text: string): Headers {
  return text.trimStart().startsWith('{') ? parseJsonHeaders(text) : parseHeaderLines(text);
}

function parseHeaderLines(text: string): Headers {
  const headers = new Map<string, string[]>();
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.replace(/^[<>] ?/, '');
    const isRequestLine = index === 0 && /^[A-Z]+ \S+ HTTP\/\d/.test(line);
    if (line.trim() === '' || isRequestLine) continue;
    const [, name, value] = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):(.*)$/.exec(line) ?? [];
    if (name === undefined || value === undefined) {
      throw usageError(
        `Line ${index + 1} of the headers is not "name: value".`,
        'give one header a line, or a JSON object',
      );
    }
    const known = headers.get(name.toLowerCase()) ?? [];
    headers.set(name.toLowerCase(), [...known, value.trim()]);
  }
  return Object.fromEntries(headers);
}

function parseJsonHeaders(text: string): Headers {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw usageError(
      'The headers begin with { and are not JSON.',
      'give one header a line, or a JSON object',
    );
  }
  const headers: Record<string, string | readonly string[]> = {};
  for (const [name, value] of Object.entries(parsed as object)) {
    const isList = Array.isArray(value) && value.every((each) => typeof each === 'string');
    if (typeof value !== 'string' && !isList) {
      throw usageError(`The header "${name}" is neither a text nor a list of texts.`);
    }
    headers[name] = value;
  }
  return headers;
}
