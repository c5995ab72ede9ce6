import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { type Carry, command } from '../../command.ts';
import { visible } from '../../output/table.ts';

/** `keyturn endpoints resume ID`. */
export function resumeEndpoint(carry: Carry): CommandUnknownOpts {
  return command(
    'resume',
    'Send to a paused endpoint again, first what waited.',
    'endpoints resume ep_01JZ8Q5W3D7X9N2K4M6P8R0T1V -a acme',
  )
    .argument('<id>', 'the endpoint')
    .action(
      carry(async (context, endpoint) => {
        const client = await context.client();
        const changed = await client.resumeEndpoint({ path: { account: await context.account(), endpoint } });
        context.done(changed, `${visible(changed.url)} is on; what waited is sent now.`);
        return undefined;
      }),
    );
}
