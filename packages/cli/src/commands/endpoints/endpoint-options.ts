import { Option } from '@commander-js/extra-typings';
import { usageError } from '../../exit-codes.ts';

/** `--event-type`, repeated or several at once: which events go there. */
export const eventTypesOption = () =>
  new Option(
    '--event-type <pattern...>',
    'event types that go there, exact or like invoice.*; all when none is given',
  );

/** `--header`, repeated: sent with every request. */
export const headersOption = () =>
  new Option('--header <name:value...>', 'a header of its own for every request, like "x-region: eu-1"');

/** Headers by name. Refuses one without a colon. */
export function parseCustomHeaders(given: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    given.map((text) => {
      const colon = text.indexOf(':');
      // The text is not repeated: a header's value may be a credential of the receiver's.
      if (colon < 1) throw usageError('--header is "name: value".');
      return [text.slice(0, colon).trim(), text.slice(colon + 1).trim()];
    }),
  );
}
