import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { type Carry, noun } from '../../command.ts';
import { listAttempts } from './attempts.ts';
import { getDelivery } from './get.ts';
import { listDeliveries } from './list.ts';
import { retryDelivery } from './retry.ts';

/** `keyturn deliveries`. */
export function deliveries(carry: Carry): CommandUnknownOpts {
  return noun('deliveries', "One event's way to one endpoint.", 'deliveries list -a acme --status waiting', [
    listDeliveries(carry),
    getDelivery(carry),
    listAttempts(carry),
    retryDelivery(carry),
  ]);
}
