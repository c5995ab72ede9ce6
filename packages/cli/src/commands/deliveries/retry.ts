import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { type Carry, command } from '../../command.ts';

/** `keyturn deliveries retry ID`. */
export function retryDelivery(carry: Carry): CommandUnknownOpts {
  return command(
    'retry',
    'Send one delivery again now, in whatever state it is.',
    'deliveries retry dlv_0000000002N -a acme',
  )
    .argument('<id>', 'the delivery')
    .action(
      carry(async (context, delivery) => {
        const client = await context.client();
        const account = await context.account();
        const retried = await client.retryDelivery({ path: { account, delivery } });
        context.done(
          retried,
          `${retried.id} is due now.  → keyturn deliveries attempts ${retried.id} -a ${account}`,
        );
        return undefined;
      }),
    );
}
