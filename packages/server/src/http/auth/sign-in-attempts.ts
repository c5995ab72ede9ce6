import {
  type Clock,
  SIGN_INS_PER_ADDRESS_MAX,
  SIGN_INS_PER_ADDRESS_WINDOW_MS,
  SIGN_INS_PER_EMAIL_MAX,
  SIGN_INS_PER_EMAIL_WINDOW_MS,
} from '@keyturn/core';
import { makeAttemptWindows } from './attempt-windows.ts';
import { groupOf } from './failed-attempts.ts';

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
    windowMs: SIGN_INS_PER_ADDRESS_WINDOW_MS,
  });
  const byEmail = makeAttemptWindows(clock, {
    attemptsMax: SIGN_INS_PER_EMAIL_MAX,
    windowMs: SIGN_INS_PER_EMAIL_WINDOW_MS,
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
