import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { type Carry, command } from '../../command.ts';
import { showFacts } from '../../output/facts.ts';
import { accountFacts } from './account-facts.ts';
import { signatureProfilesOption } from './profiles-option.ts';

/** `keyturn accounts create NAME`. */
export function createAccount(carry: Carry): CommandUnknownOpts {
  return command('create', 'Create an account.', 'accounts create "Acme Ltd" --id acme')
    .argument('<name>', 'its name, for people')
    .option('--id <id>', 'its id, for programs; made unless given, and never free again')
    .addOption(signatureProfilesOption())
    .action(
      carry(async (context, name, { id, signatureProfile }) => {
        const client = await context.client();
        const created = await client.createAccount({
          body: {
            name,
            ...(id === undefined ? {} : { id }),
            ...(signatureProfile === undefined ? {} : { signature_profiles: signatureProfile }),
          },
        });
        showFacts(context, created, accountFacts(created));
        context.tell(
          `Its events are sent unsigned until it has a secret.  → keyturn secrets create NAME -a ${created.id}`,
        );
        return undefined;
      }),
    );
}
