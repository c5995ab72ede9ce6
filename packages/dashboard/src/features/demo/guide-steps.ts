import type { Endpoint } from '../../api/models.ts';
import type { Keyset } from '../secrets/keyset.ts';

/** The steps of the demo's guide, in their order. */
export const GUIDE_STEPS = ['event', 'first', 'next', 'give', 'activate', 'done'] as const;
export type GuideStep = (typeof GUIDE_STEPS)[number];

/** What the guide looks at: real state, never clicks. */
export interface GuideFacts {
  readonly keyset: Keyset;
  readonly endpoints: readonly Endpoint[];
  /** Keys that the demo's receiver verifies with. */
  readonly receiverKeyIds: readonly string[];
}

/** Which steps have happened, whoever did them and how. A further secret that waits leads back to giving it. */
export function stepsDone({ keyset, endpoints, receiverKeyIds }: GuideFacts): ReadonlySet<GuideStep> {
  const { active, pending } = keyset;
  const hasTurned = active !== undefined && active.activated_at !== active.created_at;
  const lasts = endpoints.map((endpoint) => endpoint.last_attempt).filter((last) => last !== null);
  // The key that the turn leads to: the one that waits, or the one it led to.
  const next = pending ?? (hasTurned ? active : undefined);
  const isSigned = lasts.some(({ key_ids: [keyId] }) => keyId !== undefined);
  const isAccepted = lasts.some(({ cause, key_ids: [keyId] }) => cause === 'ok' && keyId === active?.key_id);
  const done: Record<GuideStep, boolean> = {
    event: lasts.length > 0 || hasTurned,
    // A secret alone ticks nothing: an event goes out signed.
    first: active !== undefined && (isSigned || next !== undefined),
    next: next !== undefined,
    give: next !== undefined && receiverKeyIds.includes(next.key_id),
    activate: hasTurned && pending === undefined,
    done: hasTurned && pending === undefined && isAccepted,
  };
  return new Set(GUIDE_STEPS.filter((step) => done[step]));
}

/** The first step that has not happened; undefined when all have. */
export function currentStep(done: ReadonlySet<GuideStep>): GuideStep | undefined {
  return GUIDE_STEPS.find((step) => !done.has(step));
}

/** The active key, when the receiver verifies but does not hold it: it refuses every event. */
export function missingKey({ keyset, receiverKeyIds }: GuideFacts): string | undefined {
  const { active } = keyset;
  // Without any secret it takes everything.
  if (active === undefined || receiverKeyIds.length === 0) return undefined;
  return receiverKeyIds.includes(active.key_id) ? undefined : active.key_id;
}
