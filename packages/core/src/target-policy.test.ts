import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AllowTargets, isHostName, judgeAddress, parseAllowTargets } from './target-policy.ts';

function allowing(text: string): AllowTargets {
  const parsed = parseAllowTargets(text);
  if (!parsed.ok) throw new Error(parsed.error);
  return parsed.value;
}

const NOTHING = allowing('');
const EVERYTHING = allowing('0.0.0.0/0, ::/0, receiver.test, *.test');
const SETTING = 'KEYTURN_ALLOW_TARGETS';

const judge = (address: string, allow = NOTHING, hostname = 'receiver.test') =>
  judgeAddress(address, hostname, allow);

/** IPv4 as the two last groups of an IPv6 address. */
function groups(ipv4: string): string {
  const [a = 0, b = 0, c = 0, d = 0] = ipv4.split('.').map(Number);
  return `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
}

const inverted = (ipv4: string) =>
  ipv4
    .split('.')
    .map((part) => 255 - Number(part))
    .join('.');

/** Every way to write an IPv4 address inside an IPv6 one. */
const SPELLINGS: readonly (readonly [string, (ipv4: string) => string])[] = [
  ['mapped', (ipv4) => `::ffff:${ipv4}`],
  ['mapped, in hex', (ipv4) => `::ffff:${groups(ipv4)}`],
  ['mapped, in full', (ipv4) => `0000:0000:0000:0000:0000:FFFF:${groups(ipv4)}`],
  ['compatible', (ipv4) => `::${ipv4}`],
  ['compatible, in hex', (ipv4) => `::${groups(ipv4)}`],
  ['translated', (ipv4) => `::ffff:0:${groups(ipv4)}`],
  ['NAT64', (ipv4) => `64:ff9b::${groups(ipv4)}`],
  ['NAT64, dotted', (ipv4) => `64:ff9b::${ipv4}`],
  ['local NAT64, /96', (ipv4) => `64:ff9b:1::${groups(ipv4)}`],
  [
    'local NAT64, /48',
    (ipv4) => {
      const [a, b, c, d] = ipv4.split('.').map((part) => Number(part).toString(16).padStart(2, '0'));
      return `64:ff9b:1:${a}${b}:00${c}:${d}00::`;
    },
  ],
  [
    'local NAT64, /64',
    (ipv4) => {
      const [a, b, c, d] = ipv4.split('.').map((part) => Number(part).toString(16).padStart(2, '0'));
      return `64:ff9b:1:0:00${a}:${b}${c}:${d}00:0`;
    },
  ],
  ['6to4', (ipv4) => `2002:${groups(ipv4)}::1`],
  ['Teredo client', (ipv4) => `2001:0:4136:e378:8000:63bf:${groups(inverted(ipv4))}`],
  ['Teredo server', (ipv4) => `2001:0:${groups(ipv4)}:8000:63bf:3fff:fdd2`],
];

describe('a public address is allowed:', () => {
  it.each([
    '8.8.8.8',
    '1.1.1.1',
    '93.184.216.34',
    '100.63.255.255',
    '100.128.0.0',
    '172.15.255.255',
    '172.32.0.0',
    '192.167.255.255',
    '168.63.129.15',
    '223.255.255.255',
    '2606:4700:4700::1111',
    '2001:4860:4860::8888',
    '2a00:1450:4001:81b::200e',
    '::ffff:8.8.8.8',
    '64:ff9b::8.8.8.8',
  ])('%s', (address) => {
    expect(judge(address)).toEqual({ allowed: true, reach: 'public' });
  });
});

describe('an address that is not public is refused, and allowed when listed:', () => {
  it.each([
    ['0.0.0.0', 'loopback'],
    ['0.1.2.3', 'loopback'],
    ['127.0.0.1', 'loopback'],
    ['127.255.255.254', 'loopback'],
    ['10.0.0.1', 'private'],
    ['10.255.255.255', 'private'],
    ['172.16.0.1', 'private'],
    ['172.31.255.255', 'private'],
    ['192.168.1.1', 'private'],
    ['100.64.0.1', 'private'],
    ['100.127.255.255', 'private'],
    ['192.0.0.1', 'reserved'],
    ['192.0.0.171', 'reserved'],
    ['192.0.2.1', 'reserved'],
    ['192.88.99.1', 'reserved'],
    ['198.18.0.1', 'reserved'],
    ['198.19.255.255', 'reserved'],
    ['198.51.100.1', 'reserved'],
    ['203.0.113.1', 'reserved'],
    ['224.0.0.1', 'reserved'],
    ['239.255.255.255', 'reserved'],
    ['240.0.0.1', 'reserved'],
    ['255.255.255.255', 'reserved'],
    ['::', 'loopback'],
    ['::1', 'loopback'],
    ['0:0:0:0:0:0:0:1', 'loopback'],
    ['::2', 'reserved'],
    ['::7f00:1', 'reserved'],
    ['::127.0.0.1', 'reserved'],
    ['::8.8.8.8', 'reserved'],
    ['::8.8.8.8%eth0', 'reserved'],
    ['::ffff:7f00:1', 'loopback'],
    ['::ffff:127.0.0.1', 'loopback'],
    ['::ffff:0:7f00:1', 'reserved'],
    ['::ffff:0:808:808', 'reserved'],
    ['64:ff9b::7f00:1', 'loopback'],
    ['64:ff9b::10.0.0.1', 'private'],
    ['64:ff9b:1::808:808', 'reserved'],
    ['100::1', 'reserved'],
    ['100:0:0:1::1', 'reserved'],
    ['1fff:ffff::1', 'reserved'],
    ['2001::1', 'reserved'],
    ['2001:2::1', 'reserved'],
    ['2001:10::1', 'reserved'],
    ['2001:1ff:ffff::1', 'reserved'],
    ['2001:db8::1', 'reserved'],
    ['2002:808:808::1', 'reserved'],
    ['2002:7f00:1::', 'reserved'],
    ['3fff::1', 'reserved'],
    ['4000::1', 'reserved'],
    ['5f00::1', 'reserved'],
    ['fc00::1', 'private'],
    ['fdff::1', 'private'],
    ['fe80::1', 'private'],
    ['fe80::1%eth0', 'private'],
    ['fec0::1', 'private'],
    ['ff02::1', 'reserved'],
  ] as const)('%s (%s)', (address, rule) => {
    expect(judge(address)).toEqual({ allowed: false, rule, setting: SETTING });
    expect(judge(address, EVERYTHING)).toEqual({ allowed: true, reach: 'private' });
  });

  it.each(SPELLINGS)('loopback, private and reserved IPv4 inside IPv6: %s', (_name, spell) => {
    for (const ipv4 of ['127.0.0.1', '10.0.0.1', '172.16.0.1', '192.168.0.1', '0.0.0.0', '240.0.0.1']) {
      expect(judge(spell(ipv4)), spell(ipv4)).toMatchObject({ allowed: false, setting: SETTING });
    }
  });
});

describe('an address that hands out credentials is refused whatever is allowed:', () => {
  const ADDRESSES = [
    '169.254.169.254',
    '169.254.170.2',
    '169.254.0.1',
    '169.254.255.255',
    '168.63.129.16',
    '100.100.100.200',
    '192.0.0.192',
  ];

  it.each([
    ...ADDRESSES,
    'fd00:ec2::254',
    'FD00:0EC2:0:0:0:0:0:254',
    'fd00:ec2::23',
    'fd20:ce::254',
    'fd00:c1::a9fe:a9fe',
    'fd00:42::42',
    'fe80::a9fe:a9fe',
    'fe80::a9fe:a9fe%eth0',
    'fe80::5efe:a9fe:a9fe',
    '2606:4700::200:5efe:a9fe:a9fe',
  ])('%s', (address) => {
    for (const allow of [NOTHING, EVERYTHING, allowing(address.replace(/%.*/, ''))]) {
      expect(judge(address, allow)).toEqual({ allowed: false, rule: 'metadata' });
      expect(judge(address, allow, address)).toEqual({ allowed: false, rule: 'metadata' });
    }
  });

  it.each(SPELLINGS)('inside IPv6, %s', (_name, spell) => {
    for (const ipv4 of ADDRESSES) {
      const address = spell(ipv4);
      expect(judge(address, EVERYTHING), address).toEqual({ allowed: false, rule: 'metadata' });
    }
  });
});

describe('what is no address', () => {
  it.each([
    '',
    'localhost',
    '127.1',
    '2130706433',
    '0x7f.1',
    '0177.0.0.1',
    '127.0.0.1.',
    '[::1]',
    '8.8.8.8/32',
    '1:2:3',
    '256.1.1.1',
    '①②⑦.0.0.1',
    ' 8.8.8.8',
  ])('is refused: %j', (text) => {
    expect(judge(text, EVERYTHING)).toEqual({ allowed: false, rule: 'reserved' });
  });

  it('never makes a judgement throw', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.ipV4Extended(), fc.ipV6()), fc.string(), (address, hostname) => {
        expect(judgeAddress(address, hostname, EVERYTHING)).toHaveProperty('allowed');
      }),
    );
  });
});

describe('random addresses', () => {
  const isSpecial = (ipv4: string) => !judge(ipv4).allowed;
  const special = fc
    .tuple(fc.constantFrom('0', '10', '127', '169.254', '172.20', '192.168', '224', '255'), fc.ipV4())
    .map(([start, rest]) => [...start.split('.'), ...rest.split('.')].slice(0, 4).join('.'));

  it('that are special are so in every spelling', () => {
    fc.assert(
      fc.property(special, fc.constantFrom(...SPELLINGS), (ipv4, [, spell]) => {
        expect(isSpecial(ipv4), ipv4).toBe(true);
        expect(isSpecial(spell(ipv4)), spell(ipv4)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it('over IPv6 are public only in 2000::/3 or by NAT64', () => {
    const part = fc.integer({ min: 0, max: 0xffff });
    fc.assert(
      fc.property(fc.array(part, { minLength: 8, maxLength: 8 }), (parts) => {
        const first = parts[0] ?? 0;
        const verdict = judge(parts.map((each) => each.toString(16)).join(':'));
        if (first >> 13 !== 1) expect(verdict.allowed).toBe(false);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('the list of allowed targets', () => {
  it.each([
    ['10.0.0.0/8', '10.1.2.3', true],
    ['10.0.0.0/8', '100.64.0.1', false],
    ['10.0.0.0/8', '192.168.0.1', false],
    ['10.9.9.9/8', '10.1.2.3', true],
    ['127.0.0.1', '127.0.0.1', true],
    ['127.0.0.1', '127.0.0.2', false],
    ['10.0.0.0/8', '::ffff:10.1.2.3', true],
    ['10.0.0.0/8', '64:ff9b::10.1.2.3', true],
    ['10.0.0.0/8', '::10.1.2.3', false],
    ['::ffff:10.0.0.0/104', '10.1.2.3', true],
    ['::10.0.0.0/104', '10.1.2.3', false],
    ['::10.0.0.1', '10.0.0.1', false],
    ['::10.0.0.0/104', '::a01:203', true],
    ['::ffff:127.0.0.1', '127.0.0.1', true],
    ['0.0.0.0/0', 'fd00::1', false],
    ['::/0', '10.0.0.1', false],
    ['fd00::/8', 'fd12::1', true],
    ['[::1]', '::1', true],
    ['::1', '::1', true],
    ['  10.0.0.0/8\n,127.0.0.1,,', '127.0.0.1', true],
  ])('%j and %s: %s', (text, address, isAllowed) => {
    expect(judge(address, allowing(text)).allowed).toBe(isAllowed);
  });

  it.each([
    ['receiver', 'receiver', true],
    ['Receiver.Internal', 'receiver.internal', true],
    ['receiver.internal', 'RECEIVER.internal.', true],
    ['receiver.internal', 'x.receiver.internal', false],
    ['receiver.internal', 'receiver.internal.example.com', false],
    ['*.example.internal', 'a.example.internal', true],
    ['*.example.internal', 'a.b.example.internal', true],
    ['*.example.internal', 'example.internal', false],
    ['*.example.internal', 'aexample.internal', false],
    ['my_service', 'my_service', true],
  ])('%j and the name %s: %s', (text, hostname, isAllowed) => {
    expect(judge('10.0.0.1', allowing(text), hostname).allowed).toBe(isAllowed);
  });

  it.each([
    '10.0.0.0/33',
    '10.0.0/8',
    'fd00::/129',
    '::1.300.1.1',
    '10.0.0.0/8/8',
    'example.com/24',
    '*',
    '*.',
    '*example.com',
    'a.*.b',
    '127.1',
    '2130706433',
    '0x7f.1',
    'receiver:8080',
    'http://receiver',
    '10.0.0.1:80',
    'fe80::1%eth0',
    'a..b',
    '.internal',
    '-a',
    'ä.example',
    `${'x'.repeat(64)}.example`,
  ])('refuses %j and names it', (entry) => {
    const parsed = parseAllowTargets(`10.0.0.0/8, ${entry}`);
    expect(parsed).toEqual({ ok: false, error: expect.stringContaining(`"${entry}" is not a`) });
  });
});

describe('a host name', () => {
  it.each(['a', 'example.com', 'xn--mnchen-3ya.de', '1password.com', '3.example', 'a'.repeat(63)])(
    'may be %s',
    (text) => {
      expect(isHostName(text)).toBe(true);
    },
  );

  it.each(['', '.', 'a.', 'a-', 'a b', 'a/b', 'x.1', 'x.0x1f', 'x.0x', `${'a.'.repeat(126)}ab`])(
    'may not be %j',
    (text) => {
      expect(isHostName(text)).toBe(false);
    },
  );
});
