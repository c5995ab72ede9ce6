import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import type { Output } from '@keyturn/client';
import { type Carry, command } from '../../command.ts';
import { type Column, formatTable } from '../../output/table.ts';
import { formatAge } from '../../output/when.ts';

/** `keyturn deliveries attempts ID`. */
export function listAttempts(carry: Carry): CommandUnknownOpts {
  return command(
    'attempts',
    'List the attempts of one delivery, oldest first.',
    'deliveries attempts dlv_0000000002N -a acme',
  )
    .argument('<id>', 'the delivery')
    .action(
      carry(async (context, delivery) => {
        const client = await context.client();
        const { data } = await client.listAttempts({ path: { account: await context.account(), delivery } });
        if (context.options.json === true) {
          for (const attempt of data) context.printJson(attempt);
          return undefined;
        }
        if (data.length === 0) {
          context.tell('No attempt yet.');
          return undefined;
        }
        const columns = attemptColumns(context.now());
        context.terminal.out(formatTable(data, columns, context.terminal.columns));
        return undefined;
      }),
    );
}

type Attempt = Output<'listAttempts'>['data'][number];

function attemptColumns(nowMs: number): readonly Column<Attempt>[] {
  return [
    { head: 'N', cell: (attempt) => String(attempt.n) },
    { head: 'AGE', cell: (attempt) => formatAge(attempt.started_at, nowMs) },
    { head: 'CAUSE', cell: (attempt) => attempt.cause },
    { head: 'STATUS', cell: (attempt) => String(attempt.status_code ?? '-') },
    { head: 'MS', cell: (attempt) => String(Math.round(attempt.duration_ms)) },
    { head: 'KEYS', cell: (attempt) => attempt.key_ids.join(' ') || 'unsigned' },
    { head: 'ANSWER', cell: (attempt) => attempt.response_body?.trim() ?? '', mayShrink: true },
  ];
}
