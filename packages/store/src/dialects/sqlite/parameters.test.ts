import { expect, it } from 'vitest';
import { checkParameters } from './parameters.ts';

it.each([
  ['a boolean', true, 'of type boolean'],
  ['a bigint', 1n, 'of type bigint'],
  ['undefined', undefined, 'of type undefined'],
  ['an object', {}, 'of type object'],
  ['a Date', new Date(0), 'a Date'],
  ['an integer above 2^53', 2 ** 53, 'an integer above 2^53'],
  ['NaN', Number.NaN, 'NaN'],
  ['infinity', Number.POSITIVE_INFINITY, 'Infinity'],
])('%s as a parameter is refused, with its place', (_name, value, said) => {
  expect(() => checkParameters(['text', value])).toThrow(`parameter 2 is ${said}`);
});

it('text, safe numbers, bytes and null pass', () => {
  const parameters = ['text', 0, -1.5, Number.MAX_SAFE_INTEGER, new Uint8Array(3), Buffer.from('b'), null];
  expect(checkParameters(parameters)).toEqual(parameters);
});
