/**
 * Which addresses may be reached from here. An endpoint's URL is chosen by a customer, and the request leaves from inside the
 * operator's network: whatever is not plainly a public address is refused, unless the operator listed it; addresses that hand out
 * credentials of the platform are refused whatever is listed. Judged when an endpoint is saved and, what counts, for each connection.
 */
import ipaddr from 'ipaddr.js';
import { ok, type Result, refuse } from './result.ts';

type Address = ipaddr.IPv4 | ipaddr.IPv6;
type Network = [Address, number];

/** What the operator allowed beyond public addresses; made by `parseAllowTargets`. */
export interface AllowTargets {
  readonly networks: readonly Network[];
  /** Host names, in lower case. */
  readonly names: readonly string[];
  /** `.example.internal` for `*.example.internal`. */
  readonly suffixes: readonly string[];
}

/** Why an address is refused. `metadata` cannot be allowed by any setting. */
export type AddressRule = 'metadata' | 'loopback' | 'private' | 'reserved';

/** Whether an address may be reached. `reach` tells a receiver inside from one outside: nothing of the former's answers is shown. */
export type AddressVerdict =
  | { readonly allowed: true; readonly reach: 'public' | 'private' }
  | { readonly allowed: false; readonly rule: AddressRule; readonly setting?: 'KEYTURN_ALLOW_TARGETS' };

/**
 * Link-local metadata of AWS, Google, Azure, Oracle, DigitalOcean, OpenStack and Tencent (all of 169.254/16), Azure's wire server,
 * which is in a public range, Alibaba, Oracle; AWS (metadata, DNS, pod identity), Google, Oracle, Scaleway, OpenStack over IPv6.
 */
const METADATA: readonly Network[] = [
  '169.254.0.0/16',
  '168.63.129.16/32',
  '100.100.100.200/32',
  '192.0.0.192/32',
  'fd00:ec2::/32',
  'fd20:ce::254/128',
  'fd00:c1::a9fe:a9fe/128',
  'fd00:42::42/128',
  'fe80::a9fe:a9fe/128',
].map((text) => ipaddr.parseCIDR(text));

/** All that IANA has given out for global unicast over IPv6. An address outside of it is special, known to ipaddr.js or not. */
const GLOBAL_UNICAST: Network = ipaddr.parseCIDR('2000::/3');
const COMPATIBLE: Network = ipaddr.parseCIDR('::/96');
const TRANSLATED: Network = ipaddr.parseCIDR('::ffff:0:0:0/96');
const NAT64: Network = ipaddr.parseCIDR('64:ff9b::/96');
const NAT64_LOCAL: Network = ipaddr.parseCIDR('64:ff9b:1::/48');
const SIX_TO_FOUR: Network = ipaddr.parseCIDR('2002::/16');
const TEREDO: Network = ipaddr.parseCIDR('2001::/32');

/**
 * Whether a connection to `address`, which `hostname` resolved to (or is), may be made. Takes IPv4 in four decimal parts and IPv6,
 * as resolvers and sockets give them; anything else is refused.
 */
export function judgeAddress(address: string, hostname: string, allowTargets: AllowTargets): AddressVerdict {
  const judged = parseAddress(address);
  if (judged === undefined) return { allowed: false, rule: 'reserved' };
  if ([judged, ...embedded(judged)].some(isMetadata)) return { allowed: false, rule: 'metadata' };
  const rule = specialRule(judged);
  if (rule === undefined) return { allowed: true, reach: 'public' };
  const isListed = isAllowedName(hostname, allowTargets) || isAllowedAddress(judged, allowTargets);
  if (isListed) return { allowed: true, reach: 'private' };
  return { allowed: false, rule, setting: 'KEYTURN_ALLOW_TARGETS' };
}

/** Whether the operator listed this host by name; its addresses are still judged, as metadata is refused under any name. */
export function isAllowedName(hostname: string, allowTargets: AllowTargets): boolean {
  const name = hostname.toLowerCase().replace(/\.$/, '');
  return allowTargets.names.includes(name) || allowTargets.suffixes.some((suffix) => name.endsWith(suffix));
}

/**
 * Parses the text of KEYTURN_ALLOW_TARGETS: networks in CIDR notation, addresses, host names, and `*.example.internal` for every name
 * below one; commas or spaces between. Refuses with one sentence that names the entry.
 */
export function parseAllowTargets(text: string): Result<AllowTargets, string> {
  const networks: Network[] = [];
  const names: string[] = [];
  const suffixes: string[] = [];
  for (const entry of text.toLowerCase().split(/[\s,]+/)) {
    if (entry === '') continue;
    const network = parseNetwork(entry);
    if (network !== undefined) networks.push(network);
    else if (isHostName(entry)) names.push(entry);
    else if (entry.startsWith('*.') && isHostName(entry.slice(2))) suffixes.push(entry.slice(1));
    else if (entry.includes('/'))
      return refuse(`"${entry}" is not a network such as 10.0.0.0/8 or fd00::/8.`);
    else return refuse(`"${entry}" is not a network, an address, a host name, or *. and a host name.`);
  }
  return ok({ networks, names, suffixes });
}

/** Whether a text is a host name that cannot be taken for an address: labels of letters, digits, `-` and `_`; 253 characters. */
export function isHostName(text: string): boolean {
  if (text.length > 253) return false;
  const labels = text.split('.');
  // URL parsers read a host as an IPv4 address when its last label is a number: 127.1, 0x7f.1, 2130706433.
  if (/^(\d+|0x[\da-f]*)$/i.test(labels.at(-1) ?? '')) return false;
  return labels.every((label) => /^[a-z\d_]([a-z\d_-]{0,61}[a-z\d_])?$/i.test(label));
}

function parseNetwork(entry: string): Network | undefined {
  const bare = entry.replace(/^\[(.*)\]$/, '$1');
  if (ipaddr.IPv4.isValidFourPartDecimal(bare)) return [ipaddr.parse(bare), 32];
  if (ipaddr.IPv4.isValidCIDRFourPartDecimal(entry)) return ipaddr.parseCIDR(entry);
  if (entry.includes('%')) return undefined;
  if (ipaddr.IPv6.isValid(bare)) return unmapped([ipaddr.parse(inHex(bare)), 128]);
  return ipaddr.IPv6.isValidCIDR(entry) ? unmapped(ipaddr.parseCIDR(inHex(entry))) : undefined;
}

/** A network of IPv4-mapped addresses as the IPv4 network that it is, because that is how addresses are judged. */
function unmapped([address, bits]: Network): Network {
  const isMapped = address instanceof ipaddr.IPv6 && address.isIPv4MappedAddress() && bits >= 96;
  return isMapped ? [address.toIPv4Address(), bits - 96] : [address, bits];
}

function parseAddress(text: string): Address | undefined {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return ipaddr.parse(text);
  return ipaddr.IPv6.isValid(text) ? ipaddr.process(inHex(text)) : undefined;
}

/** IPv6 whose end is written as IPv4, in hex throughout: ipaddr.js reads `::8.8.8.8` as `::ffff:8.8.8.8`, which is another address. */
function inHex(text: string): string {
  return text.replace(/(?<=:)(\d+)\.(\d+)\.(\d+)\.(\d+)(?=$|[/%])/, (_, ...octets: string[]) => {
    const [a = 0, b = 0, c = 0, d = 0] = octets.slice(0, 4).map(Number);
    return `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
  });
}

/** Why an address is not a public one; undefined when it is. */
function specialRule(address: Address): AddressRule | undefined {
  if (address instanceof ipaddr.IPv6) {
    // NAT64 with the well-known prefix only carries a connection on to the IPv4 address inside: refused whole, clusters with
    // IPv6 alone could reach nobody.
    if (address.match(NAT64)) return specialRule(lastIPv4(address));
    if (address.range() === 'unicast') return address.match(GLOBAL_UNICAST) ? undefined : 'reserved';
  }
  const range: string = address.range();
  switch (range) {
    case 'unicast':
      return undefined;
    case 'loopback':
    case 'unspecified':
      return 'loopback';
    case 'private':
    case 'carrierGradeNat':
    case 'linkLocal':
    case 'uniqueLocal':
    case 'deprecatedSiteLocal':
      return 'private';
    default:
      return 'reserved';
  }
}

function isAllowedAddress(address: Address, { networks }: AllowTargets): boolean {
  const judged =
    address instanceof ipaddr.IPv6 && address.match(NAT64) ? [address, lastIPv4(address)] : [address];
  return judged.some((one) => networks.some((network) => isWithin(one, network)));
}

function isMetadata(address: Address): boolean {
  return METADATA.some((network) => isWithin(address, network));
}

/** As `match`, which throws when the kinds differ. */
function isWithin(address: Address, [base, bits]: Network): boolean {
  return address.kind() === base.kind() && address.match(base, bits);
}

/** The IPv4 addresses that an IPv6 address may lead to, by whichever mechanism (mapped ones have been taken out before). */
function embedded(address: Address): readonly ipaddr.IPv4[] {
  if (!(address instanceof ipaddr.IPv6)) return [];
  const bytes = address.toByteArray();
  const at = (...positions: readonly number[]) => ipv4Of(positions.map((position) => bytes[position] ?? 0));
  if ([COMPATIBLE, TRANSLATED, NAT64].some((network) => address.match(network))) return [lastIPv4(address)];
  // RFC 6052 section 2.2: where the IPv4 address sits depends on the length of the prefix, which only its operator knows.
  if (address.match(NAT64_LOCAL)) {
    return [at(6, 7, 9, 10), at(7, 9, 10, 11), at(9, 10, 11, 12), at(12, 13, 14, 15)];
  }
  if (address.match(SIX_TO_FOUR)) return [at(2, 3, 4, 5)];
  // RFC 4380 section 4: the server's address, and the client's with all bits inverted.
  if (address.match(TEREDO)) {
    return [at(4, 5, 6, 7), ipv4Of(bytes.slice(12).map((byte) => byte ^ 255))];
  }
  // ISATAP, RFC 5214 section 6.1.
  const isIsatap = (address.parts[4] ?? 0) % 0x200 === 0 && address.parts[5] === 0x5efe;
  return isIsatap ? [lastIPv4(address)] : [];
}

function lastIPv4(address: ipaddr.IPv6): ipaddr.IPv4 {
  return ipv4Of(address.toByteArray().slice(12));
}

function ipv4Of(octets: number[]): ipaddr.IPv4 {
  return new ipaddr.IPv4(octets);
}
