import { expect, it } from 'vitest';
import { formatSecretText } from './sign.ts';

it('a secret text is made of 24 to 64 bytes', () => {
  for (const length of [24, 64]) expect(formatSecretText(new Uint8Array(length))).toMatch(/^whsec_/);
  for (const length of [0, 23, 65]) {
    expect(() => formatSecretText(new Uint8Array(length))).toThrow(`this has ${length}`);
  }
});
