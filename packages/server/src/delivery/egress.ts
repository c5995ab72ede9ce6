/**
 * The one way out. An endpoint's URL is a customer's text and the connection is made from inside the operator's network, so the address
 * is judged three times: a literal host before anything (Node never asks `lookup` about literals), every address that a name resolves
 * to, and the address of the socket itself before the first byte, the handshake's included. Proxies of the environment are ignored.
 */
import { Resolver } from 'node:dns/promises';
import { isIP, type LookupFunction, type Socket } from 'node:net';
import { rootCertificates } from 'node:tls';
import { type AllowTargets, type Clock, CONNECT_MS_MAX, isAllowedName, judgeAddress } from '@keyturn/core';
import { buildConnector } from 'undici';
import { TARGET_NOT_ALLOWED } from './attempt-errors.ts';
import { type DnsQueries, lookupBySystem, NameResolver, type SystemLookup } from './name-resolver.ts';

/** What the guard stands on. */
export interface EgressOptions {
  readonly allowTargets: AllowTargets;
  readonly clock: Clock;
  /** Certificates (PEM) trusted beside the public ones: a company's own authority. */
  readonly extraCertificates?: readonly string[];
  /** c-ares unless told otherwise. */
  readonly queries?: DnsQueries;
  readonly lookupBySystem?: SystemLookup;
}

/** A connection made, and whether its other end is inside: nothing of such a receiver's answers is stored. */
export type ConnectCallback = (
  error: Error | null,
  socket: Socket | null,
  reach: 'public' | 'private',
) => void;

/** Refused by the guard: the address may not be reached from here. */
class TargetNotAllowedError extends Error {
  readonly code = TARGET_NOT_ALLOWED;
}

/** Opens connections to allowed addresses and to nothing else. */
export class Egress {
  readonly #allowTargets: AllowTargets;
  readonly #names: NameResolver;
  readonly #connect: buildConnector.connector;

  constructor(options: EgressOptions) {
    const { allowTargets } = options;
    this.#allowTargets = allowTargets;
    this.#names = new NameResolver({
      clock: options.clock,
      queries: options.queries ?? new Resolver({ timeout: 2_000, tries: 2 }),
      lookupBySystem: options.lookupBySystem ?? lookupBySystem,
      isSystemName: (name) =>
        name === 'localhost' || name.endsWith('.localhost') || isAllowedName(name, allowTargets),
    });
    const { extraCertificates = [] } = options;
    this.#connect = buildConnector({
      timeout: CONNECT_MS_MAX,
      allowH2: false,
      lookup: this.#lookup,
      // Said here, so that NODE_TLS_REJECT_UNAUTHORIZED and --tls-min-v1.0 change nothing.
      rejectUnauthorized: true,
      minVersion: 'TLSv1.2',
      ...(extraCertificates.length > 0 ? { ca: [...rootCertificates, ...extraCertificates] } : {}),
    });
  }

  /** Connects, or calls back with an error. The socket that it returns is still connecting: destroy it to give up. */
  connect(options: buildConnector.Options, callback: ConnectCallback): Socket | undefined {
    const { hostname } = options;
    const refusal = isIP(hostname) === 0 ? undefined : this.#refuse(hostname, hostname);
    if (refusal !== undefined) {
      // Not in this turn: undici expects its connector to call back later.
      queueMicrotask(() => callback(refusal, null, 'private'));
      return undefined;
    }
    let late: TargetNotAllowedError | undefined;
    // undici's types leave out that its connector returns the socket.
    const connecting = this.#connect(options, (error, socket) => {
      if (late !== undefined) callback(late, null, 'private');
      else if (error !== null || socket === null) callback(error ?? new Error('no socket'), null, 'private');
      else callback(null, socket, this.#reachOf(socket, hostname));
    }) as unknown as Socket;
    // Before every other listener: TLS says hello in the next one, and undici takes the socket over.
    connecting.prependListener('connect', () => {
      late = this.#refuse(connecting.remoteAddress ?? '', hostname);
      if (late !== undefined) connecting.destroy(late);
    });
    return connecting;
  }

  #refuse(address: string, hostname: string): TargetNotAllowedError | undefined {
    const verdict = judgeAddress(address, hostname, this.#allowTargets);
    if (verdict.allowed) return undefined;
    return new TargetNotAllowedError(
      `${hostname} leads to an address that may not be reached (${verdict.rule})`,
    );
  }

  #reachOf(socket: Socket, hostname: string): 'public' | 'private' {
    const verdict = judgeAddress(socket.remoteAddress ?? '', hostname, this.#allowTargets);
    return verdict.allowed ? verdict.reach : 'private';
  }

  /** What Node asks in place of the system's resolver: gives judged addresses only. */
  readonly #lookup: LookupFunction = (hostname, options, callback) => {
    this.#names.resolve(hostname).then(
      (addresses) => {
        const allowed = addresses.filter((address) => this.#refuse(address, hostname) === undefined);
        const [first] = allowed;
        if (first === undefined) {
          callback(this.#refuse(addresses[0] ?? '', hostname) ?? new Error(`${hostname} has no address`), []);
        } else if (options.all === true) {
          callback(
            null,
            allowed.map((address) => ({ address, family: isIP(address) })),
          );
        } else {
          callback(null, first, isIP(first));
        }
      },
      (error: NodeJS.ErrnoException) => callback(error, []),
    );
  };
}
