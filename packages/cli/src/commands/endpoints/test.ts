import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { type Carry, command } from '../../command.ts';

/** `keyturn endpoints test ID`. */
export function testEndpoint(carry: Carry): CommandUnknownOpts {
  return command(
    'test',
    'Send a test event (keyturn.test) to one endpoint, signed like any other.',
    'endpoints test ep_01JZ8Q5W3D7X9N2K4M6P8R0T1V -a acme',
  )
    .argument('<id>', 'the endpoint')
    .action(
      carry(async (context, endpoint) => {
        const client = await context.client();
        const account = await context.account();
        const sent = await client.testEndpoint({ path: { account, endpoint } });
        context.done(
          sent,
          `The test event ${sent.id} is on its way.  → keyturn deliveries list -a ${account} --event ${sent.id}`,
        );
        return undefined;
      }),
    );
}
