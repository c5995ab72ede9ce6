import { describe, expect, it } from 'vitest';
import { aPendingSecret, aSecret } from '../../test-rows.ts';
import { envFile } from './env-file.ts';
import { keysetOf } from './keyset.ts';
import { proposeName } from './propose-name.ts';
import { parseWebhookSearch } from './webhook-search.ts';

const nowMs = Date.parse('2026-11-24T12:00:00.000Z');

describe('the name that is proposed for a secret', () => {
  it('is the month’s launch for the first one', () => {
    expect(proposeName([], nowMs, true)).toEqual({ kind: 'first', month: '2026-11' });
  });

  it('is the month’s rotation, numbered when the month has had one', () => {
    expect(proposeName([aSecret()], nowMs, false)).toEqual({ kind: 'later', month: '2026-11', number: 1 });
    const created = [aPendingSecret(), aPendingSecret(), aSecret()];
    expect(proposeName(created, nowMs, false)).toEqual({ kind: 'later', month: '2026-11', number: 3 });
  });
});

describe('the file of a secret', () => {
  it('is one line, for the second variable while the secret is pending', () => {
    expect(envFile('acme', aPendingSecret(), 'whsec_AAAA')).toEqual({
      name: 'keyturn-acme-K7Q2M.env',
      content: 'KEYTURN_SECRET_NEXT=whsec_AAAA\n',
    });
  });

  it('is for the first variable when the secret is active', () => {
    expect(envFile('acme', aSecret(), 'whsec_AAAA').content).toBe('KEYTURN_SECRET=whsec_AAAA\n');
  });
});

describe('the secrets of a scope', () => {
  it('are sorted by what they do', () => {
    const pending = aPendingSecret();
    const active = aSecret();
    const disabled = aSecret({ id: 'sec_old', status: 'disabled' });
    expect(keysetOf([pending, active, disabled])).toEqual({
      active,
      pending,
      retiring: undefined,
      disabled: [disabled],
      epoch: 41,
    });
    expect(keysetOf([]).epoch).toBeUndefined();
  });
});

describe('the address of the Webhook page', () => {
  it('keeps what it knows and drops the rest', () => {
    expect(
      parseWebhookSearch({ endpoint: 'ep_1', tab: 'verify', dialog: 'activate', secret: 'sec_1', x: 1 }),
    ).toEqual({ endpoint: 'ep_1', tab: 'verify', dialog: 'activate', secret: 'sec_1' });
    expect(parseWebhookSearch({ endpoint: 7, tab: 'x', dialog: 'explode' })).toEqual({});
  });
});
