import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import type { Input } from '@keyturn/client';
import { type Carry, command } from '../../command.ts';
import type { Context } from '../../context.ts';
import { usageError } from '../../exit-codes.ts';
import { readGiven } from '../../read-given.ts';
import { parseDataText } from './data-text.ts';

interface PublishOptions {
  readonly data?: string;
  readonly body?: string;
  readonly contentType?: string;
  readonly id?: string;
  readonly subject?: string;
  readonly time?: string;
  readonly source?: string;
  readonly dataschema?: string;
}

/** `keyturn events publish TYPE`. */
export function publishEvent(carry: Carry): CommandUnknownOpts {
  return command(
    'publish',
    'Publish one event. Its data is sent in a CloudEvents envelope, a body as it is.',
    `events publish invoice.paid -a acme --data '{"invoice":"in_1042"}'`,
    'events publish form.sent -a acme --body @form.txt --content-type application/x-www-form-urlencoded',
  )
    .argument('<type>', 'its event type, such as invoice.paid')
    .option('--data <json>', 'a JSON value, @FILE, or - for stdin')
    .option('--body <text>', 'the exact bytes to send: a text, @FILE, or - for stdin; needs --content-type')
    .option('--content-type <type>', 'of the body')
    .option('--id <id>', 'yours: the same id with the same content is stored once')
    .option('--subject <text>', 'what it is about')
    .option('--time <time>', 'when it happened (RFC 3339)')
    .option('--source <uri>', 'where it happened; the account unless given')
    .option('--dataschema <uri>', 'the schema of the data')
    .action(
      carry(async (context, type, options) => {
        const content = await readContent(context, options);
        const { id, subject, time, source, dataschema } = options;
        const given = Object.entries({ id, subject, time, source, dataschema }).filter(
          ([, value]) => value !== undefined,
        );
        const client = await context.client();
        const account = await context.account();
        const published = await client.publishEvent({
          path: { account },
          body: { type, ...content, ...Object.fromEntries(given) },
        });
        const again = published.duplicate === true ? ' It was stored before; nothing is sent again.' : '';
        context.done(
          published,
          `${published.id} is stored and on its way.${again}  → keyturn deliveries list -a ${account} --event ${published.id}`,
        );
        for (const warning of published.warnings ?? []) context.tell(`! ${warning}`);
        return undefined;
      }),
    );
}

type Content = Pick<Input<'publishEvent'>['body'], 'data' | 'body_base64' | 'content_type'>;

async function readContent(
  { terminal }: Context,
  { data, body, contentType }: PublishOptions,
): Promise<Content> {
  if ((data === undefined) === (body === undefined)) {
    throw usageError('An event has either --data or --body.', 'keyturn events publish --help');
  }
  if (body === undefined) {
    if (contentType !== undefined)
      throw usageError('--content-type belongs to --body: data is sent as JSON.');
    return { data: parseDataText(await readGiven(data ?? '', terminal)) };
  }
  if (contentType === undefined) throw usageError('A --body needs its --content-type.');
  // As base64 whatever it is: the bytes that were given are the bytes that are signed and sent.
  return {
    body_base64: Buffer.from(await readGiven(body, terminal)).toString('base64'),
    content_type: contentType,
  };
}
