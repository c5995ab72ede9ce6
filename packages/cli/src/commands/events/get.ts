import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { type Carry, command } from '../../command.ts';
import { showFacts } from '../../output/facts.ts';

/** `keyturn events get ID`. */
export function getEvent(carry: Carry): CommandUnknownOpts {
  return command('get', 'Show one event with its body.', 'events get evt_01JZ8Q5W3D7X9N2K4M6P8R0T1V -a acme')
    .argument('<id>', 'the event')
    .action(
      carry(async (context, event) => {
        const client = await context.client();
        const found = await client.getEvent({ path: { account: await context.account(), event } });
        showFacts(context, found, [
          ['id', found.id],
          ['type', found.type],
          ['subject', found.subject],
          ['accepted', found.accepted_at],
          ['deliveries', found.delivery_count],
          ['content type', found.content_type],
          ['bytes', found.body_bytes],
          found.body === null ? ['body (base64)', found.body_base64] : ['body', found.body],
        ]);
        return undefined;
      }),
    );
}
