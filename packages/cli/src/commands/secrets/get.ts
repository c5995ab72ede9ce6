import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { type Carry, command } from '../../command.ts';
import { showFacts } from '../../output/facts.ts';
import { secretFacts } from './secret-facts.ts';

/** `keyturn secrets get ID`. */
export function getSecret(carry: Carry): CommandUnknownOpts {
  return command(
    'get',
    'Show one secret, never its text.',
    'secrets get sec_01JZ8Q5W3D7X9N2K4M6P8R0T1V -a acme',
  )
    .argument('<id>', 'the secret')
    .action(
      carry(async (context, secret) => {
        const client = await context.client();
        const found = await client.getSecret({ path: { account: await context.account(), secret } });
        showFacts(context, found, secretFacts(found));
        return undefined;
      }),
    );
}
