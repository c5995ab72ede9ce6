import { describe, expect, it } from 'vitest';
import { type EnvelopeParts, makeEnvelope } from './envelope.ts';
import { parseJsonKeepingNumbers, stringifyJson } from './json-source.ts';

const parts: EnvelopeParts = {
  id: 'evt_1',
  source: '/accounts/acme',
  type: 'sim.activated',
  time: '2026-11-24T07:00:00.000Z',
  datacontenttype: 'application/json',
  dataText: '{"iccid":8931440400000012345}',
};

const textOf = (body: Uint8Array) => new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);

describe('an envelope', () => {
  it('is compact CloudEvents 1.0 in a fixed order', () => {
    expect(textOf(makeEnvelope(parts))).toBe(
      '{"specversion":"1.0","id":"evt_1","source":"/accounts/acme","type":"sim.activated",' +
        '"time":"2026-11-24T07:00:00.000Z","datacontenttype":"application/json",' +
        '"data":{"iccid":8931440400000012345}}',
    );
  });

  it('has the optional fields in their places', () => {
    const { dataText: _, ...rest } = parts;
    const whole = { dataschema: 'https://example.com/s', subject: 'sim/1', dataText: 'null', ...rest };
    const keys = Object.keys(JSON.parse(textOf(makeEnvelope(whole))));
    expect(keys).toEqual([
      'specversion',
      'id',
      'source',
      'type',
      'subject',
      'time',
      'dataschema',
      'datacontenttype',
      'data',
    ]);
  });

  it('quotes its texts and leaves the data as it is', () => {
    const subject = '"},"data":1,\u2028\u{1F511}é\\';
    const dataText = stringifyJson(
      parseJsonKeepingNumbers('{ "a" : 1.0, "b": "\u2028\u{1F511}é\\ud800", "__proto__": -0 }'),
    );
    const text = textOf(makeEnvelope({ ...parts, subject, dataText }));
    expect(JSON.parse(text).subject).toBe(subject);
    expect(text.endsWith(`,"data":{"a":1.0,"b":"\u2028\u{1F511}é\\ud800","__proto__":-0}}`)).toBe(true);
  });

  it('has a buffer of its own', () => {
    const body = makeEnvelope(parts);
    expect(body.buffer.byteLength).toBe(body.byteLength);
  });
});
