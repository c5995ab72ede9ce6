import { usageError } from '../../exit-codes.ts';

/** What the language has and TypeScript's library does not know yet (JSON.parse source text access). */
interface JsonWithSource {
  parse(
    text: string,
    revive: (key: string, value: unknown, context: { source?: string }) => unknown,
  ): unknown;
  rawJSON(text: string): unknown;
}
const json = JSON as unknown as JsonWithSource;

/**
 * The JSON value of `--data`. A number that a double cannot hold (the 19 digits of an ICCID) keeps its text: `JSON.stringify` writes it
 * again as it came. Refuses what is no UTF-8, and what is no JSON.
 */
export function parseDataText(bytes: Uint8Array): unknown {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return json.parse(text, (_key, value, { source }) => {
      const mayDiffer = typeof value === 'number' && source !== undefined && String(value) !== source;
      return mayDiffer ? json.rawJSON(source) : value;
    });
  } catch {
    throw usageError('--data is not JSON.', 'give other content with --body @FILE --content-type TYPE');
  }
}
