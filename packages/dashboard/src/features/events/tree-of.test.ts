import { describe, expect, it } from 'vitest';
import { parseEventsSearch, rangeStart } from './events-search.ts';
import { publishCurl } from './publish-curl.ts';
import { treeOf } from './tree-of.ts';

describe('an event’s body as a tree', () => {
  it('keeps every digit of a number that JavaScript would round', () => {
    expect(
      treeOf({ body: '{"iccid":8988303000000614227,"ratio":-0.1234567890123456,"price":12.50,"n":0.003}' }),
    ).toEqual({
      iccid: '8988303000000614227',
      ratio: '-0.1234567890123456',
      price: 12.5,
      n: 0.003,
    });
  });

  it('is none for what is no JSON object or array, or larger than a page can draw', () => {
    for (const body of [null, 'a=1&b=2', '"text"', '7', 'null', `["${'x'.repeat(256 * 1024)}"]`]) {
      expect(treeOf({ body })).toBeUndefined();
    }
  });
});

describe('the filter of events', () => {
  it('drops from the address what makes no sense', () => {
    expect(parseEventsSearch({ type: 'invoice.paid', range: 'day' })).toEqual({
      type: 'invoice.paid',
      range: 'day',
    });
    expect(parseEventsSearch({ type: '', range: 'year' })).toEqual({});
  });

  it('begins to the minute, so that the pages of a list agree', () => {
    const nowMs = Date.parse('2026-11-24T12:00:59.999Z');
    expect(rangeStart('hour', nowMs)).toBe('2026-11-24T11:00:00.000Z');
    expect(rangeStart(undefined, nowMs)).toBeUndefined();
  });
});

describe('the command that publishes an event', () => {
  it('takes its API key from the environment', () => {
    const curl = publishCurl('https://keyturn.example', 'acme');
    expect(curl).toContain('https://keyturn.example/v1/accounts/acme/events');
    expect(curl).toContain('Bearer $KEYTURN_API_KEY');
  });
});
