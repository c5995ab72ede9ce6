import type { Clock } from '@keyturn/core';
import type { Store } from '@keyturn/store';
import type { Sensitive } from '../keyring/sensitive.ts';
import type { OperationParts } from '../operations/operation-parts.ts';
import { makePasswordGate } from './password-gate.ts';
import { sessionCookieOf } from './session-cookie.ts';
import { type InstallationMode, makeSessions, type Sessions } from './sessions.ts';
import { makeSignInLibrary } from './sign-in-library.ts';

/** Puts the sessions of a process together. */
export function openSessions(parts: {
  readonly store: Store;
  readonly clock: Clock;
  /** Signs cookies. */
  readonly secret: Sensitive<string>;
  readonly makeId: OperationParts['makeId'];
  readonly publicUrl: string;
  readonly mode: InstallationMode;
}): Sessions {
  const { store, clock, secret, makeId, publicUrl, mode } = parts;
  const gate = makePasswordGate();
  const cookie = sessionCookieOf(publicUrl);
  const library = makeSignInLibrary({ store, clock, secret, cookie, publicUrl, gate });
  return makeSessions({ store, clock, makeId, mode, cookie, library, gate });
}
