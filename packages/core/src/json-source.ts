/**
 * JSON whose numbers arrive as they came. `JSON.parse` turns the 19 digits of an ICCID into the nearest double; here such a number
 * is kept as its source text, and `stringifyJson` writes that text again. All other values are the plain ones of `JSON.parse`.
 */
import { JSON_DEPTH_MAX } from './limits.ts';

/** What the language has and TypeScript's library does not know yet (ECMA-262, JSON.parse source text access). */
interface JsonWithSource {
  parse(
    text: string,
    revive: (key: string, value: unknown, context: { source?: string }) => unknown,
  ): unknown;
  rawJSON(text: string): unknown;
}
const json = JSON as unknown as JsonWithSource;

/**
 * Parses JSON. A number that would be written differently than it was read (`1.0`, `1e3`, `-0`, more digits than a double holds) comes
 * back as a `JSON.rawJSON` object of its source text, every other value as from `JSON.parse`. A `__proto__` key is an own property.
 * Throws SyntaxError for what is no JSON, and for more than `JSON_DEPTH_MAX` levels of nesting.
 *
 * The reviver costs 8 to 10 times the parse, the scan that avoids it about as much as the parse: 1.5 µs for 600 characters.
 */
export function parseJsonKeepingNumbers(text: string): unknown {
  return hasNumberToKeep(text) ? json.parse(text, keepNumber) : JSON.parse(text);
}

/** Compact JSON of a parsed value, numbers as they were read. Well-formed UTF-16: a lone surrogate comes out as its escape. */
export function stringifyJson(value: unknown): string {
  return JSON.stringify(value);
}

function keepNumber(_key: string, value: unknown, context: { source?: string }): unknown {
  if (typeof value !== 'number' || context.source === undefined) return value;
  return String(value) === context.source ? value : json.rawJSON(context.source);
}

const QUOTE = 34;
const MINUS = 45;
const DOT = 46;
const ZERO = 48;
const BACKSLASH = 92;

/** Whether a number in `text` does not survive being read and written. Throws when the nesting is too deep; takes any text. */
function hasNumberToKeep(text: string): boolean {
  let depth = 0;
  let isFound = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      at = endOfString(text, at);
    } else if (isDigit(code) || code === MINUS) {
      const end = endOfNumber(text, at);
      isFound ||= isNumberToKeep(text, at, end);
      at = end - 1;
    } else if (code === 91 || code === 123) {
      depth += 1;
      if (depth > JSON_DEPTH_MAX)
        throw new SyntaxError(`JSON nested more than ${JSON_DEPTH_MAX} levels deep`);
    } else if (code === 93 || code === 125) {
      depth -= 1;
    }
  }
  return isFound;
}

/** Where the string that starts at `start` closes, or the end of the text. */
function endOfString(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at !== -1; at = text.indexOf('"', at + 1)) {
    let slashes = at;
    while (text.charCodeAt(slashes - 1) === BACKSLASH) slashes -= 1;
    if ((at - slashes) % 2 === 0) return at;
  }
  return text.length;
}

function endOfNumber(text: string, start: number): number {
  let at = start + 1;
  while (isPartOfNumber(text.charCodeAt(at))) at += 1;
  return at;
}

/**
 * Up to 15 digits come back from a double as they were, unless they end in a zero after the point, begin with six zeros after it
 * (which is written with an exponent) or are a negative zero; an exponent is always written in another way. Only then is the number
 * converted to see.
 */
function isNumberToKeep(text: string, start: number, end: number): boolean {
  const isPlain =
    end - start < 16 &&
    !(text.charCodeAt(start) === MINUS && text.charCodeAt(start + 1) === ZERO) &&
    isWithoutExponentOrZeros(text, start, end);
  if (isPlain) return false;
  const source = text.slice(start, end);
  return String(Number(source)) !== source;
}

function isWithoutExponentOrZeros(text: string, start: number, end: number): boolean {
  let hasPoint = false;
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code === DOT) hasPoint = true;
    else if (!isDigit(code) && code !== MINUS) return false;
  }
  return !hasPoint || (text.charCodeAt(end - 1) !== ZERO && !text.startsWith('0.000000', start));
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** Digits, point, signs, `e` and `E`. */
function isPartOfNumber(code: number): boolean {
  return isDigit(code) || code === DOT || code === MINUS || code === 43 || code === 69 || code === 101;
}
