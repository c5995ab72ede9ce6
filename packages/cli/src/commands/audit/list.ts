import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { type Carry, command } from '../../command.ts';
import { allOption, limitOption, pageLimit, showRows } from '../../output/rows.ts';
import { formatAge } from '../../output/when.ts';

/** `keyturn audit list`. */
export function listAudit(carry: Carry): CommandUnknownOpts {
  return command(
    'list',
    "List the account's audit log, newest first.",
    'audit list -a acme --act secret.activated',
  )
    .option('--act <act>', 'this act, such as secret.activated')
    .option('--object <id>', 'what was done to this object')
    .addOption(limitOption())
    .addOption(allOption())
    .action(
      carry(async (context, { act, object, ...size }) => {
        const client = await context.client();
        const query = {
          limit: pageLimit(size),
          ...(act === undefined ? {} : { act }),
          ...(object === undefined ? {} : { object_id: object }),
        };
        await showRows(
          context,
          client.rows('listAudit', { path: { account: await context.account() }, query }),
          [
            { head: 'AGE', cell: (entry) => formatAge(entry.at, context.now()) },
            { head: 'ACTOR', cell: (entry) => entry.actor.name, mayShrink: true },
            { head: 'ACT', cell: (entry) => entry.act },
            { head: 'OBJECT', cell: (entry) => entry.object_id },
            { head: 'FROM', cell: (entry) => entry.address ?? '-' },
            { head: 'REASON', cell: (entry) => entry.reason ?? '-', mayShrink: true },
          ],
          { ...size, empty: 'No such entry.' },
        );
        return undefined;
      }),
    );
}
