import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isEventType,
  isEventTypePattern,
  isReservedEventType,
  matchesEventType,
} from './event-type-filter.ts';

describe('an endpoint', () => {
  it.each([
    [[], 'invoice.paid', true],
    [['invoice.paid'], 'invoice.paid', true],
    [['invoice.paid'], 'invoice.paid.late', false],
    [['invoice.paid'], 'invoice', false],
    [['invoice.*'], 'invoice.paid', true],
    [['invoice.*'], 'invoice.line.added', true],
    [['invoice.*'], 'invoice', false],
    [['invoice.*'], 'invoice.', false],
    [['invoice.*'], 'invoices.paid', false],
    [['invoice.*'], 'credit.invoice.paid', false],
    [['invoice.paid'], 'Invoice.paid', false],
    [['invoice.paid'], 'invoiceXpaid', false],
    [['sim.*', 'invoice.paid'], 'invoice.paid', true],
    [['sim.*', 'invoice.paid'], 'order.paid', false],
  ] as const)('with the filter %j and an event of type %s: %s', (patterns, type, wanted) => {
    expect(matchesEventType(patterns, type)).toBe(wanted);
  });
});

describe('an event type', () => {
  it.each(['a', 'invoice.paid', 'a_b-C.9', 'x'.repeat(128)])('%s is one', (text) => {
    expect(isEventType(text)).toBe(true);
    expect(isEventTypePattern(text)).toBe(true);
  });

  it.each(['', 'x'.repeat(129), 'a b', 'a/b', 'a*', 'ä', 'a\n', 'a.\u2028'])('%j is none', (text) => {
    expect(isEventType(text)).toBe(false);
    expect(isEventTypePattern(text)).toBe(false);
  });

  it.each([
    ['invoice.*', true],
    ['a.b.*', true],
    [`${'x'.repeat(126)}.*`, true],
    [`${'x'.repeat(127)}.*`, false],
    ['*', false],
    ['.*', false],
    ['in*', false],
    ['*.paid', false],
    ['a.*.b', false],
    ['a.**', false],
  ])('the pattern %s may stand in a filter: %s', (text, may) => {
    expect(isEventTypePattern(text)).toBe(may);
  });

  it('below keyturn is reserved', () => {
    expect(isReservedEventType('keyturn.test')).toBe(true);
    expect(isReservedEventType('keyturn.secret.proof')).toBe(true);
    expect(isReservedEventType('keyturn')).toBe(false);
    expect(isReservedEventType('keyturned.test')).toBe(false);
  });

  it('matches its own text and the pattern of each of its prefixes', () => {
    const part = fc.stringMatching(/^[A-Za-z0-9_-]{1,5}$/);
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 5 }), (parts) => {
        const type = parts.join('.');
        expect(matchesEventType([type], type)).toBe(true);
        for (let length = 1; length < parts.length; length++) {
          const pattern = `${parts.slice(0, length).join('.')}.*`;
          expect(isEventTypePattern(pattern)).toBe(true);
          expect(matchesEventType([pattern], type)).toBe(true);
          expect(matchesEventType([pattern], `x${type}`)).toBe(false);
        }
      }),
    );
  });
});
