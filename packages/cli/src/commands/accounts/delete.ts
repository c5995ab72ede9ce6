import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { type Carry, command } from '../../command.ts';
import { confirmTyped } from '../../confirm.ts';
import { visible } from '../../output/table.ts';

/** `keyturn accounts delete ID`. */
export function deleteAccount(carry: Carry): CommandUnknownOpts {
  return command(
    'delete',
    'Close an account for good: its API keys are revoked, its secrets destroyed, what waits is not sent. Its id stays taken.',
    'accounts delete acme --yes',
  )
    .argument('<id>', 'the account')
    .action(
      carry(async (context, account) => {
        const client = await context.client();
        const { name } = await client.getAccount({ path: { account } });
        await confirmTyped(context, {
          consequence: `Closes "${visible(name)}" for good: its secrets are destroyed, its API keys revoked, its waiting deliveries dead. This cannot be undone.`,
          typed: account,
          what: 'the account id',
        });
        await client.deleteAccount({ path: { account } });
        context.done({ id: account, deleted: true }, `${account} is closed.`);
        return undefined;
      }),
    );
}
