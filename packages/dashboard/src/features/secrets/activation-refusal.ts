import type { Secret } from '../../api/models.ts';

/** Why an activation changed nothing, from the secrets as they are now. */
export type ActivationRefusal =
  | { readonly kind: 'replaced'; readonly by: Secret }
  | { readonly kind: 'cancelled' | 'disabled'; readonly at: string }
  /** Still pending, but the scope changed around it. */
  | { readonly kind: 'changed' }
  /** Still pending, and nothing changed: the answer was lost. */
  | { readonly kind: 'still-pending' }
  | { readonly kind: 'missing' };

/** What reading the secrets again says about an activation whose answer was a refusal, or never came. */
export type ActivationVerdict =
  | { readonly type: 'activated'; readonly secret: Secret }
  | { readonly type: 'refused'; readonly refusal: ActivationRefusal };

/** Judges by the secrets alone: what happened to `id` since a dialog showed it at `epoch`. */
export function judgeActivation(id: string, epoch: number, secrets: readonly Secret[]): ActivationVerdict {
  const refused = (refusal: ActivationRefusal): ActivationVerdict => ({ type: 'refused', refusal });
  const secret = secrets.find((one) => one.id === id);
  if (secret === undefined) return refused({ kind: 'missing' });
  if (secret.status === 'active') return { type: 'activated', secret };
  if (secret.status === 'pending') {
    return refused({ kind: secret.scope_epoch === epoch ? 'still-pending' : 'changed' });
  }
  const at = secret.disabled_at ?? secret.created_at;
  if (secret.disabled_reason === 'replaced') {
    const by = replacementOf(secret, secrets);
    if (by !== undefined) return refused({ kind: 'replaced', by });
  }
  return refused({ kind: secret.disabled_reason === 'cancelled' ? 'cancelled' : 'disabled', at });
}

/** The secret that was created in the moment in which this one was replaced. */
function replacementOf(replaced: Secret, secrets: readonly Secret[]): Secret | undefined {
  return secrets.find(
    (one) =>
      one.id !== replaced.id &&
      one.endpoint_id === replaced.endpoint_id &&
      one.created_at === replaced.disabled_at,
  );
}
