import type { Output } from '@keyturn/client';
import type { Fact } from '../../output/facts.ts';

/** A delivery as the API shows it. */
export type Delivery = Output<'getDelivery'>;

/** The state of a delivery, with the reason of a dead one. */
export function deliveryState({ status, dead_reason }: Delivery): string {
  return dead_reason === null ? status : `${status} (${dead_reason})`;
}

/** A delivery as people read it. */
export function deliveryFacts(delivery: Delivery): readonly Fact[] {
  return [
    ['id', delivery.id],
    ['event', `${delivery.event_id} (${delivery.event_type})`],
    ['endpoint', delivery.endpoint_id],
    ['state', deliveryState(delivery)],
    ['attempts', delivery.attempt_count],
    ['created', delivery.created_at],
    ['next attempt', delivery.next_attempt_at],
    ['closed', delivery.closed_at],
  ];
}
