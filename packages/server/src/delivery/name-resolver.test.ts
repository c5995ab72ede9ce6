import { DNS_STALE_MS_MAX, DNS_TTL_MS_MAX } from '@keyturn/core';
import { eventually, FakeClock, makeGate } from '@keyturn/testkit';
import { describe, expect, it } from 'vitest';
import { NameResolver, type ResolvedAddress } from './name-resolver.ts';

const NO_DATA = Object.assign(new Error('queryAaaa ENODATA'), { code: 'ENODATA', syscall: 'queryAaaa' });
const SERVFAIL = Object.assign(new Error('queryA ESERVFAIL'), { code: 'ESERVFAIL', syscall: 'queryA' });

/** A resolver over scripted answers, which count how often they were asked for. */
function aResolver() {
  const clock = new FakeClock();
  const script = {
    asked: 0,
    v4: async (): Promise<readonly ResolvedAddress[]> => [{ address: '192.0.2.1', ttl: 30 }],
    v6: async (): Promise<readonly ResolvedAddress[]> => {
      throw NO_DATA;
    },
    system: async (_name: string): Promise<readonly string[]> => ['127.0.0.1', '::1'],
  };
  const resolver = new NameResolver({
    clock,
    queries: {
      resolve4: () => {
        script.asked++;
        return script.v4();
      },
      resolve6: () => script.v6(),
    },
    lookupBySystem: (name) => {
      script.asked++;
      return script.system(name);
    },
    isSystemName: (name) => name.endsWith('.internal'),
  });
  return { clock, script, resolver };
}

describe('names', () => {
  it('are asked for both families, and one answer is enough', async () => {
    const { resolver, script } = aResolver();
    expect(await resolver.resolve('a.example')).toEqual(['192.0.2.1']);
    script.v6 = async () => [{ address: '2001:db8::1', ttl: 60 }];
    expect(await resolver.resolve('b.example')).toEqual(['2001:db8::1', '192.0.2.1']);
    script.v4 = async () => {
      throw SERVFAIL;
    };
    expect(await resolver.resolve('c.example')).toEqual(['2001:db8::1']);
  });

  it('are remembered for as long as the answer says, within bounds', async () => {
    const { resolver, script, clock } = aResolver();
    await resolver.resolve('a.example');
    clock.advance(29_999);
    await resolver.resolve('a.example');
    expect(script.asked).toBe(1);
    clock.advance(1);
    script.v4 = async () => [{ address: '192.0.2.2', ttl: 86_400 }];
    expect(await resolver.resolve('a.example')).toEqual(['192.0.2.2']);
    clock.advance(DNS_TTL_MS_MAX);
    await resolver.resolve('a.example');
    expect(script.asked).toBe(3);
  });

  it('are given from memory for a while when nobody answers, and then not', async () => {
    const { resolver, script, clock } = aResolver();
    await resolver.resolve('a.example');
    script.v4 = async () => {
      throw SERVFAIL;
    };
    clock.advance(30_000 + DNS_STALE_MS_MAX - 1);
    expect(await resolver.resolve('a.example')).toEqual(['192.0.2.1']);
    clock.advance(1);
    await expect(resolver.resolve('a.example')).rejects.toBe(SERVFAIL);
    await expect(resolver.resolve('never.example')).rejects.toBe(SERVFAIL);
  });

  it('without an address are an error, not an empty answer', async () => {
    const { resolver, script } = aResolver();
    script.v4 = async () => [];
    script.v6 = async () => [];
    await expect(resolver.resolve('a.example')).rejects.toMatchObject({ code: 'ENODATA' });
  });

  it('are asked for once by all who ask at the same time', async () => {
    const { resolver, script } = aResolver();
    await Promise.all(Array.from({ length: 50 }, () => resolver.resolve('a.example')));
    expect(script.asked).toBe(1);
  });

  it('that the operator listed go to the system, two at once', async () => {
    const { resolver, script } = aResolver();
    const gate = makeGate();
    let open = 0;
    let openMax = 0;
    script.system = async (name) => {
      openMax = Math.max(openMax, ++open);
      await gate.opened;
      open--;
      return [`10.0.0.${name.slice(1, 2)}`];
    };
    const names = ['h1', 'h2', 'h3', 'h4', 'h5'].map((name) => resolver.resolve(`${name}.internal`));
    await eventually(() => expect(open).toBe(2), { deadlineMs: 15_000 });
    gate.open();
    expect(await Promise.all(names)).toEqual([
      ['10.0.0.1'],
      ['10.0.0.2'],
      ['10.0.0.3'],
      ['10.0.0.4'],
      ['10.0.0.5'],
    ]);
    expect(openMax).toBe(2);
    expect(script.asked).toBe(5);
  });

  it('are forgotten, the oldest first, beyond the bound', async () => {
    const { resolver, script } = aResolver();
    for (let n = 0; n <= 10_000; n++) await resolver.resolve(`n${n}.example`);
    const asked = script.asked;
    await resolver.resolve('n10000.example');
    expect(script.asked).toBe(asked);
    await resolver.resolve('n0.example');
    expect(script.asked).toBe(asked + 1);
  });
});
