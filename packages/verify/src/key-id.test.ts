import { expect, it } from 'vitest';
import { encodeKeyId, shortKeyId } from './sign.ts';

it('a key id is made of a whole HMAC and nothing else', () => {
  for (const length of [0, 7, 31, 33]) {
    expect(() => encodeKeyId(new Uint8Array(length))).toThrow(`these are ${length}`);
  }
  expect(encodeKeyId(new Uint8Array(32))).toBe('AAAAAAAAAA');
});

it('people read the first five characters of a key id', () => {
  expect(shortKeyId('KF3IQCNHSR')).toBe('KF3IQ');
});
