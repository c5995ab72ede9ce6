import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { type Carry, command } from '../../command.ts';
import { showFacts } from '../../output/facts.ts';
import { accountFacts } from './account-facts.ts';
import { signatureProfilesOption } from './profiles-option.ts';

/** `keyturn accounts update ID`. */
export function updateAccount(carry: Carry): CommandUnknownOpts {
  return command(
    'update',
    'Change the name of an account, or how its events are signed.',
    'accounts update acme --name "Acme plc"',
  )
    .argument('<id>', 'the account')
    .option('--name <name>', 'its name, for people')
    .addOption(signatureProfilesOption())
    .action(
      carry(async (context, account, { name, signatureProfile }) => {
        const client = await context.client();
        const updated = await client.updateAccount({
          path: { account },
          body: {
            ...(name === undefined ? {} : { name }),
            ...(signatureProfile === undefined ? {} : { signature_profiles: signatureProfile }),
          },
        });
        showFacts(context, updated, accountFacts(updated));
        return undefined;
      }),
    );
}
