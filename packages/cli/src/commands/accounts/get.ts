import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { type Carry, command } from '../../command.ts';
import { showFacts } from '../../output/facts.ts';
import { accountFacts } from './account-facts.ts';

/** `keyturn accounts get ID`. */
export function getAccount(carry: Carry): CommandUnknownOpts {
  return command('get', 'Show one account.', 'accounts get acme')
    .argument('<id>', 'the account')
    .action(
      carry(async (context, account) => {
        const client = await context.client();
        const found = await client.getAccount({ path: { account } });
        showFacts(context, found, accountFacts(found));
        return undefined;
      }),
    );
}
