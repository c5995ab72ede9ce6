import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import type { Input } from '@keyturn/client';
import { type Carry, command } from '../../command.ts';
import type { Context } from '../../context.ts';
import { CommandError, EXIT, usageError } from '../../exit-codes.ts';
import { visible } from '../../output/table.ts';
import { parseMoment } from '../../output/when.ts';
import { prepareShownOnce } from '../../shown-once.ts';

type Permission = Input<'createApiKey'>['body']['permissions'][number];

/** `keyturn api-keys create NAME`. */
export function createApiKey(carry: Carry): CommandUnknownOpts {
  return command(
    'create',
    'Create an API key for one account (-a), or for every account (--every-account).\nIts text is shown once: on a terminal, or in a file of mode 0600.',
    'api-keys create "billing service" -a acme --permission events:publish --out billing-key.txt',
  )
    .argument('<name>', 'who uses it, for people')
    .requiredOption('--permission <name...>', 'what it may do, such as events:publish')
    .option('--every-account', "an operator's key")
    .option('--expires <time>', 'when it ends: a time (RFC 3339) or a duration from now, such as 90d')
    .option('--out <file>', 'where the text goes, never over another file (- for stdout)')
    .action(
      carry(async (context, name, { permission, everyAccount, expires, out }) => {
        const accountId = await boundTo(context, everyAccount);
        const expiresAt = readExpiry(expires, context.now());
        const client = await context.client();
        const place = prepareShownOnce(context, out);
        const body = {
          name,
          account_id: accountId,
          // The server knows which permissions there are, and names them when one is unknown.
          permissions: permission as Permission[],
          ...(expiresAt === undefined ? {} : { expires_at: expiresAt }),
        };
        const created = await client.createApiKey({ body }).catch((error: unknown) => {
          place.abandon();
          throw error;
        });
        const { api_key: text, ...withoutText } = created;
        if (text === null) {
          place.abandon();
          throw new CommandError(
            EXIT.partlyDone,
            'api_key_text_lost',
            `${created.id} was created, and the answer with its text was lost on the way; it is not kept.`,
            { mend: `keyturn api-keys revoke ${created.id}, and create another` },
          );
        }
        place.keep(text);
        const reach = created.account_id ?? 'every account';
        context.done(
          place.isInAnswer ? created : { ...withoutText, api_key: null },
          `"${visible(created.name)}" (${created.id}) may ${created.permissions.join(', ')} for ${reach}; its text is ${place.where}.`,
        );
        return undefined;
      }),
    );
}

/** How far a key reaches is said, never assumed. */
async function boundTo(context: Context, everyAccount: true | undefined): Promise<string | null> {
  if (everyAccount === undefined) return context.account();
  if (context.options.account === undefined) return null;
  throw usageError('Give -a ACCOUNT or --every-account, not both.');
}

function readExpiry(text: string | undefined, nowMs: number): string | undefined {
  if (text === undefined) return undefined;
  const moment = parseMoment(text, nowMs, 'ahead');
  if (moment === undefined) throw usageError(`--expires is a time or a duration such as 90d; not "${text}".`);
  return moment;
}
