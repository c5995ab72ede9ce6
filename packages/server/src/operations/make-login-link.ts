import { hash } from 'node:crypto';
import { addMs, type Clock, type EpochMs, type UserId } from '@keyturn/core';
import type { Store } from '@keyturn/store';
import { Sensitive } from '../keyring/sensitive.ts';
import type { RandomBytes } from '../random-bytes.ts';
import { makeAuditEntry } from './audit-entry.ts';
import type { OperationParts } from './operation-parts.ts';
import type { Caller } from './operations.ts';

const TOKEN_BYTES = 32;

/** A one-time link: who has it first signs in with it. */
export interface MadeLoginLink {
  readonly url: Sensitive<string>;
  readonly expiresAt: EpochMs;
}

/** What a login link is made of. */
export interface LoginLinkParts {
  readonly store: Pick<Store, 'loginLinks'>;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly makeId: OperationParts['makeId'];
  readonly publicUrl: string;
}

/**
 * Makes a link that signs in once within `lifetimeMs`: this person, or the operator. Its token stands in the fragment, which browsers
 * send to nobody; what is stored is its SHA-256.
 */
export async function makeLoginLink(
  parts: LoginLinkParts,
  caller: Caller,
  given: { readonly userId?: UserId; readonly lifetimeMs: number },
): Promise<MadeLoginLink> {
  const token = Buffer.from(parts.random(TOKEN_BYTES)).toString('base64url');
  const createdAt = parts.clock.wall();
  const expiresAt = addMs(createdAt, given.lifetimeMs);
  const { userId } = given;
  const audit = makeAuditEntry(parts, caller, createdAt, {
    act: 'login_link.created',
    objectType: 'user',
    objectId: userId ?? 'operator',
    after: { expires_at: expiresAt },
  });
  const link = { tokenSha256: sha256OfLoginToken(token), createdAt, expiresAt };
  await parts.store.loginLinks.insert({ ...link, ...(userId === undefined ? {} : { userId }) }, audit);
  return { url: new Sensitive(`${parts.publicUrl}/start#${token}`), expiresAt };
}

/** What a link is stored and found by. */
export function sha256OfLoginToken(token: string): Uint8Array {
  return hash('sha256', token, 'buffer');
}
