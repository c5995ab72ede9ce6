import type { FailureCause } from '@keyturn/core';
import { errors } from 'undici';

/** How far a request had come when it failed. */
export type AttemptPhase =
  /** No byte of it had been written: its address, its connection or the handshake failed. */
  | 'connecting'
  /** It had begun; no head of a response was read. */
  | 'sent';

/** The code of an error of the egress guard, when no allowed address is left to connect to. */
export const TARGET_NOT_ALLOWED = 'KEYTURN_TARGET_NOT_ALLOWED';

const DNS_CODES = new Set([
  'ENOTFOUND',
  'EAI_AGAIN',
  'EAI_FAIL',
  'EAI_NODATA',
  'EAI_NONAME',
  'ENODATA',
  'ESERVFAIL',
  'EFORMERR',
  'EREFUSED',
  'EBADRESP',
  'EBADNAME',
  'EBADQUERY',
  'ENONAME',
  'ECANCELLED',
  'EDESTRUCTION',
]);

// OpenSSL's reasons and Node's, as they appear while a certificate is judged; a handshake that ends otherwise has an ERR_SSL_ or EPROTO.
const CERTIFICATE_CODES = new Set([
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'CERT_REJECTED',
  'CERT_REVOKED',
  'CERT_SIGNATURE_FAILURE',
  'CERT_UNTRUSTED',
  'CERT_CHAIN_TOO_LONG',
  'CRL_HAS_EXPIRED',
  'CRL_NOT_YET_VALID',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'HOSTNAME_MISMATCH',
  'INVALID_CA',
  'INVALID_PURPOSE',
  'PATH_LENGTH_EXCEEDED',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY',
  'UNABLE_TO_GET_CRL',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'EPROTO',
]);

const TIMEOUT_CODES = new Set(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT']);

const RESPONSE_CODES = new Set([
  'UND_ERR_HEADERS_OVERFLOW',
  'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
  'UND_ERR_RES_EXCEEDED_MAX_SIZE',
]);

/** Why an attempt failed, in the words of the API, from whatever undici or Node gave. Total: what is not known is judged by its phase. */
export function failureCauseOf(error: unknown, phase: AttemptPhase): FailureCause {
  const code = codeOf(error);
  if (code === TARGET_NOT_ALLOWED) return 'target_not_allowed';
  if (phase === 'sent') return sentCauseOf(error, code);
  if (DNS_CODES.has(code) || syscallOf(error).startsWith('query')) return 'dns_failed';
  if (isTlsCode(code)) return 'tls_failed';
  return 'connect_failed';
}

function sentCauseOf(error: unknown, code: string): FailureCause {
  if (TIMEOUT_CODES.has(code)) return 'timeout';
  // undici's parser has no code of its own to give.
  if (RESPONSE_CODES.has(code) || error instanceof errors.HTTPParserError) return 'response_invalid';
  // undici's word for an answer that nobody asked for, a 100 or a 101: there is no code of its own.
  if (code === 'UND_ERR_SOCKET' && error instanceof Error && error.message.startsWith('bad ')) {
    return 'response_invalid';
  }
  return isTlsCode(code) ? 'tls_failed' : 'connection_reset';
}

function isTlsCode(code: string): boolean {
  return CERTIFICATE_CODES.has(code) || code.startsWith('ERR_TLS_') || code.startsWith('ERR_SSL_');
}

/**
 * Whether an error says that the other side had closed the connection. On a connection kept from an earlier request, and before any byte
 * of an answer, that is a race about closing it rather than an answer to this request.
 */
export function isClosedByReceiver(error: unknown): boolean {
  const code = codeOf(error);
  if (code === 'ECONNRESET' || code === 'EPIPE') return true;
  return code === 'UND_ERR_SOCKET' && error instanceof Error && !error.message.startsWith('bad ');
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error) || !('code' in error)) return '';
  return typeof error.code === 'string' ? error.code : '';
}

function syscallOf(error: unknown): string {
  if (!(error instanceof Error) || !('syscall' in error)) return '';
  return typeof error.syscall === 'string' ? error.syscall : '';
}
