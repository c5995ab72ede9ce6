import { errors } from 'undici';
import { describe, expect, it } from 'vitest';
import {
  type AttemptPhase,
  failureCauseOf,
  isClosedByReceiver,
  TARGET_NOT_ALLOWED,
} from './attempt-errors.ts';

function coded(code: string, facts: object = {}): Error {
  return Object.assign(new Error(code), { code }, facts);
}

// Codes as Node 26 and undici 8 give them; each was seen on a real socket, or is in their lists.
const CASES: readonly (readonly [AttemptPhase, unknown, string])[] = [
  ['connecting', coded(TARGET_NOT_ALLOWED), 'target_not_allowed'],
  ['connecting', coded('ENOTFOUND', { syscall: 'queryA' }), 'dns_failed'],
  ['connecting', coded('ENOTFOUND', { syscall: 'getaddrinfo' }), 'dns_failed'],
  ['connecting', coded('ESERVFAIL', { syscall: 'queryAaaa' }), 'dns_failed'],
  ['connecting', coded('ETIMEOUT', { syscall: 'queryA' }), 'dns_failed'],
  ['connecting', coded('ECONNREFUSED', { syscall: 'queryA' }), 'dns_failed'],
  ['connecting', coded('ECONNREFUSED', { syscall: 'connect' }), 'connect_failed'],
  ['connecting', coded('EHOSTUNREACH', { syscall: 'connect' }), 'connect_failed'],
  ['connecting', Object.assign(new AggregateError([]), { code: 'ECONNREFUSED' }), 'connect_failed'],
  ['connecting', new errors.ConnectTimeoutError(), 'connect_failed'],
  ['connecting', coded('ECONNRESET'), 'connect_failed'],
  ['connecting', coded('DEPTH_ZERO_SELF_SIGNED_CERT'), 'tls_failed'],
  ['connecting', coded('CERT_HAS_EXPIRED'), 'tls_failed'],
  ['connecting', coded('UNABLE_TO_VERIFY_LEAF_SIGNATURE'), 'tls_failed'],
  ['connecting', coded('ERR_TLS_CERT_ALTNAME_INVALID'), 'tls_failed'],
  ['connecting', coded('ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION'), 'tls_failed'],
  ['connecting', coded('EPROTO'), 'tls_failed'],
  ['connecting', new errors.InvalidArgumentError('invalid header'), 'connect_failed'],
  ['sent', new errors.SocketError('other side closed'), 'connection_reset'],
  ['sent', coded('ECONNRESET'), 'connection_reset'],
  ['sent', coded('EPIPE'), 'connection_reset'],
  ['sent', new errors.HTTPParserError('Expected HTTP/'), 'response_invalid'],
  ['sent', new errors.HeadersOverflowError(), 'response_invalid'],
  ['sent', new errors.SocketError('bad response'), 'response_invalid'],
  ['sent', new errors.SocketError('bad upgrade'), 'response_invalid'],
  ['sent', new errors.HeadersTimeoutError(), 'timeout'],
  ['sent', coded('ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED'), 'tls_failed'],
  ['connecting', new Error('no code'), 'connect_failed'],
  ['sent', new Error('no code'), 'connection_reset'],
  ['connecting', 'not even an error', 'connect_failed'],
  ['sent', undefined, 'connection_reset'],
];

describe('why an attempt failed', () => {
  it.each(CASES)('%s: %s is %s', (phase, error, cause) => {
    expect(failureCauseOf(error, phase)).toBe(cause);
  });

  it.each([
    [coded('ECONNRESET'), true],
    [coded('EPIPE'), true],
    [new errors.SocketError('other side closed'), true],
    [new errors.SocketError('closed'), true],
    [new errors.SocketError('bad response'), false],
    [coded('ETIMEDOUT'), false],
    [coded('ENOTFOUND'), false],
  ])('a connection closed by the receiver is told from other ends: %s', (error, isClosed) => {
    expect(isClosedByReceiver(error)).toBe(isClosed);
  });
});
