import type { Clock } from '@keyturn/core';
import { makeAttemptWindows } from './attempt-windows.ts';
import { groupOf } from './failed-attempts.ts';

/** Passwords and links that one address may try in a minute: a whole office signs in, a dictionary does not. */
export const SIGN_INS_PER_ADDRESS_MAX = 30;
const ADDRESS_WINDOW_MS = 60_000;
/** Passwords tried for one email in a quarter of an hour, from wherever; a right one begins the count anew. */
export const SIGN_INS_PER_EMAIL_MAX = 10;
const EMAIL_WINDOW_MS = 15 * 60_000;

/** Bounds the guessing of passwords and one-time links. */
export interface SignInAttempts {
  /**
   * Notes an attempt, before it is made: a hundred at the same moment are a hundred. Gives seconds to wait when it may not be made, and
   * then it is not noted.
   */
  begin(address: string, email?: string): number | undefined;
  /** Notes that the password of this email was right. */
  succeeded(email: string): void;
}

/** Makes an empty count. Emails count as they are, in lower case, whether there is such a person or not. */
export function makeSignInAttempts(clock: Clock): SignInAttempts {
  const byAddress = makeAttemptWindows(clock, {
    attemptsMax: SIGN_INS_PER_ADDRESS_MAX,
    windowMs: ADDRESS_WINDOW_MS,
  });
  const byEmail = makeAttemptWindows(clock, {
    attemptsMax: SIGN_INS_PER_EMAIL_MAX,
    windowMs: EMAIL_WINDOW_MS,
  });
  return {
    begin(address, email) {
      const group = groupOf(address);
      const blocked =
        byAddress.blockedSeconds(group) ?? (email === undefined ? undefined : byEmail.blockedSeconds(email));
      if (blocked !== undefined) return blocked;
      byAddress.note(group);
      if (email !== undefined) byEmail.note(email);
      return undefined;
    },
    succeeded: (email) => byEmail.forget(email),
  };
}
