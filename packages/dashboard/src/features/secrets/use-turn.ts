import { useQueries, useQuery } from '@tanstack/react-query';
import { type Api, useApi } from '../../api/api.ts';
import type { Endpoint } from '../../api/models.ts';
import { useNowMs } from '../../ui/clock.ts';
import { lastDeliveredQuery } from '../deliveries/queries.ts';
import { endpointsQuery } from '../endpoints/queries.ts';
import { endpointsOfScope } from './activation-facts.ts';
import type { Keyset } from './keyset.ts';
import { secretsKey, useEndpointsWithOwnSecret } from './queries.ts';
import { type Turn, type TurnProgress, turnOf, turnProgress } from './turn.ts';

/** Endpoints in trouble that are asked what they took last, one request each. */
const FAILING_MAX = 20;

/** A turn with what is known of its effect. */
export interface FollowedTurn {
  readonly turn: Turn;
  readonly progress: TurnProgress;
  /** Endpoints of the scope that take deliveries now. */
  readonly endpointCount: number;
}

/** Follows the last turn of a scope; undefined when there is none to show. */
export function useTurn(
  account: string,
  endpoint: string | undefined,
  keyset: Keyset,
): FollowedTurn | undefined {
  const api = useApi();
  const nowMs = useNowMs();
  const activeId = keyset.active?.id;
  const audit = useQuery({
    ...activationAuditQuery(api, account, activeId ?? ''),
    enabled: activeId !== undefined,
  });
  const turn = turnOf(keyset, audit.data ?? undefined, nowMs);

  const endpoints = useQuery(endpointsQuery(api, account)).data;
  const withOwnSecret = useEndpointsWithOwnSecret(account);
  const inScope =
    endpoints && withOwnSecret ? endpointsOfScope(endpoints, endpoint ?? null, withOwnSecret) : [];
  const running = inScope.filter((one) => !one.paused);
  const newKeyId = turn?.active.key_id;
  const asked = newKeyId === undefined ? [] : running.filter(isFailingNow).slice(0, FAILING_MAX);
  const hasAccepted = useQueries({
    queries: asked.map((one) => lastDeliveredQuery(api, account, one.id)),
    combine: (results) => {
      const keyIds = results.map(({ data }) => data?.last_attempt?.key_ids[0]);
      return new Set(asked.filter((_, index) => keyIds[index] === newKeyId).map(({ id }) => id));
    },
  });
  if (turn === undefined) return undefined;
  return { turn, progress: turnProgress(turn, inScope, hasAccepted), endpointCount: running.length };
}

/** Its newest request was no success, which says nothing about what it accepted before. */
function isFailingNow({ last_attempt: last }: Endpoint): boolean {
  return last !== null && last.cause !== 'ok';
}

/** Who activated a secret, and what came of it; null where that is not in the audit log, or not to be read. */
function activationAuditQuery({ client }: Api, account: string, secretId: string) {
  return {
    queryKey: [...secretsKey(account), 'activation', secretId],
    queryFn: async ({ signal }: { signal: AbortSignal }) => {
      const query = { act: 'secret.activated', object_id: secretId, limit: 1 };
      const page = await client.listAudit({ path: { account }, query, signal });
      return page.data[0] ?? null;
    },
    retry: false,
  };
}
