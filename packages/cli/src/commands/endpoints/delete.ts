import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { type Carry, command } from '../../command.ts';
import { confirmYes } from '../../confirm.ts';
import { visible } from '../../output/table.ts';

/** `keyturn endpoints delete ID`. */
export function deleteEndpoint(carry: Carry): CommandUnknownOpts {
  return command(
    'delete',
    'Delete an endpoint: its own secrets are destroyed, what waits for it is not sent.',
    'endpoints delete ep_01JZ8Q5W3D7X9N2K4M6P8R0T1V -a acme --yes',
  )
    .argument('<id>', 'the endpoint')
    .action(
      carry(async (context, endpoint) => {
        const client = await context.client();
        const path = { account: await context.account(), endpoint };
        const { url } = await client.getEndpoint({ path });
        await confirmYes(
          context,
          `Deletes the endpoint ${visible(url)}; what waits for it will not be sent.`,
        );
        await client.deleteEndpoint({ path });
        context.done({ id: endpoint, deleted: true }, `${endpoint} is deleted.`);
        return undefined;
      }),
    );
}
