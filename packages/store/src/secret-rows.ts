import {
  type ActivatedBy,
  type Actor,
  type DisabledReason,
  type EpochMs,
  type KeyId,
  type Secret,
  type SecretId,
  unreachable,
} from '@keyturn/core';
import type { Selectable, Updateable } from 'kysely';
import type { Schema } from './schema.ts';

/** What a secret's row says of it, its scope, bytes and last use aside. */
export type SecretColumns = Omit<
  Selectable<Schema['secrets']>,
  'account_id' | 'scope_id' | 'sealed' | 'last_used_at'
>;

/** The columns that `secretOf` reads. */
export const SECRET_COLUMNS = [
  'secret_id',
  'name',
  'status',
  'key_id',
  'created_at',
  'created_by',
  'activated_at',
  'activated_by',
  'cutover_epoch',
  'effective_at',
  'previous_id',
  'retire_at',
  'superseded_at',
  'disabled_at',
  'disabled_reason',
  'replaced_by_id',
] as const satisfies readonly (keyof SecretColumns)[];

type Activation = Pick<
  SecretColumns,
  'activated_at' | 'activated_by' | 'cutover_epoch' | 'effective_at' | 'previous_id'
>;

type ActivationFacts = Omit<Extract<Secret, { status: 'active' }>, 'status' | keyof Facts>;
type Facts = Extract<Secret, { status: 'pending' }>;

/** A secret's row as the domain sees it. The casts trust what `secretColumnsOf` wrote. */
export function secretOf(row: SecretColumns): Secret {
  const facts = {
    id: row.secret_id as SecretId,
    name: row.name,
    keyId: row.key_id as KeyId,
    createdAt: row.created_at as EpochMs,
    createdBy: JSON.parse(row.created_by) as Actor,
  };
  switch (row.status) {
    case 'pending':
      return { ...facts, status: 'pending' };
    case 'active':
      return { ...facts, ...activationOf(row), status: 'active' };
    case 'retiring':
      return {
        ...facts,
        ...activationOf(row),
        status: 'retiring',
        retireAt: must(row.retire_at) as EpochMs,
        supersededAt: must(row.superseded_at) as EpochMs,
      };
    case 'disabled':
      return {
        ...facts,
        status: 'disabled',
        ...(row.activated_at === null ? {} : { activation: activationOf(row) }),
        disabledAt: must(row.disabled_at) as EpochMs,
        disabledReason: must(row.disabled_reason) as DisabledReason,
        ...(row.replaced_by_id === null ? {} : { replacedById: row.replaced_by_id as SecretId }),
      };
    default:
      return unreachable(row.status);
  }
}

/** The domain's secret as columns: the whole row but scope, bytes and last use, so that a state never keeps another's columns. */
export function secretColumnsOf(secret: Secret): SecretColumns {
  const isDisabled = secret.status === 'disabled';
  const isRetiring = secret.status === 'retiring';
  return {
    secret_id: secret.id,
    name: secret.name,
    status: secret.status,
    key_id: secret.keyId,
    created_at: secret.createdAt,
    created_by: JSON.stringify(secret.createdBy),
    ...activationColumnsOf(secret),
    retire_at: isRetiring ? secret.retireAt : null,
    superseded_at: isRetiring ? secret.supersededAt : null,
    disabled_at: isDisabled ? secret.disabledAt : null,
    disabled_reason: isDisabled ? secret.disabledReason : null,
    replaced_by_id: isDisabled ? (secret.replacedById ?? null) : null,
  };
}

/** What an update of a secret writes: its columns, and no bytes once it is disabled. */
export function secretUpdateOf(secret: Secret): Updateable<Schema['secrets']> {
  const columns = secretColumnsOf(secret);
  return secret.status === 'disabled' ? { ...columns, sealed: null } : columns;
}

function activationOf(row: Activation): ActivationFacts {
  return {
    activatedAt: must(row.activated_at) as EpochMs,
    activatedBy: must(row.activated_by) as ActivatedBy,
    cutover: { epoch: must(row.cutover_epoch), effectiveAt: must(row.effective_at) as EpochMs },
    ...(row.previous_id === null ? {} : { previousId: row.previous_id as SecretId }),
  };
}

function activationColumnsOf(secret: Secret): Activation {
  const activation =
    secret.status === 'pending' ? undefined : secret.status === 'disabled' ? secret.activation : secret;
  return {
    activated_at: activation?.activatedAt ?? null,
    activated_by: activation?.activatedBy ?? null,
    cutover_epoch: activation?.cutover.epoch ?? null,
    effective_at: activation?.cutover.effectiveAt ?? null,
    previous_id: activation?.previousId ?? null,
  };
}

function must<T>(value: T | null): T {
  if (value === null) throw new Error('invariant broken: a secret row has the columns of its status');
  return value;
}
