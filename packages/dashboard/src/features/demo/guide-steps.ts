import type { Endpoint } from '../../api/models.ts';
import type { Keyset } from '../secrets/keyset.ts';

/** The steps of the demo's guide, in their order. */
export const GUIDE_STEPS = ['event', 'first', 'next', 'activate', 'done'] as const;
export type GuideStep = (typeof GUIDE_STEPS)[number];

/** What the guide looks at: real state, never clicks. */
export interface GuideFacts {
  readonly keyset: Keyset;
  readonly endpoints: readonly Endpoint[];
}

/** Which steps have happened. A turn that was made ticks everything before it, however it came about. */
export function stepsDone({ keyset, endpoints }: GuideFacts): ReadonlySet<GuideStep> {
  const { active, pending } = keyset;
  const hasTurned = active !== undefined && active.activated_at !== active.created_at;
  const lasts = endpoints.map((endpoint) => endpoint.last_attempt).filter((last) => last !== null);
  const isAccepted = lasts.some(({ cause, key_ids: [keyId] }) => cause === 'ok' && keyId === active?.key_id);
  const done: Record<GuideStep, boolean> = {
    event: lasts.length > 0 || hasTurned,
    first: active !== undefined,
    next: pending !== undefined || hasTurned,
    activate: hasTurned,
    done: hasTurned && isAccepted,
  };
  return new Set(GUIDE_STEPS.filter((step) => done[step]));
}

/** The first step that has not happened; undefined when all have. */
export function currentStep(done: ReadonlySet<GuideStep>): GuideStep | undefined {
  return GUIDE_STEPS.find((step) => !done.has(step));
}
