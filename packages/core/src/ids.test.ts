import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DeliveryRef, deliveryIdOf, deliveryRefOf, ID_RANDOM_BYTES, isChosenId, makeId } from './ids.ts';

const ref = fc.oneof(
  fc.integer({ min: 1, max: 100_000 }),
  fc.maxSafeNat().map((n) => n || 1),
);
const time = fc.oneof(fc.nat(4_000_000_000_000), fc.constant(2 ** 48 - 1));
const bytes = fc.uint8Array({ minLength: ID_RANDOM_BYTES, maxLength: ID_RANDOM_BYTES });

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** The number that base32 text stands for. */
const decoded = (text: string) =>
  [...text].reduce((sum, character) => sum * 32n + BigInt(ALPHABET.indexOf(character)), 0n);
const numberOf = (random: Uint8Array) => random.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);

describe('an id', () => {
  it('is its prefix, its time and all of its random bits', () => {
    fc.assert(
      fc.property(time, bytes, (now, random) => {
        const id = makeId('sec', now, random);
        expect(id).toMatch(/^sec_[0-9A-HJKMNP-TV-Z]{26}$/);
        expect(decoded(id.slice(4, 14))).toBe(BigInt(now));
        expect(decoded(id.slice(14))).toBe(numberOf(random));
        expect(isChosenId(id)).toBe(true);
      }),
    );
  });

  it('sorts by time', () => {
    fc.assert(
      fc.property(time, time, bytes, bytes, (one, other, random, more) => {
        fc.pre(one !== other);
        expect(makeId('evt', one, random) < makeId('evt', other, more)).toBe(one < other);
      }),
    );
  });

  it('takes its random bytes from the offset on', () => {
    fc.assert(
      fc.property(bytes, fc.nat(50), (random, offset) => {
        const slice = new Uint8Array(offset + ID_RANDOM_BYTES).fill(255);
        slice.set(random, offset);
        expect(makeId('ep', 1, slice, offset)).toBe(makeId('ep', 1, random));
      }),
    );
  });
});

describe('a delivery id', () => {
  it('is its ref, and gives it back', () => {
    fc.assert(
      fc.property(ref, (number) => {
        const id = deliveryIdOf(number as DeliveryRef);
        expect(id).toMatch(/^dlv_[0-9A-HJKMNP-TV-Z]{11}$/);
        expect(decoded(id.slice(4))).toBe(BigInt(number));
        expect(deliveryRefOf(id)).toBe(number);
      }),
    );
  });

  it('sorts as its ref', () => {
    fc.assert(
      fc.property(ref, ref, (one, other) => {
        fc.pre(one !== other);
        expect(deliveryIdOf(one as DeliveryRef) < deliveryIdOf(other as DeliveryRef)).toBe(one < other);
      }),
    );
  });

  it.each([
    '',
    'dlv_',
    'dlv_00000000000',
    'dlv_ZZZZZZZZZZZ',
    'dlv_80000000000',
    'dlv_0000000000a',
    'dlv_0000000000U',
    'dlv_0000000001',
    'dlv_000000000001',
    'evt_00000000001',
    'dlv_00000000001\n',
    ' dlv_00000000001',
  ])('%j is none', (text) => {
    expect(deliveryRefOf(text)).toBeUndefined();
  });

  it('is what any text that gives a ref must be', () => {
    const text = fc.oneof(fc.stringMatching(/^dlv_[0-9A-Za-z]{10,12}$/), fc.string());
    fc.assert(
      fc.property(text, (id) => {
        const found = deliveryRefOf(id);
        if (found !== undefined) expect(deliveryIdOf(found)).toBe(id);
      }),
    );
  });
});

describe('an id that a caller chose', () => {
  it.each(['a', 'acme', 'order-1_X', 'x'.repeat(64)])('may be %s', (text) => {
    expect(isChosenId(text)).toBe(true);
  });

  it.each(['', 'x'.repeat(65), 'a.b', 'a b', 'ä', 'a\n', 'a/b', '%41'])('may not be %j', (text) => {
    expect(isChosenId(text)).toBe(false);
  });
});
