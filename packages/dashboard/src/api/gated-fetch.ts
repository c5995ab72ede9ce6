import type { Fetch } from '@keyturn/client';
import type { GateKind, SessionGate } from './session-gate.ts';

/**
 * Wraps a fetch: a request that is refused because the session ended, or is too old for the act, waits at the gate and is sent once
 * more as it was. Declined, its refusal comes through.
 */
export function makeGatedFetch(fetch: Fetch, gate: Pick<SessionGate, 'ask'>): Fetch {
  return async (request) => {
    // The client signs for callers with an API key; here the cookie says who asks, and two answers would be one too many.
    request.headers.delete('authorization');
    // The body of a request can be read once.
    const again = request.clone();
    const response = await fetch(request);
    const kind = await gateKindOf(response);
    if (kind === undefined) return response;
    return (await gate.ask(kind)) === 'granted' ? fetch(again) : response;
  };
}

async function gateKindOf(response: Response): Promise<GateKind | undefined> {
  if (response.status === 401) return 'sign-in';
  if (response.status !== 403) return undefined;
  try {
    const problem = (await response.clone().json()) as { readonly code?: unknown };
    return problem.code === 'reauthentication_required' ? 'reauthenticate' : undefined;
  } catch {
    return undefined;
  }
}
