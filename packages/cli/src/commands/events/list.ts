import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { type Carry, command } from '../../command.ts';
import { usageError } from '../../exit-codes.ts';
import { allOption, limitOption, pageLimit, showRows } from '../../output/rows.ts';
import { formatAge, parseMoment } from '../../output/when.ts';

/** `keyturn events list`. */
export function listEvents(carry: Carry): CommandUnknownOpts {
  return command(
    'list',
    'List what was published, newest first.',
    'events list -a acme --type invoice.paid --since 2h',
  )
    .option('--type <type>', 'of this event type')
    .option('--since <time>', 'accepted since then: a time (RFC 3339), or a duration such as 2h')
    .option('--until <time>', 'accepted before then')
    .addOption(limitOption())
    .addOption(allOption())
    .action(
      carry(async (context, { type, since, until, ...size }) => {
        const client = await context.client();
        const account = await context.account();
        const query = {
          limit: pageLimit(size),
          ...(type === undefined ? {} : { type }),
          ...(since === undefined ? {} : { since: readMoment('--since', since, context.now()) }),
          ...(until === undefined ? {} : { until: readMoment('--until', until, context.now()) }),
        };
        await showRows(
          context,
          client.rows('listEvents', { path: { account }, query }),
          [
            { head: 'AGE', cell: (event) => formatAge(event.accepted_at, context.now()) },
            { head: 'TYPE', cell: (event) => event.type, mayShrink: true },
            { head: 'ID', cell: (event) => event.id },
            { head: 'SUBJECT', cell: (event) => event.subject ?? '-', mayShrink: true },
            { head: 'BYTES', cell: (event) => String(event.body_bytes) },
            { head: 'DELIVERIES', cell: (event) => String(event.delivery_count) },
          ],
          { ...size, empty: `No such event.  → keyturn events publish TYPE -a ${account} --data '{}'` },
        );
        return undefined;
      }),
    );
}

function readMoment(option: string, text: string, nowMs: number): string {
  const moment = parseMoment(text, nowMs, 'ago');
  if (moment === undefined) throw usageError(`${option} is a time, or a duration such as 2h; not "${text}".`);
  return moment;
}
