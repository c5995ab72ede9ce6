import { addMs, type SecretId } from '@keyturn/core';
import { beforeEach, describe, expect, it } from 'vitest';
import { keyringBeforeEach } from '../test-keyring.ts';
import { insertEndpoint } from '../test-store.ts';

const HOUR_MS = 3600_000;

const test = keyringBeforeEach();

describe('an overlap', () => {
  let first: SecretId;
  let second: SecretId;
  beforeEach(async () => {
    first = await test.create('first');
    second = await test.create('second');
    await test.activate(second, 3600);
    test.keyring.forget(test.account.ref, 'known');
  });

  it('co-signs until its end, active first, and ends on time without a read', async () => {
    const during = await test.load();
    expect(during.secretIds).toEqual([second, first]);
    expect(during.keyIds).toHaveLength(2);
    const readsBefore = test.reads;
    test.clock.advance(HOUR_MS - 1);
    expect(during.isCurrent()).toBe(true);
    expect(test.find()).toBe(during);
    test.clock.advance(1);
    expect(during.isCurrent()).toBe(false);
    expect(test.find()?.secretIds).toEqual([second]);
    expect(test.reads).toBe(readsBefore);
  });

  it('ends on time although the wall clock was set back', async () => {
    const during = await test.load();
    test.clock.jumpWall(-2 * HOUR_MS);
    test.clock.advance(HOUR_MS);
    expect(during.isCurrent()).toBe(false);
    expect(test.find()?.secretIds).toEqual([second]);
  });

  it('ends on time although the monotonic clock stood still, as in a suspended machine', async () => {
    const during = await test.load();
    test.clock.jumpWall(HOUR_MS);
    expect(during.isCurrent()).toBe(false);
    expect(test.find()?.secretIds).toEqual([second]);
  });

  it('ends when it is ended early, and lasts longer when it is extended', async () => {
    const during = await test.load();
    await test.commit(test.account.ref, {
      type: 'retire',
      secretId: first,
      retireAt: addMs(test.clock.wall(), 2 * HOUR_MS),
    });
    test.keyring.forget(test.account.ref, 'known');
    expect(during.isCurrent()).toBe(false);
    test.clock.advance(HOUR_MS);
    expect((await test.load()).secretIds).toEqual([second, first]);
    await test.commit(test.account.ref, { type: 'retire', secretId: first, retireAt: test.clock.wall() });
    test.keyring.forget(test.account.ref, 'known');
    expect((await test.load()).secretIds).toEqual([second]);
  });
});

describe("an endpoint's own secret", () => {
  it("co-signs with the account's active secret, whichever that is, until its inheritance ends", async () => {
    const first = await test.create('first');
    const own = await test.create('own', test.endpoint.ref);
    expect((await test.load()).secretIds).toEqual([first]);
    await test.activate(own, 3600, test.endpoint.ref);
    test.keyring.forget(test.account.ref, 'known');
    const during = await test.load();
    expect(during.secretIds).toEqual([own, first]);

    const second = await test.create('second');
    await test.activate(second);
    test.keyring.forget(test.account.ref, 'known');
    expect(during.isCurrent()).toBe(false);
    const after = await test.load();
    expect(after.secretIds).toEqual([own, second]);
    test.clock.advance(HOUR_MS);
    expect(after.isCurrent()).toBe(false);
    expect(test.find()?.secretIds).toEqual([own]);
  });

  it('leaves the other endpoints with the account', async () => {
    const first = await test.create('first');
    const own = await test.create('own', test.endpoint.ref);
    await test.activate(own, 0, test.endpoint.ref);
    test.keyring.forget(test.account.ref, 'known');
    const other = await insertEndpoint(test.store, test.clock, test.account);
    expect((await test.load()).secretIds).toEqual([own]);
    expect((await test.keyring.loadSigners(test.account.ref, other.ref)).secretIds).toEqual([first]);
  });
});
