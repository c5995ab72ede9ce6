import { WRONG_KEYS_PER_ADDRESS_MAX } from '@keyturn/core';
import { FakeClock } from '@keyturn/testkit';
import { describe, expect, it } from 'vitest';
import { groupOf, makeFailedAttempts } from './failed-attempts.ts';

describe('the group that an address counts with', () => {
  it.each([
    ['203.0.113.9', '203.0.113.9'],
    ['::ffff:203.0.113.9', '203.0.113.9'],
    ['::FFFF:203.0.113.9', '203.0.113.9'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:db8:1:2::1', '2001:db8:1:2'],
    ['2001:0db8:0001:0002::1', '2001:db8:1:2'],
    ['2001:db8::1', '2001:db8:0:0'],
    ['::1', '0:0:0:0'],
    ['fe80::1%eth0', 'fe80:0:0:0'],
  ])('of %s is %s', (address, group) => {
    expect(groupOf(address)).toBe(group);
  });
});

describe('the count of wrong keys', () => {
  const fill = (attempts: ReturnType<typeof makeFailedAttempts>, address: string) => {
    for (let n = 0; n < WRONG_KEYS_PER_ADDRESS_MAX; n++) attempts.note(address);
  };

  it('blocks an address, and its /64, until its window ends', () => {
    const clock = new FakeClock();
    const attempts = makeFailedAttempts(clock);
    fill(attempts, '2001:db8:1:2::1');
    expect(attempts.blockedSeconds('2001:db8:1:2:ffff::9')).toBe(60);
    expect(attempts.blockedSeconds('2001:db8:1:3::1')).toBeUndefined();
    clock.advance(59_001);
    expect(attempts.blockedSeconds('2001:db8:1:2::1')).toBe(1);
    clock.advance(999);
    expect(attempts.blockedSeconds('2001:db8:1:2::1')).toBeUndefined();
    attempts.note('2001:db8:1:2::1');
    expect(attempts.blockedSeconds('2001:db8:1:2::1')).toBeUndefined();
  });

  it('is not lengthened by more wrong keys', () => {
    const clock = new FakeClock();
    const attempts = makeFailedAttempts(clock);
    fill(attempts, '203.0.113.9');
    clock.advance(30_000);
    fill(attempts, '203.0.113.9');
    expect(attempts.blockedSeconds('203.0.113.9')).toBe(30);
  });

  it('forgets the oldest address rather than grow without end', () => {
    const attempts = makeFailedAttempts(new FakeClock());
    fill(attempts, '203.0.113.9');
    for (let n = 0; n < 9_999; n++) attempts.note(`10.0.${n >> 8}.${n & 255}`);
    expect(attempts.blockedSeconds('203.0.113.9')).toBe(60);
    attempts.note('192.0.2.1');
    expect(attempts.blockedSeconds('203.0.113.9')).toBeUndefined();
  });
});
