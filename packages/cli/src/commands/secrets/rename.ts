import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { type Carry, command } from '../../command.ts';
import { visible } from '../../output/table.ts';

/** `keyturn secrets rename ID NAME`. */
export function renameSecret(carry: Carry): CommandUnknownOpts {
  return command(
    'rename',
    'Give a secret another name.',
    'secrets rename sec_01JZ8Q5W3D7X9N2K4M6P8R0T1V "2026-11 rotation" -a acme',
  )
    .argument('<id>', 'the secret')
    .argument('<name>', 'its new name')
    .action(
      carry(async (context, secret, name) => {
        const client = await context.client();
        const renamed = await client.updateSecret({
          path: { account: await context.account(), secret },
          body: { name },
        });
        context.done(renamed, `${renamed.id} is called "${visible(renamed.name)}".`);
        return undefined;
      }),
    );
}
