import { SIGN_INS_PER_ADDRESS_MAX, SIGN_INS_PER_EMAIL_MAX } from '@keyturn/core';
import { FakeClock } from '@keyturn/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PUBLIC_URL, TestApp } from '../test-app.ts';
import { A_PASSWORD, TestBrowser } from '../test-browser.ts';
import { makeSignInAttempts } from './sign-in-attempts.ts';

const MINUTE_MS = 60_000;

describe('attempts to sign in', () => {
  it('are bounded for one address, and an IPv6 host is its /64', () => {
    const clock = new FakeClock();
    const attempts = makeSignInAttempts(clock);
    for (let n = 0; n < SIGN_INS_PER_ADDRESS_MAX; n++) {
      expect(attempts.begin(`2001:db8::${n}`, `${n}@example.com`)).toBeUndefined();
    }
    clock.advance(MINUTE_MS - 1);
    expect(attempts.begin('2001:db8::ffff', 'x@example.com')).toBe(1);
    expect(attempts.begin('2001:db8:0:1::1', 'x@example.com')).toBeUndefined();
    clock.advance(1);
    expect(attempts.begin('2001:db8::ffff', 'x@example.com')).toBeUndefined();
  });

  it('are bounded for one email, wherever they come from, until the right password or a quarter of an hour', () => {
    const clock = new FakeClock();
    const attempts = makeSignInAttempts(clock);
    const attempt = (n: number) => attempts.begin(`192.0.2.${n}`, 'ada@example.com');
    for (let n = 0; n < SIGN_INS_PER_EMAIL_MAX; n++) expect(attempt(n)).toBeUndefined();
    expect(attempt(100)).toBe(15 * 60);
    expect(attempts.begin('192.0.2.100', 'bob@example.com')).toBeUndefined();
    clock.advance(15 * MINUTE_MS);
    for (let n = 0; n < SIGN_INS_PER_EMAIL_MAX - 1; n++) expect(attempt(n)).toBeUndefined();
    attempts.succeeded('ada@example.com');
    for (let n = 0; n < SIGN_INS_PER_EMAIL_MAX; n++) expect(attempt(n)).toBeUndefined();
    expect(attempt(101)).toBeDefined();
  });

  it('that are refused lengthen nothing', () => {
    const clock = new FakeClock();
    const attempts = makeSignInAttempts(clock);
    for (let n = 0; n < SIGN_INS_PER_ADDRESS_MAX; n++) attempts.begin('192.0.2.1');
    clock.advance(MINUTE_MS / 2);
    for (let n = 0; n < 1_000; n++) expect(attempts.begin('192.0.2.1')).toBe(30);
    clock.advance(MINUTE_MS / 2);
    expect(attempts.begin('192.0.2.1')).toBeUndefined();
  });
});

describe('guessing', () => {
  let app: TestApp;
  const clock = new FakeClock();
  beforeAll(async () => {
    app = await TestApp.open({ clock, trustProxy: ['127.0.0.1'] });
    const link = await app.call('POST', '/v1/login-links', { body: {} });
    const operator = new TestBrowser(app.http, PUBLIC_URL);
    await operator.openLink(link.body.url);
    await operator.call('POST', '/setup', { name: 'Ada', email: 'ada@example.com', password: A_PASSWORD });
  });
  afterAll(() => app.close());

  const from = (address: string) => ({ 'x-forwarded-for': address });
  const tryPassword = (address: string, email: string, password = 'a guess at the password') =>
    new TestBrowser(app.http, PUBLIC_URL).call('POST', '/session', { email, password }, from(address));

  it('a password, all at the same moment, ends where it would end one after the other', async () => {
    clock.advance(15 * MINUTE_MS);
    const guesses = Array.from({ length: SIGN_INS_PER_EMAIL_MAX + 5 }, (_, n) =>
      tryPassword(`192.0.2.${n}`, 'ADA@example.com'),
    );
    const statuses = (await Promise.all(guesses)).map(({ status }) => status).sort();
    expect(statuses.filter((status) => status === 401)).toHaveLength(SIGN_INS_PER_EMAIL_MAX);
    expect(statuses.filter((status) => status === 429)).toHaveLength(5);
    // The right one is not tried either, nor is it told apart.
    const right = await tryPassword('192.0.2.200', 'ada@example.com', A_PASSWORD);
    expect([right.status, right.body.code]).toEqual([429, 'rate_limited']);
    expect(Number(right.headers['retry-after'])).toBe(15 * 60);
    clock.advance(15 * MINUTE_MS);
    expect((await tryPassword('192.0.2.200', 'ada@example.com', A_PASSWORD)).status).toBe(200);
  });

  it('links ends for the address that guesses, and for no other', async () => {
    clock.advance(15 * MINUTE_MS);
    const tryLink = (address: string) =>
      new TestBrowser(app.http, PUBLIC_URL).call('POST', '/session/link', { token: 'guess' }, from(address));
    for (let n = 0; n < SIGN_INS_PER_ADDRESS_MAX; n++) {
      expect((await tryLink('198.51.100.1')).status).toBe(410);
    }
    expect((await tryLink('198.51.100.1')).status).toBe(429);
    expect((await tryLink('198.51.100.2')).status).toBe(410);
  });

  it('the password of a session that was left open ends too', async () => {
    clock.advance(15 * MINUTE_MS);
    const browser = new TestBrowser(app.http, PUBLIC_URL);
    await browser.signIn('ada@example.com');
    const guess = (n: number) =>
      browser.call('POST', '/session/reauthenticate', { password: 'a guess' }, from(`203.0.113.${n}`));
    for (let n = 0; n < SIGN_INS_PER_EMAIL_MAX; n++) expect((await guess(n)).status).toBe(401);
    expect((await guess(100)).status).toBe(429);
  });
});
