import type { components } from '@keyturn/client';
import type { Endpoint, Secret } from '../../api/models.ts';
import type { Keyset } from './keyset.ts';

type AuditEntry = components['schemas']['AuditEntry'];

/** How long the page shows a turn that is over. */
const SHOWN_MS = 24 * 3600_000;

/** The last activation of a scope, as far as it is known. */
export interface Turn {
  readonly active: Secret;
  readonly committedAt: string;
  readonly epoch: number | undefined;
  /** From then on no request starts under the former keyset; undefined where the audit log may not be read. */
  readonly effectiveAt: string | undefined;
  readonly oldKeyId: string | undefined;
  /** The secret of that key; undefined where neither the audit log nor the list tells it. */
  readonly oldSecretId: string | undefined;
  readonly actor: string | undefined;
  /** Until then the old key signs beside the new one; undefined when no overlap is open. */
  readonly overlapUntil: string | undefined;
}

/** The last turn of a scope; undefined when there was none, or it is a day old and nothing of it is open. */
export function turnOf(keyset: Keyset, audit: AuditEntry | undefined, nowMs: number): Turn | undefined {
  const { active, retiring } = keyset;
  if (active?.activated_at == null) return undefined;
  // The first secret of a scope is active when it is created: nothing was turned.
  if (active.activated_at === active.created_at) return undefined;
  const after = audit?.object_id === active.id ? audit.after : null;
  const fact = (name: string): string | undefined => {
    const value = after?.[name];
    return typeof value === 'string' ? value : undefined;
  };
  const until = retiring?.retire_at ?? fact('inherits_until');
  const overlapUntil = until !== undefined && Date.parse(until) > nowMs ? until : undefined;
  if (overlapUntil === undefined && nowMs - Date.parse(active.activated_at) > SHOWN_MS) return undefined;
  const superseded = keyset.disabled.find((secret) => secret.disabled_at === active.activated_at);
  const epoch = after?.scope_epoch;
  return {
    active,
    committedAt: active.activated_at,
    epoch: typeof epoch === 'number' ? epoch : undefined,
    effectiveAt: fact('effective_at'),
    oldKeyId: fact('previous_key_id') ?? retiring?.key_id ?? superseded?.key_id,
    oldSecretId: fact('previous_id') ?? retiring?.id ?? superseded?.id,
    actor: after === null ? undefined : audit?.actor.name,
    overlapUntil,
  };
}

/** One endpoint as a turn sees it: with a request that started after the cut-over. */
export interface EndpointSince {
  readonly endpoint: Endpoint;
  readonly last: NonNullable<Endpoint['last_attempt']>;
}

/** What is known of a turn from the last request to each endpoint since it took effect. */
export interface TurnProgress {
  readonly state: 'under-way' | 'turned' | 'attention';
  readonly accepted: readonly EndpointSince[];
  /** They answered 400, 401 or 403: what a receiver without the new key answers. */
  readonly refused: readonly EndpointSince[];
}

/** Statuses with which receivers refuse a signature. */
const REFUSALS = new Set([400, 401, 403]);

/**
 * Reads a turn's progress off the newest request to each endpoint, and off the newest delivery that each took. What a receiver answers
 * later (it is down, it is slow) does not take back that it accepted the new key once.
 */
export function turnProgress(
  turn: Turn,
  endpoints: readonly Endpoint[],
  /** Endpoints whose newest delivered delivery carried the new key. */
  hasAccepted: ReadonlySet<string>,
): TurnProgress {
  const startMs = Date.parse(turn.effectiveAt ?? turn.committedAt);
  const since = endpoints.flatMap((endpoint): EndpointSince[] => {
    const last = endpoint.last_attempt;
    return last === null || Date.parse(last.started_at) < startMs ? [] : [{ endpoint, last }];
  });
  const withNew = since.filter(({ last }) => last.key_ids[0] === turn.active.key_id);
  const refused = withNew.filter(({ last }) => REFUSALS.has(last.status_code ?? 0));
  const accepted = withNew.filter(
    ({ endpoint, last }) => last.cause === 'ok' || hasAccepted.has(endpoint.id),
  );
  const busy = since.filter(({ endpoint }) => !endpoint.paused);
  const isTurned = accepted.length > 0 && busy.every((one) => accepted.includes(one));
  return {
    state: refused.length > 0 ? 'attention' : isTurned ? 'turned' : 'under-way',
    accepted,
    refused,
  };
}
