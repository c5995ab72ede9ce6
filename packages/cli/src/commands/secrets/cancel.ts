import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { type Carry, command } from '../../command.ts';
import { confirmYes } from '../../confirm.ts';
import { CommandError, EXIT } from '../../exit-codes.ts';
import { visible } from '../../output/table.ts';

/** `keyturn secrets cancel ID`. */
export function cancelSecret(carry: Carry): CommandUnknownOpts {
  return command(
    'cancel',
    'Disable the pending secret before it ever signed.',
    'secrets cancel sec_01JZ8Q5W3D7X9N2K4M6P8R0T1V -a acme --yes',
  )
    .argument('<id>', 'the pending secret')
    .action(
      carry(async (context, id) => {
        const client = await context.client();
        const path = { account: await context.account(), secret: id };
        const secret = await client.getSecret({ path });
        // The API's one verb ends an overlap too; who says "cancel" means the secret that never signed.
        if (secret.status === 'retiring') {
          throw new CommandError(
            EXIT.conflict,
            'secret_not_pending',
            `${id} is retiring: it co-signs until ${secret.retire_at}.`,
            {
              mend: `keyturn secrets retire ${id} --now`,
            },
          );
        }
        if (secret.status === 'pending') {
          await confirmYes(context, `Cancels "${visible(secret.name)}", key ${secret.key_id}, for good.`);
        }
        const cancelled = await client.cancelSecret({ path });
        context.done(cancelled, `${cancelled.key_id.slice(0, 5)} is cancelled and never signs.`);
        return undefined;
      }),
    );
}
