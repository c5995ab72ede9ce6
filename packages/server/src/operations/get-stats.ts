import {
  type AccountRef,
  type EpochMs,
  type KeyId,
  latencyPercentileMs,
  ok,
  STATS_MARKERS_MAX,
  STATS_SECRETS_MAX,
} from '@keyturn/core';
import type { AuditEntry, SecretRow, UsageSpan, UsageSum } from '@keyturn/store';
import { findAccount } from './find-account.ts';
import type { OperationParts } from './operation-parts.ts';
import type { Operations, Outcome } from './operations.ts';
import type { KeyRole, KeyUse, Stats, StatsMarker, StatsSeries, StatsUnit } from './stats.ts';
import { chooseSpan, pointsOf, spanWithTheOneBefore } from './stats-span.ts';

/** Statistics of the account: counts by the minute, everything in them that has ended by now. */
export async function getStats(
  parts: OperationParts,
  ...[accountId, { metric, ...asked }]: Parameters<Operations['getStats']>
): Outcome<Stats> {
  const { store, clock, delivery } = parts;
  const found = await findAccount(parts, accountId);
  if (!found.ok) return found;
  const accountRef = found.value.account.ref;
  const now = clock.wall();
  const chosen = metric === 'overview' ? spanWithTheOneBefore(asked, now) : chooseSpan(asked, now);
  if (!chosen.ok) return chosen;
  const span = chosen.value;

  // Before what has ended is written: a request that ends in between is then counted twice here, and never not at all.
  const underWay = metric === 'key_usage' ? delivery.underWay(accountRef) : [];
  await delivery.whenUsageWritten(accountRef);
  const secrets = metric === 'key_usage' ? await readSecrets() : [];
  const [series, markers] = await Promise.all([readSeries(), readMarkers(parts, accountRef, span)]);
  const keys = secrets.flatMap((row) => keyUseOf(parts, row, underWay));
  return ok({ metric, since: span.since, until: span.until, stepMs: span.stepMs, series, markers, keys });

  async function readSecrets(): Promise<readonly SecretRow[]> {
    return (await store.keysets.list(accountRef, 'all', { limit: STATS_SECRETS_MAX })).rows;
  }

  async function readSeries(): Promise<readonly StatsSeries[]> {
    const sum = (kind: Parameters<typeof store.usage.sum>[1]) => store.usage.sum(accountRef, kind, span);
    switch (metric) {
      case 'key_usage':
        return keyUsage(await sum('requests'), span, secrets);
      case 'success': {
        const [requests, flow] = [await sum('requests'), await sum('flow')];
        return [attemptSuccess('attempts', requests, span), deliverySuccess('deliveries', flow, span)];
      }
      case 'latency': {
        const latencies = await sum('latency');
        return [50, 95, 99].map((percent) => latency(`p${percent}`, percent / 100, latencies, span));
      }
      case 'throughput': {
        const flow = await sum('flow');
        return ['accepted', 'delivered', 'dead'].map((what) => counts(what, what, flow, span));
      }
      case 'queue':
        return readQueue(now);
      case 'overview': {
        const [flow, latencies] = [await sum('flow'), await sum('latency')];
        const [waiting] = await readQueue(now);
        return [
          counts('delivered', 'delivered', flow, span),
          deliverySuccess('success_rate', flow, span),
          latency('p95', 0.95, latencies, span),
          ...(waiting === undefined ? [] : [waiting]),
        ];
      }
    }
  }

  async function readQueue(at: EpochMs): Promise<readonly StatsSeries[]> {
    const { waiting, oldestAt } = await store.usage.queue(accountRef);
    const oldestSeconds =
      oldestAt === undefined ? undefined : Math.max(Math.round((at - oldestAt) / 1000), 0);
    return [
      { key: 'waiting', unit: 'count', points: [{ at, value: waiting }] },
      {
        key: 'oldest',
        unit: 'seconds',
        points: [oldestSeconds === undefined ? { at } : { at, value: oldestSeconds }],
      },
    ];
  }
}

/** A series with a value for each step, as far as there is one. */
function seriesOf(
  key: string,
  unit: StatsUnit,
  span: UsageSpan,
  valueAt: (step: number) => number | undefined,
): StatsSeries {
  const points = Array.from({ length: pointsOf(span) }, (_, step) => {
    const at = (span.since + step * span.stepMs) as EpochMs;
    const value = valueAt(step);
    return value === undefined ? { at } : { at, value };
  });
  return { key, unit, points };
}

/** How often a label was counted, step by step. */
function counts(key: string, label: string, sums: readonly UsageSum[], span: UsageSpan): StatsSeries {
  const byStep = totalsByStep(sums.filter((sum) => sum.label === label));
  return seriesOf(key, 'count', span, (step) => byStep.get(step) ?? 0);
}

function totalsByStep(sums: readonly UsageSum[]): ReadonlyMap<number, number> {
  const totals = new Map<number, number>();
  for (const { step, count } of sums) totals.set(step, (totals.get(step) ?? 0) + count);
  return totals;
}

function ratio(
  key: string,
  good: readonly UsageSum[],
  all: readonly UsageSum[],
  span: UsageSpan,
): StatsSeries {
  const [goodByStep, allByStep] = [totalsByStep(good), totalsByStep(all)];
  return seriesOf(key, 'ratio', span, (step) => {
    const total = allByStep.get(step);
    return total === undefined ? undefined : (goodByStep.get(step) ?? 0) / total;
  });
}

function attemptSuccess(key: string, requests: readonly UsageSum[], span: UsageSpan): StatsSeries {
  const delivered = requests.filter(({ label }) => label.startsWith('delivered '));
  return ratio(key, delivered, requests, span);
}

/** Of the deliveries that ended: those that wait may still do either. */
function deliverySuccess(key: string, flow: readonly UsageSum[], span: UsageSpan): StatsSeries {
  const delivered = flow.filter(({ label }) => label === 'delivered');
  return ratio(
    key,
    delivered,
    flow.filter(({ label }) => label !== 'accepted'),
    span,
  );
}

function latency(key: string, share: number, sums: readonly UsageSum[], span: UsageSpan): StatsSeries {
  const bucketsByStep = Map.groupBy(sums, ({ step }) => step);
  return seriesOf(key, 'ms', span, (step) => {
    const buckets = bucketsByStep.get(step) ?? [];
    return latencyPercentileMs(new Map(buckets.map(({ label, count }) => [Number(label), count])), share);
  });
}

/**
 * Requests that were sent, by each key that signed them: a request of an overlap is in the series of both. What went unsigned first, then
 * keys as old as their secrets, `secrets` being the newest first.
 */
function keyUsage(
  requests: readonly UsageSum[],
  span: UsageSpan,
  secrets: readonly SecretRow[],
): readonly StatsSeries[] {
  const age = (key: string): number => {
    if (key === 'unsigned') return Number.POSITIVE_INFINITY;
    const place = secrets.findIndex(({ secret }) => secret.keyId === key);
    return place === -1 ? secrets.length : place;
  };
  const bySeries = new Map<string, { key: string; role: KeyRole; sums: UsageSum[] }>();
  for (const sum of requests) {
    const [sent = '', ...keyIds] = sum.label.split(' ');
    if (sent === 'unsent') continue;
    for (const [n, keyId] of keyIds.entries()) {
      const role = n === 0 ? 'signing' : 'co_signing';
      const name = `${keyId} ${role}`;
      const series = bySeries.get(name) ?? { key: keyId === '' ? 'unsigned' : keyId, role, sums: [] };
      series.sums.push(sum);
      bySeries.set(name, series);
    }
  }
  return [...bySeries.values()]
    .sort((one, other) => age(other.key) - age(one.key))
    .map(({ key, role, sums }) => {
      const byStep = totalsByStep(sums);
      const series = seriesOf(key, 'count', span, (step) => byStep.get(step) ?? 0);
      return key === 'unsigned' ? series : { ...series, role };
    });
}

/** What is known of a secret's use; nothing of one that never signed. */
function keyUseOf(
  { stoppedSecrets }: Pick<OperationParts, 'stoppedSecrets'>,
  { secret, endpointId, lastUsedAt }: SecretRow,
  underWay: readonly { readonly keyIds: readonly KeyId[]; readonly startedAt: EpochMs }[],
): readonly KeyUse[] {
  if (secret.status === 'pending') return [];
  if (secret.status === 'disabled' && secret.activation === undefined) return [];
  const { id: secretId, keyId, name, status } = secret;
  const onWire = underWay.filter(({ keyIds }) => keyIds.includes(keyId));
  const usedAt = Math.max(lastUsedAt ?? 0, ...onWire.map(({ startedAt }) => startedAt)) as EpochMs;
  return [
    {
      keyId,
      secretId,
      name,
      status,
      underWay: onWire.length,
      ...(endpointId === undefined ? {} : { endpointId }),
      ...(usedAt === 0 ? {} : { lastUsedAt: usedAt }),
      ...(secret.status === 'disabled'
        ? { stoppedAt: stoppedSecrets.find(secretId, secret.disabledAt) }
        : {}),
    },
  ];
}

/** Acts that may explain what a chart shows. */
const MARKED = [
  'secret.created',
  'secret.activated',
  'secret.compromised',
  'secret.overlap_ended',
  'endpoint.paused',
  'endpoint.resumed',
];

async function readMarkers(
  { store }: Pick<OperationParts, 'store'>,
  accountRef: AccountRef,
  { since, until }: UsageSpan,
): Promise<readonly StatsMarker[]> {
  const filter = { act: MARKED, since, until };
  const { rows } = await store.audit.list(accountRef, filter, { limit: STATS_MARKERS_MAX });
  return rows.filter(isMarked).map(markerOf).reverse();
}

/** A secret that waits as pending changes nothing yet. */
function isMarked({ act, after }: AuditEntry): boolean {
  return act !== 'secret.created' || after?.status === 'active';
}

function markerOf({ at, act, objectId, after }: AuditEntry): StatsMarker {
  const keyId = after?.key_id;
  return { at, type: act, objectId, ...(typeof keyId === 'string' ? { keyId: keyId as KeyId } : {}) };
}
