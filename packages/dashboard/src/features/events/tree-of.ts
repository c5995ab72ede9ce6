import type { PublishedEvent } from '../../api/models.ts';

/** Text beyond which a tree would freeze the page; the raw view has no such bound. */
const TREE_CHARACTERS_MAX = 256 * 1024;

/** An event's body as a tree; undefined when it is no JSON object or array, or too large. Numbers keep the digits that they came with. */
export function treeOf(event: Pick<PublishedEvent, 'body'>): object | undefined {
  const { body } = event;
  if (body === null || body.length > TREE_CHARACTERS_MAX) return undefined;
  try {
    const value: unknown = JSON.parse(body, keepDigits);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Digits that a JavaScript number always keeps. */
const DIGITS_SAFE = 15;

/** A number that JavaScript would round is shown as the text that came: a 19-digit id must not look like another one. */
function keepDigits(_: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value !== 'number' || context?.source === undefined) return value;
  const [mantissa = ''] = context.source.split(/e/i);
  const digits = mantissa.replace(/[-.]/g, '').replace(/^0+/, '');
  return digits.length > DIGITS_SAFE ? context.source : value;
}
