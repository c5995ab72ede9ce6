import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import type { Output } from '@keyturn/client';
import { shortKeyId } from '@keyturn/verify/sign';
import { type Carry, command } from '../../command.ts';
import { CommandError, EXIT } from '../../exit-codes.ts';
import { visible } from '../../output/table.ts';
import { prepareShownOnce, type ShownOnce } from '../../shown-once.ts';

/** `keyturn secrets create NAME`. */
export function createSecret(carry: Carry): CommandUnknownOpts {
  return command(
    'create',
    'Create a secret. The first of an account is active at once; every later one waits as pending and replaces one that waited.\nIts text is shown once: on a terminal, or in a file of mode 0600.',
    'secrets create "2026-11 rotation" -a acme --out next-secret.txt',
  )
    .argument('<name>', 'its name, for people')
    .option('--endpoint <id>', 'a secret of this endpoint alone')
    .option('--out <file>', 'where the text goes, never over another file (- for stdout)')
    .action(
      carry(async (context, name, { endpoint, out }) => {
        const client = await context.client();
        const account = await context.account();
        const place = prepareShownOnce(context, out);
        const body = { name, ...(endpoint === undefined ? {} : { endpoint_id: endpoint }) };
        const created = await client.createSecret({ path: { account }, body }).catch((error: unknown) => {
          place.abandon();
          throw error;
        });
        keep(place, created);
        const { secret: _text, ...withoutText } = created;
        context.done(place.isInAnswer ? created : { ...withoutText, secret: null }, describe(created, place));
        return undefined;
      }),
    );
}

function keep(place: ShownOnce, created: Output<'createSecret'>): void {
  if (created.secret === null) {
    place.abandon();
    throw new CommandError(
      EXIT.partlyDone,
      'secret_text_lost',
      `${created.id} was created, and the answer with its text was lost on the way; it is not kept.`,
      {
        mend: `create another: it ${created.status === 'pending' ? 'replaces this one' : 'waits as pending, then activate it'}`,
      },
    );
  }
  place.keep(created.secret);
}

function describe(created: Output<'createSecret'>, place: ShownOnce): string {
  const head = `"${visible(created.name)}" is ${created.status}, key ${shortKeyId(created.key_id)}; its text is ${place.where}.`;
  const replaced =
    created.replaced === undefined
      ? ''
      : ` It replaces "${visible(created.replaced.name)}", key ${shortKeyId(created.replaced.key_id)}, which never signs.`;
  const next =
    created.status === 'active'
      ? ' Every event is signed with it from now on.'
      : ` Give it to every receiver.  → keyturn secrets activate ${created.id} -a ${created.account_id}`;
  return head + replaced + next;
}
