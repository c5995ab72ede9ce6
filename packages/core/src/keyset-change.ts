import type { SecretId } from './ids.ts';
import { activeOf, type Keyset } from './keyset.ts';
import { invariant } from './result.ts';
import type {
  ActiveSecret,
  DisabledReason,
  DisabledSecret,
  PendingSecret,
  RetiringSecret,
  Secret,
} from './secret.ts';
import type { EpochMs } from './time.ts';
import type { Transition } from './transition.ts';

/** A secret that still signs, will, or might. */
export type LiveSecret = PendingSecret | ActiveSecret | RetiringSecret;

/** The next keyset: `rows` put in place of those with the same id or added, the epoch raised by one. */
export function nextKeyset(
  keyset: Keyset,
  rows: readonly Secret[],
  inheritsUntil: EpochMs | undefined,
): Keyset {
  const { inheritsUntil: _, ...rest } = { ...withRows(keyset, rows), epoch: keyset.epoch + 1 };
  return inheritsUntil === undefined ? rest : { ...rest, inheritsUntil };
}

/** The keyset with `rows` in place of those with the same id, or added; its epoch as it was. */
export function withRows(keyset: Keyset, rows: readonly Secret[]): Keyset {
  const known = new Set(keyset.secrets.map((secret) => secret.id));
  const secrets = keyset.secrets.map((secret) => rows.find((row) => row.id === secret.id) ?? secret);
  return { ...keyset, secrets: [...secrets, ...rows.filter((row) => !known.has(row.id))] };
}

/** The answer of a command that found nothing to do. */
export function unchanged(keyset: Keyset): Transition {
  return { keyset, changed: [], effect: 'none' };
}

/** The same secret, disabled. What it was while active is kept, for people and the audit. */
export function disabled(
  secret: LiveSecret,
  disabledReason: DisabledReason,
  disabledAt: EpochMs,
): DisabledSecret {
  const { id, name, keyId, createdAt, createdBy } = secret;
  const facts = {
    id,
    name,
    keyId,
    createdAt,
    createdBy,
    status: 'disabled',
    disabledAt,
    disabledReason,
  } as const;
  if (secret.status === 'pending') return facts;
  const { activatedAt, activatedBy, cutover, previousId } = secret;
  const activation = {
    activatedAt,
    activatedBy,
    cutover,
    ...(previousId === undefined ? {} : { previousId }),
  };
  return { ...facts, activation };
}

/** A retiring secret disabled: at `now` when its overlap is cut short, else at the time at which it stopped signing by itself. */
export function overlapEnded(secret: RetiringSecret, now: EpochMs): DisabledSecret {
  return disabled(secret, 'overlap_ended', secret.retireAt <= now ? secret.retireAt : now);
}

/** All live secrets disabled for `reason`; an overlap that had already run out keeps its own reason. */
export function allDisabled(keyset: Keyset, reason: DisabledReason, now: EpochMs): readonly DisabledSecret[] {
  return keyset.secrets.flatMap((secret) => {
    if (secret.status === 'disabled') return [];
    if (secret.status === 'retiring' && hasEnded(secret, now)) return [overlapEnded(secret, now)];
    return [disabled(secret, reason, now)];
  });
}

/** Whether a secret is a retiring one whose overlap is over: it signs nothing, though its row still says otherwise. */
export function hasEnded(secret: Secret, now: EpochMs): boolean {
  return secret.status === 'retiring' && secret.retireAt <= now;
}

/** The secret as it counts at `now`, and should be shown: an overlap that is over is disabled before its row says so. */
export function secretAt(secret: Secret, now: EpochMs): Secret {
  return secret.status === 'retiring' && hasEnded(secret, now) ? overlapEnded(secret, now) : secret;
}

/** The secret with this id, in whichever state. */
export function findSecret(keyset: Keyset, id: SecretId): Secret | undefined {
  return keyset.secrets.find((secret) => secret.id === id);
}

/**
 * Whether the keyset shows that its account was closed. An account without an active secret after its first transition is closed,
 * because no other command takes the active one away. A scope that closed empty does not show it: its caller knows.
 */
export function isClosed(keyset: Keyset): boolean {
  if (
    keyset.secrets.some(
      (secret) => secret.status === 'disabled' && secret.disabledReason === 'account_closed',
    )
  ) {
    return true;
  }
  return keyset.kind === 'account' && keyset.epoch > 0 && activeOf(keyset) === undefined;
}

/** Holds the promise that a new secret's id is new. */
export function mustBeNew(keyset: Keyset, id: SecretId): void {
  invariant(findSecret(keyset, id) === undefined, 'a new secret has an id that the scope has not seen');
}
