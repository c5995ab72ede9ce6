/**
 * From where a browser may use the dashboard. A cookie goes along with whatever page sends the request; `Origin` says which page that
 * was, and `Host` to whom the browser believes it speaks.
 */
import { BlockList, isIP } from 'node:net';
import type { FastifyRequest } from 'fastify';
import type { Problem } from '../problem.ts';

/** Where an installation is reached. */
export interface Reach {
  /** Without a slash at its end. */
  readonly publicUrl: string;
  /** The address that it listens on. */
  readonly host: string;
  readonly port: number;
}

/** Judges requests that come with a cookie, and those of people who are about to get one. */
export interface OriginPolicy {
  /**
   * Why the request's `Host` is refused: an installation that listens on loopback answers to its own names alone, since any name can be
   * made to lead there (DNS rebinding).
   */
  hostRefusal(request: Pick<FastifyRequest, 'headers'>): Problem | undefined;
  /** Why the page that sends the request is refused. Safe methods change nothing and are taken from anywhere. */
  originRefusal(request: Pick<FastifyRequest, 'headers' | 'method'>): Problem | undefined;
}

const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);
/** Names of one and the same machine: links say `localhost`, people type the address. */
const LOOPBACK_NAMES = ['localhost', '127.0.0.1', '[::1]'] as const;

/** Makes the policy: the origin of `publicUrl`, and on loopback each of its names. */
export function makeOriginPolicy({ publicUrl, host, port }: Reach): OriginPolicy {
  const url = new URL(publicUrl);
  const origins = new Set([url.origin]);
  if (isLoopback(url.hostname)) {
    for (const name of LOOPBACK_NAMES) origins.add(new URL(`${url.protocol}//${name}:${url.port}`).origin);
  }
  const listensOnLoopback = isLoopback(host);
  if (listensOnLoopback) {
    for (const name of LOOPBACK_NAMES) origins.add(new URL(`http://${name}:${port}`).origin);
  }
  const hosts = new Set([...origins].map((origin) => new URL(origin).host));

  return {
    hostRefusal({ headers }) {
      if (!listensOnLoopback || hosts.has(headers.host?.toLowerCase().replace(/:(80|443)$/, '') ?? '')) {
        return undefined;
      }
      const detail = `This installation listens on loopback and is reached at ${url.origin}. For another name set KEYTURN_PUBLIC_URL.`;
      return { code: 'host_not_allowed', detail, facts: { allowed: [...hosts] } };
    },
    originRefusal({ headers, method }) {
      if (SAFE_METHODS.has(method) || origins.has(headers.origin ?? '')) return undefined;
      const sent = headers.origin === undefined ? 'It came without `Origin`' : 'It came from elsewhere';
      const detail = `${sent}; a signed-in browser may do this at ${url.origin} only (KEYTURN_PUBLIC_URL). Programs send a bearer key.`;
      return { code: 'origin_not_allowed', detail, facts: { allowed: [...origins] } };
    },
  };
}

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** Whether a host name or address is this very machine. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[(.*)\]$/, '$1');
  const family = isIP(bare);
  if (family === 0) return bare === 'localhost';
  return loopback.check(bare, family === 4 ? 'ipv4' : 'ipv6');
}
