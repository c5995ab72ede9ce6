import type { Secret } from '../../api/models.ts';

/** The secrets of one scope, by what they do. */
export interface Keyset {
  readonly active: Secret | undefined;
  readonly pending: Secret | undefined;
  /** Signs beside the active one until its overlap ends. */
  readonly retiring: Secret | undefined;
  /** Newest first. */
  readonly disabled: readonly Secret[];
  /** What `If-Match` compares; undefined for a scope that never had a secret. */
  readonly epoch: number | undefined;
}

/** Sorts the secrets of one scope, given newest first. */
export function keysetOf(secrets: readonly Secret[]): Keyset {
  const withStatus = (status: Secret['status']): Secret | undefined =>
    secrets.find((secret) => secret.status === status);
  return {
    active: withStatus('active'),
    pending: withStatus('pending'),
    retiring: withStatus('retiring'),
    disabled: secrets.filter((secret) => secret.status === 'disabled'),
    epoch: secrets[0]?.scope_epoch,
  };
}

/** Ids of the endpoints that have an active secret of their own, so that the account's does not sign for them. */
export function endpointsWithOwnSecret(secrets: readonly Secret[]): ReadonlySet<string> {
  const ids = secrets
    .filter((secret) => secret.status === 'active')
    .map((secret) => secret.endpoint_id)
    .filter((id) => id !== null);
  return new Set(ids);
}

/** The first five characters of a key id, which people say and type. */
export function shortKey(keyId: string): string {
  return keyId.slice(0, 5);
}
