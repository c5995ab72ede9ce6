import { type CommandUnknownOpts, Option } from '@commander-js/extra-typings';
import { type Carry, command } from '../../command.ts';
import { allOption, limitOption, pageLimit, showRows } from '../../output/rows.ts';
import { formatAge } from '../../output/when.ts';
import { deliveryState } from './delivery-facts.ts';

/** `keyturn deliveries list`. */
export function listDeliveries(carry: Carry): CommandUnknownOpts {
  return command('list', 'List deliveries, newest first.', 'deliveries list -a acme --status waiting')
    .addOption(
      new Option('--status <status>', 'in this state').choices(['waiting', 'delivered', 'dead'] as const),
    )
    .option('--endpoint <id>', 'to this endpoint')
    .option('--event <id>', 'of this event')
    .addOption(limitOption())
    .addOption(allOption())
    .action(
      carry(async (context, { status, endpoint, event, ...size }) => {
        const client = await context.client();
        const query = {
          limit: pageLimit(size),
          ...(status === undefined ? {} : { status }),
          ...(endpoint === undefined ? {} : { endpoint_id: endpoint }),
          ...(event === undefined ? {} : { event_id: event }),
        };
        await showRows(
          context,
          client.rows('listDeliveries', { path: { account: await context.account() }, query }),
          [
            { head: 'AGE', cell: (delivery) => formatAge(delivery.created_at, context.now()) },
            { head: 'STATE', cell: deliveryState },
            { head: 'TYPE', cell: (delivery) => delivery.event_type, mayShrink: true },
            { head: 'ATTEMPTS', cell: (delivery) => String(delivery.attempt_count) },
            { head: 'ID', cell: (delivery) => delivery.id },
            { head: 'EVENT', cell: (delivery) => delivery.event_id },
            { head: 'ENDPOINT', cell: (delivery) => delivery.endpoint_id },
          ],
          { ...size, empty: 'No such delivery: deliveries appear when an event meets an endpoint.' },
        );
        return undefined;
      }),
    );
}
