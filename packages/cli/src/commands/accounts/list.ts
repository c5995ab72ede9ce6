import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { type Carry, command } from '../../command.ts';
import { allOption, limitOption, pageLimit, showRows } from '../../output/rows.ts';
import { formatAge } from '../../output/when.ts';

/** `keyturn accounts list`. */
export function listAccounts(carry: Carry): CommandUnknownOpts {
  return command('list', 'List accounts.', 'accounts list')
    .addOption(limitOption())
    .addOption(allOption())
    .action(
      carry(async (context, size) => {
        const client = await context.client();
        await showRows(
          context,
          client.rows('listAccounts', { query: { limit: pageLimit(size) } }),
          [
            { head: 'ID', cell: (account) => account.id },
            { head: 'NAME', cell: (account) => account.name, mayShrink: true },
            { head: 'PROFILES', cell: (account) => account.signature_profiles.join(' ') },
            { head: 'AGE', cell: (account) => formatAge(account.created_at, context.now()) },
          ],
          { ...size, empty: 'No account yet.  → keyturn accounts create "Acme Ltd" --id acme' },
        );
        return undefined;
      }),
    );
}
