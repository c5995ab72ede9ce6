import { describe, expect, it } from 'vitest';
import { RandomSlices } from './random-slices.ts';

describe('random slices', () => {
  it('gives no byte twice, and leaves a slice as it is when the pool is drawn anew', () => {
    const random = new RandomSlices();
    const slices: Uint8Array[] = [];
    for (let n = 0; n < 2_000; n++) slices.push(random.take(10));
    const copies = slices.map((slice) => Buffer.from(slice).toString('hex'));
    expect(new Set(copies).size).toBe(2_000);
    random.take(6_000);
    expect(slices.map((slice) => Buffer.from(slice).toString('hex'))).toEqual(copies);
    const places = slices.map((slice) => `${slice.byteOffset}`);
    expect(new Set(places.slice(0, 600)).size).toBe(600);
  });

  it('makes ids that differ and sort by time', () => {
    const random = new RandomSlices();
    const ids = Array.from({ length: 2_000 }, (_, n) => random.makeId('evt', 1_800_000_000_000 + n));
    expect(new Set(ids).size).toBe(2_000);
    expect([...ids].sort()).toEqual(ids);
    expect(ids.every((id) => /^evt_[0-9A-HJKMNP-TV-Z]{26}$/.test(id))).toBe(true);
  });

  it('refuses to give more than the pool holds', () => {
    expect(() => new RandomSlices().take(6_145)).toThrow(RangeError);
  });
});
