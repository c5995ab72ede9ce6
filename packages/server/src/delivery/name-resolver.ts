/**
 * Host names to addresses, for the egress guard. c-ares and not the system's resolver, whose four threads one hanging name can take;
 * c-ares knows no hosts file and no search domain, so the names that the operator allows by name, and localhost, go to the system, two
 * at once. Answers are remembered for as long as they say, and for five minutes more when no resolver answers.
 */
import { lookup } from 'node:dns/promises';
import {
  type Clock,
  DNS_NAMES_MAX,
  DNS_STALE_MS_MAX,
  DNS_SYSTEM_LOOKUPS_MAX,
  DNS_SYSTEM_TTL_MS,
  DNS_TTL_MS_MAX,
  DNS_TTL_MS_MIN,
} from '@keyturn/core';

/** An address and for how long it may be remembered. */
export interface ResolvedAddress {
  readonly address: string;
  readonly ttl: number;
}

/** What answers for names: `dns.promises.Resolver`, or a script in tests. */
export interface DnsQueries {
  resolve4(name: string, options: { ttl: true }): Promise<readonly ResolvedAddress[]>;
  resolve6(name: string, options: { ttl: true }): Promise<readonly ResolvedAddress[]>;
}

/** Asks the system, hosts file included. */
export type SystemLookup = (name: string) => Promise<readonly string[]>;

/** The system's resolver. */
export const lookupBySystem: SystemLookup = async (name) => {
  const found = await lookup(name, { all: true });
  return found.map((entry) => entry.address);
};

/** What the resolver stands on. */
export interface NameResolverOptions {
  readonly clock: Clock;
  readonly queries: DnsQueries;
  readonly lookupBySystem: SystemLookup;
  /** Whether a name is to be asked of the system. */
  isSystemName(name: string): boolean;
}

interface Remembered {
  readonly addresses: readonly string[];
  readonly freshUntil: number;
}

/** Resolves names, with a memory. */
export class NameResolver {
  readonly #options: NameResolverOptions;
  readonly #remembered = new Map<string, Remembered>();
  readonly #underWay = new Map<string, Promise<readonly string[]>>();
  #systemLookups = 0;
  readonly #systemWaiters: (() => void)[] = [];

  constructor(options: NameResolverOptions) {
    this.#options = options;
  }

  /** Every address of a name, at least one; rejects with the resolver's error when there is none. */
  async resolve(name: string): Promise<readonly string[]> {
    const remembered = this.#remembered.get(name);
    const now = this.#options.clock.monotonic();
    if (remembered !== undefined && now < remembered.freshUntil) return remembered.addresses;
    const joined = this.#underWay.get(name);
    if (joined !== undefined) return joined;
    const asked = this.#ask(name).finally(() => this.#underWay.delete(name));
    this.#underWay.set(name, asked);
    return asked;
  }

  async #ask(name: string): Promise<readonly string[]> {
    try {
      const isSystemName = this.#options.isSystemName(name);
      return isSystemName ? await this.#askSystem(name) : await this.#askDns(name);
    } catch (error) {
      const remembered = this.#remembered.get(name);
      const now = this.#options.clock.monotonic();
      if (remembered !== undefined && now < remembered.freshUntil + DNS_STALE_MS_MAX) {
        return remembered.addresses;
      }
      throw error;
    }
  }

  async #askDns(name: string): Promise<readonly string[]> {
    const { queries } = this.#options;
    const [v4, v6] = await Promise.allSettled([
      queries.resolve4(name, { ttl: true }),
      queries.resolve6(name, { ttl: true }),
    ]);
    const found = [
      ...(v6.status === 'fulfilled' ? v6.value : []),
      ...(v4.status === 'fulfilled' ? v4.value : []),
    ];
    if (found.length === 0) throw noAddress(name, v4, v6);
    const ttlMs = Math.min(...found.map((entry) => entry.ttl)) * 1000;
    const addresses = found.map((entry) => entry.address);
    return this.#remember(name, addresses, Math.min(Math.max(ttlMs, DNS_TTL_MS_MIN), DNS_TTL_MS_MAX));
  }

  async #askSystem(name: string): Promise<readonly string[]> {
    if (this.#systemLookups === DNS_SYSTEM_LOOKUPS_MAX) {
      await new Promise<void>((resolve) => this.#systemWaiters.push(resolve));
    } else {
      this.#systemLookups++;
    }
    try {
      const addresses = await this.#options.lookupBySystem(name);
      return this.#remember(name, addresses, DNS_SYSTEM_TTL_MS);
    } finally {
      // The place goes to the next one who waits, or is free.
      const next = this.#systemWaiters.shift();
      if (next === undefined) this.#systemLookups--;
      else next();
    }
  }

  #remember(name: string, addresses: readonly string[], ttlMs: number): readonly string[] {
    this.#remembered.delete(name);
    this.#remembered.set(name, { addresses, freshUntil: this.#options.clock.monotonic() + ttlMs });
    if (this.#remembered.size > DNS_NAMES_MAX) {
      const [oldest] = this.#remembered.keys();
      if (oldest !== undefined) this.#remembered.delete(oldest);
    }
    return addresses;
  }
}

function noAddress(name: string, ...answers: readonly PromiseSettledResult<unknown>[]): unknown {
  for (const answer of answers) if (answer.status === 'rejected') return answer.reason;
  return Object.assign(new Error(`${name} has no address`), { code: 'ENODATA' });
}
