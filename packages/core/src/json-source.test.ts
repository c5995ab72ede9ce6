import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJsonKeepingNumbers, stringifyJson } from './json-source.ts';
import { JSON_DEPTH_MAX } from './limits.ts';

const again = (text: string) => stringifyJson(parseJsonKeepingNumbers(text));

/** The number of a JSON text, in one of the ways that people and programs write it. */
const numberText = fc
  .tuple(
    fc.constantFrom('', '-'),
    fc.oneof(fc.constant('0'), fc.stringMatching(/^[1-9]\d{0,20}$/)),
    fc.oneof(fc.constant(''), fc.stringMatching(/^\.(0{0,8})\d{1,18}$/)),
    fc.oneof(
      { weight: 4, arbitrary: fc.constant('') },
      { weight: 1, arbitrary: fc.stringMatching(/^[eE][+-]?\d{1,3}$/) },
    ),
  )
  .map((parts) => parts.join(''));

/** Compact JSON text with such numbers in it. */
const jsonText = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    numberText,
    fc
      .oneof(fc.string({ unit: 'binary' }), fc.constantFrom('1.0', ', 1e3,', 'a\\', '"', '\\"', '[[{'))
      .map((text) => JSON.stringify(text)),
    fc.constantFrom('true', 'false', 'null'),
    fc.array(tie('value'), { maxLength: 4 }).map((items) => `[${items.join(',')}]`),
    fc
      .uniqueArray(
        fc.tuple(
          fc.string().map((key) => `k${key}`),
          tie('value'),
        ),
        { maxLength: 4, selector: ([key]) => key },
      )
      .map((pairs) => `{${pairs.map(([key, value]) => `${JSON.stringify(key)}:${value}`).join(',')}}`),
  ),
})).value;

describe('JSON that keeps its numbers', () => {
  it.each([
    '8931440400000012345',
    '9007199254740993',
    '-9007199254740993',
    '1234567890123456789012345678901234567890',
    '1.0',
    '1.10',
    '0.0',
    '100.00',
    '0.1234567890123456789',
    '0.0000001',
    '-0.0000001',
    '0.00000010',
    '1e3',
    '1E3',
    '1E+3',
    '1e-7',
    '1E400',
    '-1E400',
    '-0',
    '-0.0',
  ])('%s comes back as it was', (text) => {
    expect(again(text)).toBe(text);
    expect(again(`[${text},${text}]`)).toBe(`[${text},${text}]`);
    expect(again(`{"a":${text}}`)).toBe(`{"a":${text}}`);
    expect(again(` { "a" : ${text} } `)).toBe(`{"a":${text}}`);
  });

  it('gives plain values for everything that survives by itself', () => {
    const text =
      '{"a":1,"b":-2.5,"c":0.000001,"d":999999999999999,"e":"1.0","f":[true,null],"g":9007199254740991}';
    expect(parseJsonKeepingNumbers(text)).toStrictEqual(JSON.parse(text));
    expect(parseJsonKeepingNumbers('[1.0,1.5]')).toEqual([expect.objectContaining({ rawJSON: '1.0' }), 1.5]);
  });

  it('gives back every number of any text as it was written', () => {
    fc.assert(
      fc.property(jsonText, (text) => {
        expect(again(text)).toBe(text);
      }),
      { numRuns: 3000 },
    );
  });

  it('gives the value of JSON.parse for what JSON.stringify wrote', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value);
        if (/[eE]|-0/.test(text)) return;
        expect(parseJsonKeepingNumbers(text)).toStrictEqual(JSON.parse(text));
      }),
    );
  });

  it('throws a SyntaxError for exactly what is no JSON', () => {
    const broken = fc.tuple(jsonText, fc.nat(), fc.string({ maxLength: 2 })).map(([text, at, insert]) => {
      const cut = at % (text.length + 1);
      return text.slice(0, cut) + insert + text.slice(cut + 1);
    });
    const outcome = (parse: () => unknown) => {
      try {
        parse();
        return 'parsed';
      } catch (error) {
        return error instanceof SyntaxError ? 'refused' : error;
      }
    };
    fc.assert(
      fc.property(broken, (text) => {
        expect(outcome(() => parseJsonKeepingNumbers(text))).toBe(outcome(() => JSON.parse(text)));
      }),
      { numRuns: 2000 },
    );
  });

  it('refuses nesting that is too deep, and takes what is just not', () => {
    const nested = (depth: number, inner: string) => '['.repeat(depth) + inner + ']'.repeat(depth);
    expect(again(nested(JSON_DEPTH_MAX, '1.0'))).toBe(nested(JSON_DEPTH_MAX, '1.0'));
    expect(() => parseJsonKeepingNumbers(nested(JSON_DEPTH_MAX + 1, '1.0'))).toThrow(SyntaxError);
    expect(() => parseJsonKeepingNumbers('{"a":'.repeat(100_000))).toThrow('512 levels');
    expect(again(`[${'[],'.repeat(2000)}"${'['.repeat(2000)}"]`)).toHaveLength(8004);
  });

  it('leaves prototypes alone', () => {
    for (const number of ['1', '1.0']) {
      const text = `{"__proto__":{"admin":true},"constructor":{"prototype":${number}}}`;
      const parsed = parseJsonKeepingNumbers(text) as object;
      expect(Object.getPrototypeOf(parsed)).toBe(Object.prototype);
      expect(Object.keys(parsed)).toEqual(['__proto__', 'constructor']);
      expect('admin' in {}).toBe(false);
      expect(stringifyJson(parsed)).toBe(text);
    }
  });

  it('writes well-formed text', () => {
    expect(again('{"a":"\\ud800","b":"\u2028 \u{1F511} é"}')).toBe(
      '{"a":"\\ud800","b":"\u2028 \u{1F511} é"}',
    );
    expect(again('[1.0,"\\ud800x"]').isWellFormed()).toBe(true);
  });
});
