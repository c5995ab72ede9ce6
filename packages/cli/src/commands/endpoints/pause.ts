import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { type Carry, command } from '../../command.ts';
import { visible } from '../../output/table.ts';

/** `keyturn endpoints pause ID`. */
export function pauseEndpoint(carry: Carry): CommandUnknownOpts {
  return command(
    'pause',
    'Stop sending to an endpoint; its deliveries wait and use up no attempt.',
    'endpoints pause ep_01JZ8Q5W3D7X9N2K4M6P8R0T1V -a acme',
  )
    .argument('<id>', 'the endpoint')
    .action(
      carry(async (context, endpoint) => {
        const client = await context.client();
        const changed = await client.pauseEndpoint({ path: { account: await context.account(), endpoint } });
        context.done(changed, `${visible(changed.url)} is paused; its deliveries wait.`);
        return undefined;
      }),
    );
}
