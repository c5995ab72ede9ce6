import { hkdfSync } from 'node:crypto';
import type { MasterKeys } from './master-keys.ts';
import { Sensitive } from './sensitive.ts';

const SESSION_INFO = 'keyturn-session.v1';
const SESSION_SECRET_BYTES = 32;

/**
 * What session cookies are signed with: HKDF-SHA-256 (RFC 5869) of the master key that seals, without salt, info `keyturn-session.v1`,
 * in base64url. It tells nothing about the master key, and a copy of the database without it makes no cookie. Another sealing key ends
 * every session.
 */
export function deriveSessionSecret({ sealing }: MasterKeys): Sensitive<string> {
  const bytes = Buffer.from(hkdfSync('sha256', sealing.key, '', SESSION_INFO, SESSION_SECRET_BYTES));
  const text = bytes.toString('base64url');
  bytes.fill(0);
  return new Sensitive(text);
}
