import type { Output } from '@keyturn/client';
import type { Fact } from '../../output/facts.ts';

/** An endpoint as the API shows it. */
export type Endpoint = Output<'getEndpoint'>;

/** Whether events go there, in words. */
export function endpointState({ paused_reason }: Endpoint): string {
  if (paused_reason === null) return 'on';
  return paused_reason === 'gone' ? 'paused (answered 410)' : 'paused';
}

/** Which events go there, in words. */
export function wantedTypes({ event_types }: Endpoint): string {
  return event_types.length === 0 ? 'all' : event_types.join(' ');
}

/** An endpoint as people read it. Values of its headers are not for every eye that reads a terminal. */
export function endpointFacts(endpoint: Endpoint): readonly Fact[] {
  return [
    ['id', endpoint.id],
    ['url', endpoint.url],
    ['description', endpoint.description],
    ['event types', wantedTypes(endpoint)],
    ['headers', Object.keys(endpoint.headers).join(', ')],
    ['state', endpointState(endpoint)],
    ['created', endpoint.created_at],
    ['updated', endpoint.updated_at],
  ];
}
