import type { Delivery, Endpoint, Secret } from '../../api/models.ts';
import type { Keyset } from './keyset.ts';

/** What the Activate dialog tells before anybody decides. */
export interface ActivationFacts {
  /** The secret that would become active. */
  readonly next: Secret;
  /** The one that signs now: of this scope, or the account's when an endpoint would go over to its own. */
  readonly former: Secret | undefined;
  /** `going-over`: an endpoint leaves the account's secret, which goes on elsewhere. */
  readonly turn: 'account' | 'endpoint' | 'going-over' | 'only';
  /** Still signs from the turn before; this activation ends it. */
  readonly retiring: Secret | undefined;
  /** The `kore` signature carries one key: an overlap does nothing there. */
  readonly hasKore: boolean;
  /** What the request carries, so that it changes nothing if the scope changed. */
  readonly epoch: number;
}

/** What activating a pending secret would do. `inherited` is the account's active secret, for an endpoint's scope. */
export function activationFacts(
  next: Secret,
  keyset: Keyset,
  inherited: Secret | undefined,
  profiles: readonly string[],
): ActivationFacts {
  const former = keyset.active ?? (next.endpoint_id === null ? undefined : inherited);
  return {
    next,
    former,
    turn: turnOf(next, keyset.active, former),
    retiring: keyset.retiring,
    hasKore: profiles.includes('kore'),
    epoch: next.scope_epoch,
  };
}

function turnOf(next: Secret, own: Secret | undefined, former: Secret | undefined): ActivationFacts['turn'] {
  if (former === undefined) return 'only';
  if (next.endpoint_id === null) return 'account';
  return own === undefined ? 'going-over' : 'endpoint';
}

/** What the person chose: now, or for how long both keys sign. Nothing is chosen beforehand. */
export type OverlapChoice =
  | { readonly type: 'now' }
  | { readonly type: 'overlap'; readonly seconds: number }
  | undefined;

/** The body of the request that does what the dialog said. */
export function activationBody(
  facts: ActivationFacts,
  choice: Exclude<OverlapChoice, undefined>,
): { overlap_seconds: number; end_overlap?: true; accept_hard_cut?: true } {
  const overlapSeconds = choice.type === 'now' ? 0 : choice.seconds;
  return {
    overlap_seconds: overlapSeconds,
    // Said in the dialog, and only then: an overlap that was opened meanwhile changes the epoch, and the request is refused.
    ...(facts.retiring === undefined ? {} : { end_overlap: true }),
    ...(facts.hasKore && overlapSeconds > 0 ? { accept_hard_cut: true } : {}),
  };
}

/** Whether what was typed names the new key: its first five characters, in either case. */
export function confirms(typed: string, keyId: string): boolean {
  return typed.trim().toUpperCase() === keyId.slice(0, 5);
}

/** The endpoints that the scope's secret signs for. */
export function endpointsOfScope(
  endpoints: readonly Endpoint[],
  endpoint: string | null,
  withOwnSecret: ReadonlySet<string>,
): readonly Endpoint[] {
  return endpoints.filter(({ id }) => (endpoint === null ? !withOwnSecret.has(id) : id === endpoint));
}

/** How many of the deliveries that wait would carry the new key. */
export function waitingOfScope(
  deliveries: readonly Delivery[],
  endpoint: string | null,
  withOwnSecret: ReadonlySet<string>,
): number {
  return deliveries.filter(({ endpoint_id: id }) =>
    endpoint === null ? !withOwnSecret.has(id) : id === endpoint,
  ).length;
}
