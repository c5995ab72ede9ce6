import type { AttemptCause, DeliveryRef, EpochMs } from '@keyturn/core';
import type { Selectable } from 'kysely';
import type { Schema } from './schema.ts';

/** What the last attempt of an endpoint or of a delivery was, without what was answered. */
export interface LastAttempt {
  readonly deliveryRef: DeliveryRef;
  readonly startedAt: EpochMs;
  readonly durationMs: number;
  readonly cause: AttemptCause;
  readonly statusCode?: number;
  /** Key ids that signed it, active first; empty when it went unsigned. */
  readonly keyIds: readonly string[];
}

type Columns = Omit<Selectable<Schema['last_attempts']>, 'account_id' | 'endpoint_id'>;

/** The columns of a last attempt where one is joined in; all of them null where there is none. */
export type JoinedLastAttempt = { readonly [Name in keyof Columns as `last_${Name}`]: Columns[Name] | null };

/** The last attempt that was joined in. */
export function lastAttemptOf(row: JoinedLastAttempt): LastAttempt | undefined {
  const { last_delivery_id: deliveryRef, last_started_at: startedAt, last_duration_ms: durationMs } = row;
  if (deliveryRef === null || startedAt === null || durationMs === null) return undefined;
  return {
    deliveryRef: deliveryRef as DeliveryRef,
    startedAt: startedAt as EpochMs,
    durationMs,
    cause: row.last_cause as AttemptCause,
    ...(row.last_status_code === null ? {} : { statusCode: row.last_status_code }),
    keyIds: keyIdsOf(row.last_key_ids ?? ''),
  };
}

/** What to select from the table or alias `from`, for `lastAttemptOf`. */
export function lastAttemptColumns<From extends string>(from: From) {
  return [
    `${from}.delivery_id as last_delivery_id`,
    `${from}.started_at as last_started_at`,
    `${from}.duration_ms as last_duration_ms`,
    `${from}.cause as last_cause`,
    `${from}.status_code as last_status_code`,
    `${from}.key_ids as last_key_ids`,
  ] as const;
}

/** Key ids as rows have them. */
export function keyIdsOf(text: string): readonly string[] {
  return text === '' ? [] : text.split(' ');
}
