/** What statistics are made of, as the operation gives them. */
import type { EndpointId, EpochMs, KeyId, Secret, SecretId } from '@keyturn/core';

/** What can be asked for. */
export const STATS_METRICS = ['key_usage', 'success', 'latency', 'throughput', 'queue', 'overview'] as const;
export type StatsMetric = (typeof STATS_METRICS)[number];

/** What a series counts in: how many in each step, a share from 0 to 1, milliseconds, or seconds. */
export type StatsUnit = 'count' | 'ratio' | 'ms' | 'seconds';

/** What the first, and what every other key of a signature is called: during an overlap a request has both. */
export type KeyRole = 'signing' | 'co_signing';

/** Values over time. */
export interface StatsSeries {
  readonly key: string;
  /** For series of keys alone. */
  readonly role?: KeyRole;
  readonly unit: StatsUnit;
  /** In order of time; without a value where there was nothing to take it from. */
  readonly points: readonly { readonly at: EpochMs; readonly value?: number }[];
}

/** Something that was done and may explain what a chart shows. */
export interface StatsMarker {
  readonly at: EpochMs;
  /** The act, as the audit log names it. */
  readonly type: string;
  readonly objectId: string;
  readonly keyId?: KeyId;
}

/** What is known of one secret's use, to the request. */
export interface KeyUse {
  readonly keyId: KeyId;
  readonly secretId: SecretId;
  readonly name: string;
  readonly status: Exclude<Secret['status'], 'pending'>;
  readonly endpointId?: EndpointId;
  /** When the last request that it signed began: no request of this process that began later carries its signature. */
  readonly lastUsedAt?: EpochMs;
  /** Requests on the wire that it signed. */
  readonly underWay: number;
  /** From here on no request begins with it; absent while it signs. */
  readonly stoppedAt?: EpochMs;
}

/** Statistics of an account over a span. */
export interface Stats {
  readonly metric: StatsMetric;
  readonly since: EpochMs;
  readonly until: EpochMs;
  readonly stepMs: number;
  readonly series: readonly StatsSeries[];
  /** Oldest first. */
  readonly markers: readonly StatsMarker[];
  /** For `key_usage` alone; newest first. */
  readonly keys: readonly KeyUse[];
}
