import { type CommandUnknownOpts, Option } from '@commander-js/extra-typings';
import { type Carry, command } from '../../command.ts';
import { allOption, limitOption, pageLimit, showRows } from '../../output/rows.ts';
import { formatAge } from '../../output/when.ts';
import { sinceOf } from './secret-facts.ts';

/** `keyturn secrets list`. */
export function listSecrets(carry: Carry): CommandUnknownOpts {
  return command(
    'list',
    "List the account's secrets, never their texts.",
    'secrets list -a acme',
    'secrets list -a acme --scope all',
  )
    .option('--endpoint <id>', "one endpoint's own secrets")
    .addOption(
      new Option('--scope <scope>', "account (its own), or all (every endpoint's too)")
        .choices(['account', 'all'] as const)
        .conflicts('endpoint'),
    )
    .addOption(limitOption())
    .addOption(allOption())
    .action(
      carry(async (context, { endpoint, scope, ...size }) => {
        const client = await context.client();
        const account = await context.account();
        const query = {
          limit: pageLimit(size),
          ...(endpoint === undefined ? {} : { endpoint_id: endpoint }),
          ...(scope === undefined ? {} : { scope }),
        };
        await showRows(
          context,
          client.rows('listSecrets', { path: { account }, query }),
          [
            { head: 'STATE', cell: (secret) => secret.status },
            { head: 'NAME', cell: (secret) => secret.name, mayShrink: true },
            { head: 'KEY', cell: (secret) => secret.key_id },
            { head: 'SINCE', cell: (secret) => formatAge(sinceOf(secret), context.now()) },
            { head: 'LAST USED', cell: (secret) => formatAge(secret.last_used_at, context.now()) },
            ...(scope === 'all'
              ? [
                  {
                    head: 'ENDPOINT',
                    cell: (secret: { endpoint_id: string | null }) => secret.endpoint_id ?? '-',
                  },
                ]
              : []),
            { head: 'ID', cell: (secret) => secret.id },
          ],
          {
            ...size,
            empty: `No secret yet: events are sent unsigned.  → keyturn secrets create NAME -a ${account}`,
          },
        );
        return undefined;
      }),
    );
}
