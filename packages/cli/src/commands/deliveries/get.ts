import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { type Carry, command } from '../../command.ts';
import { showFacts } from '../../output/facts.ts';
import { deliveryFacts } from './delivery-facts.ts';

/** `keyturn deliveries get ID`. */
export function getDelivery(carry: Carry): CommandUnknownOpts {
  return command('get', 'Show one delivery.', 'deliveries get dlv_0000000002N -a acme')
    .argument('<id>', 'the delivery')
    .action(
      carry(async (context, delivery) => {
        const client = await context.client();
        const found = await client.getDelivery({ path: { account: await context.account(), delivery } });
        showFacts(context, found, deliveryFacts(found));
        return undefined;
      }),
    );
}
