import { describe, expect, it } from 'vitest';
import { proposeAccountId } from './propose-account-id.ts';

describe('the account id that is proposed', () => {
  it.each([
    ['Acme Ltd', 'acme-ltd'],
    ['  Zoë & Söhne  ', 'zoe-sohne'],
    ['日本', ''],
    [`${'long '.repeat(20)}`, 'long-long-long-long-long-long-long-long'],
  ])('of %j is %j', (name, id) => {
    expect(proposeAccountId(name)).toBe(id);
  });
});
