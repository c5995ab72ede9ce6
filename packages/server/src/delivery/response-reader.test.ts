import { RESPONSE_READ_BYTES_MAX, RESPONSE_STORED_BYTES_MAX } from '@keyturn/core';
import { describe, expect, it } from 'vitest';
import { ResponseReader, storedHeaders } from './response-reader.ts';

describe('a response', () => {
  it('is kept from its beginning, up to the bound, and read up to another', () => {
    const reader = new ResponseReader('first_bytes');
    const text = Buffer.from('0123456789'.repeat(100));
    let takes = 1;
    while (reader.take(text)) takes++;
    expect(takes * text.length).toBeGreaterThanOrEqual(RESPONSE_READ_BYTES_MAX);
    expect((takes - 1) * text.length).toBeLessThan(RESPONSE_READ_BYTES_MAX);
    expect(reader.kept).toHaveLength(RESPONSE_STORED_BYTES_MAX);
    expect(Buffer.from(reader.kept ?? []).toString()).toBe(
      '0123456789'.repeat(500).slice(0, RESPONSE_STORED_BYTES_MAX),
    );
  });

  it('keeps no window on the buffer that it came in', () => {
    const reader = new ResponseReader('first_bytes');
    const socketBuffer = Buffer.alloc(64 * 1024);
    reader.take(socketBuffer.subarray(10, 14));
    expect(reader.kept?.buffer.byteLength).toBe(4);
  });

  it('is read and not kept when its receiver is inside', () => {
    const reader = new ResponseReader('nothing');
    expect(reader.take(Buffer.from('secret of the house'))).toBe(true);
    expect(reader.kept).toBeUndefined();
    expect(reader.take(Buffer.alloc(RESPONSE_READ_BYTES_MAX))).toBe(false);
  });

  it('has its headers kept without cookies and within a bound', () => {
    expect(
      storedHeaders({ 'content-type': 'text/plain', 'set-cookie': ['a=b'], 'x-many': ['1', '2'] }),
    ).toEqual({ 'content-type': 'text/plain', 'x-many': '1, 2' });
    const huge = Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`x-${n}`, 'v'.repeat(100)]));
    expect(JSON.stringify(storedHeaders(huge)).length).toBeLessThan(5_000);
  });
});
