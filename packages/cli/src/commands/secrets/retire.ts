import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { shortKeyId } from '@keyturn/verify/sign';
import { type Carry, command } from '../../command.ts';
import { confirmYes } from '../../confirm.ts';
import { CommandError, EXIT, usageError } from '../../exit-codes.ts';
import { formatMoment, parseMoment } from '../../output/when.ts';

/** `keyturn secrets retire ID`. */
export function retireSecret(carry: Carry): CommandUnknownOpts {
  return command(
    'retire',
    'End an open overlap now, or move its end (at most 7 days after the activation).',
    'secrets retire sec_01JZ8Q5W3D7X9N2K4M6P8R0T1V -a acme --until 48h',
    'secrets retire sec_01JZ8Q5W3D7X9N2K4M6P8R0T1V -a acme --now --yes',
  )
    .argument('<id>', 'the retiring secret')
    .option('--now', 'it stops co-signing at once, for good')
    .option('--until <time>', 'it co-signs until then: a time (RFC 3339) or a duration from now, such as 48h')
    .action(
      carry(async (context, id, { now, until }) => {
        if ((now === undefined) === (until === undefined))
          throw usageError('Say when: --now, or --until TIME.');
        const client = await context.client();
        const path = { account: await context.account(), secret: id };
        const secret = await client.getSecret({ path });
        // The API's DELETE would cancel a pending secret as well; that is another act.
        if (secret.status !== 'retiring') {
          throw new CommandError(
            EXIT.conflict,
            'secret_not_retiring',
            `${id} is ${secret.status}; only a retiring secret has an overlap.`,
            {
              mend: 'keyturn secrets list',
            },
          );
        }
        const key = shortKeyId(secret.key_id);
        if (until === undefined) {
          await confirmYes(
            context,
            `${key} stops co-signing now, for good: receivers that hold it alone refuse from here on.`,
          );
          const ended = await client.cancelSecret({ path });
          context.done(ended, `${key} signs nothing any more.`);
          return undefined;
        }
        const retireAt = parseMoment(until, context.now(), 'ahead');
        if (retireAt === undefined)
          throw usageError(`--until is a time or a duration such as 48h; not "${until}".`);
        const moved = await client.updateSecret({ path, body: { retire_at: retireAt } });
        context.done(
          moved,
          `${key} co-signs until ${formatMoment(moved.retire_at ?? retireAt, context.now())}.`,
        );
        return undefined;
      }),
    );
}
