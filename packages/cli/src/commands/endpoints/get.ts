import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { type Carry, command } from '../../command.ts';
import { showFacts } from '../../output/facts.ts';
import { endpointFacts } from './endpoint-facts.ts';

/** `keyturn endpoints get ID`. */
export function getEndpoint(carry: Carry): CommandUnknownOpts {
  return command('get', 'Show one endpoint.', 'endpoints get ep_01JZ8Q5W3D7X9N2K4M6P8R0T1V -a acme')
    .argument('<id>', 'the endpoint')
    .action(
      carry(async (context, endpoint) => {
        const client = await context.client();
        const found = await client.getEndpoint({ path: { account: await context.account(), endpoint } });
        showFacts(context, found, endpointFacts(found));
        return undefined;
      }),
    );
}
