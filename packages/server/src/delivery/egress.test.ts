import { once } from 'node:events';
import { createServer, type Server as NetServer, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import { type AllowTargets, parseAllowTargets } from '@keyturn/core';
import { eventually, FakeClock } from '@keyturn/testkit';
import { afterEach, describe, expect, it } from 'vitest';
import { makeCertificate } from '../test-certificates.ts';
import { failureCauseOf } from './attempt-errors.ts';
import { Egress, type EgressOptions } from './egress.ts';

const servers: NetServer[] = [];
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
});

/** A server that counts connections and the bytes that come over them. */
async function openSink(options?: TlsOptions, host = '127.0.0.1') {
  const seen = { connections: 0, bytes: 0, port: 0 };
  const onConnection = (socket: Socket) => {
    sockets.push(socket);
    socket.on('error', () => {});
    socket.on('data', (chunk: Buffer) => {
      seen.bytes += chunk.length;
    });
  };
  const server = options === undefined ? createServer(onConnection) : createTlsServer(options, onConnection);
  server.on('connection', () => seen.connections++);
  server.on('tlsClientError', () => {});
  servers.push(server);
  server.listen(0, host);
  await once(server, 'listening');
  seen.port = (server.address() as { port: number }).port;
  return seen;
}

function allow(text: string): AllowTargets {
  const parsed = parseAllowTargets(text);
  if (!parsed.ok) throw new Error(parsed.error);
  return parsed.value;
}

/** Answers of a resolver for every name, one list after the other. */
function answering(...answers: readonly (readonly string[])[]): Required<Pick<EgressOptions, 'queries'>> {
  let n = 0;
  const next = async () =>
    (answers[Math.min(n++, answers.length - 1)] ?? []).map((address) => ({ address, ttl: 0 }));
  return {
    queries: {
      resolve4: next,
      resolve6: async () => {
        throw Object.assign(new Error('no data'), { code: 'ENODATA' });
      },
    },
  };
}

interface Check {
  readonly host: string;
  readonly port: number;
  readonly allowed?: string;
  readonly options?: Partial<EgressOptions>;
  readonly egress?: Egress;
  readonly protocol?: 'http:' | 'https:';
}

/** Connects as undici would, and says what came of it: `public`, `private`, or the cause of the failure. */
async function connect({
  host,
  port,
  allowed = '',
  options,
  protocol = 'http:',
  ...given
}: Check): Promise<string> {
  const egress =
    given.egress ?? new Egress({ allowTargets: allow(allowed), clock: new FakeClock(), ...options });
  const url = new URL(`${protocol}//${host}:${port}`);
  return new Promise((resolve) => {
    egress.connect(
      { hostname: url.hostname.replace(/^\[|\]$/g, ''), host: url.host, protocol, port: url.port },
      (error, socket, reach) => {
        if (socket !== null) sockets.push(socket);
        resolve(error === null ? reach : failureCauseOf(error, 'connecting'));
      },
    );
  });
}

describe('the way out', () => {
  const spellings = [
    '127.0.0.1',
    '127.1',
    '2130706433',
    '0x7f.1',
    '0x7f000001',
    '0177.0.0.1',
    '①②⑦.0.0.1',
    '127.0.0.1.',
    '0.0.0.0',
    '[::]',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[::7f00:1]',
    '[::ffff:0:7f00:1]',
    '[64:ff9b::7f00:1]',
    '[64:ff9b:1::7f00:1]',
    '[2002:7f00:1::]',
    '[2001:0:7f00:1::]',
    'localhost',
    'LOCALHOST',
  ];
  it.each(spellings)('does not lead to loopback under the name %s', async (host) => {
    const sink = await openSink();
    const failed = await connect({ host, port: sink.port });
    expect(failed).toBe('target_not_allowed');
    expect(sink).toMatchObject({ connections: 0, bytes: 0 });
  });

  it.each([
    '169.254.169.254',
    '168.63.129.16',
    '100.100.100.200',
    '192.0.0.192',
    '[fd00:ec2::254]',
    '[::ffff:169.254.169.254]',
    '[64:ff9b::a9fe:a9fe]',
  ])('does not lead to the platform at %s, whatever is allowed', async (host) => {
    const allowed = '0.0.0.0/0 ::/0';
    expect(await connect({ host, port: 80, allowed })).toBe('target_not_allowed');
  });

  it('does not lead to the platform by a name that the operator allowed', async () => {
    const options = { lookupBySystem: async () => ['169.254.169.254'] };
    expect(
      await connect({ host: 'metadata.internal', port: 80, allowed: 'metadata.internal', options }),
    ).toBe('target_not_allowed');
  });

  it('leads inside where the operator allowed it, and says that it is inside', async () => {
    const sink = await openSink();
    expect(await connect({ host: '127.0.0.1', port: sink.port, allowed: '127.0.0.0/8' })).toBe('private');
    expect(await connect({ host: 'localhost', port: sink.port, allowed: 'localhost' })).toBe('private');
    const options = { lookupBySystem: async () => ['127.0.0.1'] };
    expect(await connect({ host: 'hooks.internal', port: sink.port, allowed: '*.internal', options })).toBe(
      'private',
    );
    await eventually(() => expect(sink.connections).toBe(3), { deadlineMs: 15_000 });
  });

  it('takes of mixed answers the allowed ones', async () => {
    const sink = await openSink();
    const options = answering(['10.0.0.1', '127.0.0.1', '169.254.169.254']);
    expect(await connect({ host: 'mixed.example', port: sink.port, allowed: '127.0.0.0/8', options })).toBe(
      'private',
    );
    const refused = answering(['10.0.0.1', '127.0.0.1']);
    expect(await connect({ host: 'mixed.example', port: sink.port, options: refused })).toBe(
      'target_not_allowed',
    );
    expect(sink.connections).toBe(1);
  });

  it('judges a name anew for every connection, so that rebinding gets nowhere', async () => {
    const sink = await openSink();
    const clock = new FakeClock();
    const allowTargets = allow('127.0.0.1/32');
    const egress = new Egress({
      allowTargets,
      clock,
      ...answering(['127.0.0.1'], ['127.0.0.2'], ['127.0.0.1']),
    });
    const answers: string[] = [];
    for (let n = 0; n < 3; n++) {
      answers.push(await connect({ host: 'rebind.example', port: sink.port, egress }));
      clock.advance(60_000);
    }
    expect(answers).toEqual(['private', 'target_not_allowed', 'private']);
  });

  it.each(['http:', 'https:'] as const)(
    'sends no byte over %s when the socket ended up elsewhere than was judged',
    async (protocol) => {
      const sink = await openSink();
      // The allow list changes between the two looks, as an address would between a check and its use.
      const allowTargets = { networks: [...allow('127.0.0.0/8').networks], names: [], suffixes: [] };
      const egress = new Egress({ allowTargets, clock: new FakeClock() });
      const connecting = connect({ host: '127.0.0.1', port: sink.port, egress, protocol });
      allowTargets.networks.length = 0;
      expect(await connecting).toBe('target_not_allowed');
      expect(sink.bytes).toBe(0);
    },
  );

  it('tells a name that does not exist from one that may not be reached', async () => {
    const notFound = async () => {
      throw Object.assign(new Error('queryA ENOTFOUND'), { code: 'ENOTFOUND', syscall: 'queryA' });
    };
    const options = { queries: { resolve4: notFound, resolve6: notFound } };
    expect(await connect({ host: 'none.example', port: 443, options })).toBe('dns_failed');
  });

  it('tells a port where nobody listens', async () => {
    const sink = await openSink();
    await new Promise((resolve) => servers.pop()?.close(resolve));
    expect(await connect({ host: '127.0.0.1', port: sink.port, allowed: '127.0.0.1' })).toBe(
      'connect_failed',
    );
  });
});

describe('TLS', () => {
  const authority = makeCertificate({ name: 'test authority', isAuthority: true });
  const options = { ...answering(['127.0.0.1']), extraCertificates: [authority.cert] };
  const check = async (tls: TlsOptions) => {
    const sink = await openSink(tls);
    const allowed = '127.0.0.0/8';
    const came = await connect({
      host: 'receiver.test',
      port: sink.port,
      allowed,
      options,
      protocol: 'https:',
    });
    return { came, sink };
  };

  it('is spoken with a receiver whose certificate is in order', async () => {
    const good = makeCertificate({ name: 'receiver.test', dnsNames: ['receiver.test'], issuer: authority });
    expect((await check(good)).came).toBe('private');
  });

  it.each([
    [
      'expired',
      makeCertificate({ name: 'x', dnsNames: ['receiver.test'], issuer: authority, validForMs: -1_000 }),
    ],
    ['for another name', makeCertificate({ name: 'x', dnsNames: ['other.test'], issuer: authority })],
    ['signed by itself', makeCertificate({ name: 'x', dnsNames: ['receiver.test'] })],
  ])('is refused with a certificate that is %s', async (_what, certificate) => {
    const { came, sink } = await check(certificate);
    expect(came).toBe('tls_failed');
    expect(sink.bytes).toBe(0);
  });

  it('is refused below version 1.2, and with verification off in the environment it is still verified', async () => {
    const good = makeCertificate({ name: 'receiver.test', dnsNames: ['receiver.test'], issuer: authority });
    const old = {
      ...good,
      minVersion: 'TLSv1',
      maxVersion: 'TLSv1.1',
      ciphers: 'DEFAULT@SECLEVEL=0',
    } as const;
    expect((await check(old)).came).toBe('tls_failed');
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
    try {
      expect((await check(makeCertificate({ name: 'x', dnsNames: ['receiver.test'] }))).came).toBe(
        'tls_failed',
      );
    } finally {
      delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
    }
  });
});
