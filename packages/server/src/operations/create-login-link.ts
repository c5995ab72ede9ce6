import { LOGIN_LINK_MS, ok, refuse } from '@keyturn/core';
import { type MadeLoginLink, makeLoginLink } from './make-login-link.ts';
import type { OperationParts } from './operation-parts.ts';
import type { Operations, Outcome } from './operations.ts';

/** Makes a one-time link for the person with this email, or for the operator. */
export async function createLoginLink(
  parts: OperationParts,
  ...[caller, input]: Parameters<Operations['createLoginLink']>
): Outcome<MadeLoginLink> {
  const lifetimeMs = LOGIN_LINK_MS;
  if (input.email === undefined) return ok(await makeLoginLink(parts, caller, { lifetimeMs }));
  const user = await parts.store.users.findByEmail(input.email);
  if (user === undefined) return refuse({ code: 'not_found', what: 'user' });
  return ok(await makeLoginLink(parts, caller, { userId: user.id, lifetimeMs }));
}
