import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { type Carry, command } from '../../command.ts';
import { confirmYes } from '../../confirm.ts';

/** `keyturn api-keys revoke ID`. */
export function revokeApiKey(carry: Carry): CommandUnknownOpts {
  return command(
    'revoke',
    'Revoke an API key, at once and for good.',
    'api-keys revoke key_01JZ8Q5W3D7X9N2K4M6P8R0T1V --yes',
  )
    .argument('<id>', 'the API key')
    .action(
      carry(async (context, id) => {
        const client = await context.client();
        await confirmYes(context, `Revokes ${id}: whoever uses it is refused from here on.`);
        await client.revokeApiKey({ path: { api_key: id } });
        context.done({ id, revoked: true }, `${id} is revoked.`);
        return undefined;
      }),
    );
}
