import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { type Carry, command } from '../../command.ts';
import { allOption, limitOption, pageLimit, showRows } from '../../output/rows.ts';
import { formatAge } from '../../output/when.ts';
import { endpointState, wantedTypes } from './endpoint-facts.ts';

/** `keyturn endpoints list`. */
export function listEndpoints(carry: Carry): CommandUnknownOpts {
  return command('list', "List the account's endpoints.", 'endpoints list -a acme')
    .addOption(limitOption())
    .addOption(allOption())
    .action(
      carry(async (context, size) => {
        const client = await context.client();
        const account = await context.account();
        await showRows(
          context,
          client.rows('listEndpoints', { path: { account }, query: { limit: pageLimit(size) } }),
          [
            { head: 'ID', cell: (endpoint) => endpoint.id },
            { head: 'URL', cell: (endpoint) => endpoint.url, mayShrink: true },
            { head: 'STATE', cell: endpointState },
            { head: 'EVENT TYPES', cell: wantedTypes, mayShrink: true },
            { head: 'AGE', cell: (endpoint) => formatAge(endpoint.created_at, context.now()) },
          ],
          { ...size, empty: `No endpoint yet.  → keyturn endpoints create URL -a ${account}` },
        );
        return undefined;
      }),
    );
}
