import { describe, expect, it } from 'vitest';
import { en } from './en/messages.ts';
import { pseudoMessages, pseudoText } from './pseudo.ts';

describe('the pseudo locale', () => {
  it('accents words and leaves arguments and tags alone', () => {
    expect(pseudoText('Key <key>{keyId}</key> stops')).toBe('Kééý <key>{keyId}</key> šţööpš');
  });

  it('changes the branches of a plural and not its syntax', () => {
    expect(pseudoText('{count, plural, one {# row} other {# rows}}')).toBe(
      '{count, plural, one {# ŕööŵ} other {# ŕööŵš}}',
    );
  });

  it('leaves no message of the dashboard as it was', () => {
    const flat = (tree: object): string[] =>
      Object.values(tree).flatMap((value: unknown) =>
        typeof value === 'string' ? [value] : flat(value as object),
      );
    const before = flat(en);
    const after = flat(pseudoMessages(en));
    expect(after).toHaveLength(before.length);
    expect(after.filter((message) => !/^\[.*\]$/s.test(message))).toEqual([]);
  });
});
