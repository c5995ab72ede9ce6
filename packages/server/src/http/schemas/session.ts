import { formatTime, PASSWORD_CHARACTERS_MAX, PASSWORD_CHARACTERS_MIN } from '@keyturn/core';
import { z } from 'zod';
import type { InstallationMode, SignedIn } from '../../sessions/sessions.ts';
import { email, name } from './fields.ts';

/** A password to be chosen. */
const newPassword = z
  .string()
  .refine((text) => text.length >= PASSWORD_CHARACTERS_MIN, {
    error: `must have at least ${PASSWORD_CHARACTERS_MIN} characters`,
    params: { fault: 'too_short' },
  })
  .refine((text) => text.length <= PASSWORD_CHARACTERS_MAX, {
    error: `must have at most ${PASSWORD_CHARACTERS_MAX} characters`,
    params: { fault: 'too_long' },
  });

/** A password to be checked: any text that one could have chosen. */
const password = z.string().refine((text) => text.length <= PASSWORD_CHARACTERS_MAX, {
  error: `must have at most ${PASSWORD_CHARACTERS_MAX} characters`,
  params: { fault: 'too_long' },
});

export const signInBody = z.strictObject({ email, password });
export const linkBody = z.strictObject({ token: z.string().max(100, { error: 'is no token of a link' }) });
export const reauthenticateBody = z.strictObject({ password });
export const setUpBody = z.strictObject({ name, email, password: newPassword });
export const passwordBody = z.strictObject({ password: newPassword });

/** Who is signed in, as the dashboard reads it. */
export interface ShownSession {
  readonly user: {
    readonly id: string;
    readonly name: string;
    readonly email: string;
    readonly has_password: boolean;
  } | null;
  readonly is_operator: boolean;
  readonly setup_required: boolean;
  readonly memberships: readonly {
    readonly account_id: string;
    readonly account_name: string;
    readonly role: 'owner' | 'developer' | 'viewer';
  }[];
  readonly fresh_until: string | null;
  readonly mode: InstallationMode;
  readonly version: string;
}

/** A session as the dashboard reads it; nobody's when nobody is signed in. The operator who has not set up yet has no name to show. */
export function presentSession(
  signedIn: SignedIn | undefined,
  installation: Pick<ShownSession, 'setup_required' | 'mode' | 'version'>,
): ShownSession {
  const { setup_required, mode, version } = installation;
  const { userId, name: userName, email: userEmail, hasPassword } = signedIn ?? {};
  const isNamed = userId !== undefined && userName !== undefined && userEmail !== undefined;
  return {
    user: isNamed
      ? { id: userId, name: userName, email: userEmail, has_password: hasPassword ?? false }
      : null,
    is_operator: signedIn?.isOperator ?? false,
    setup_required,
    memberships: (signedIn?.memberships ?? []).map(({ accountId, accountName, role }) => ({
      account_id: accountId,
      account_name: accountName,
      role,
    })),
    fresh_until: signedIn === undefined ? null : formatTime(signedIn.freshUntil),
    mode,
    version,
  };
}
