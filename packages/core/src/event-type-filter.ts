import { EVENT_TYPE_CHARACTERS_MAX } from './limits.ts';

const EVENT_TYPE = new RegExp(`^[A-Za-z0-9._-]{1,${EVENT_TYPE_CHARACTERS_MAX}}$`);

/** Event types under this prefix are Keyturn's own: `keyturn.test`, `keyturn.secret.proof`. Nobody can publish one. */
const RESERVED_PREFIX = 'keyturn.';

/** Whether a text is an event type: 1 to 128 of `[A-Za-z0-9._-]`, by convention a dotted name as `invoice.paid`. */
export function isEventType(text: string): boolean {
  return EVENT_TYPE.test(text);
}

/** Whether a text may stand in an endpoint's filter: an event type, or `prefix.*` for everything below the prefix. */
export function isEventTypePattern(text: string): boolean {
  if (!text.endsWith('.*')) return isEventType(text);
  return text.length <= EVENT_TYPE_CHARACTERS_MAX && isEventType(text.slice(0, -2));
}

/** Whether an event type is one that only Keyturn itself sends. */
export function isReservedEventType(type: string): boolean {
  return type.startsWith(RESERVED_PREFIX);
}

/**
 * Whether an endpoint with this filter wants events of `type`. No pattern at all means every type; `invoice.*` means `invoice.paid` and
 * `invoice.line.added`, not `invoice` itself. Capitals count.
 */
export function matchesEventType(patterns: readonly string[], type: string): boolean {
  if (patterns.length === 0) return true;
  return patterns.some((pattern) => {
    if (!pattern.endsWith('.*')) return pattern === type;
    const prefix = pattern.slice(0, -1);
    return type.length > prefix.length && type.startsWith(prefix);
  });
}
