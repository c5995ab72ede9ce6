import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { type Carry, command } from '../../command.ts';
import { showFacts } from '../../output/facts.ts';
import { endpointFacts } from './endpoint-facts.ts';
import { eventTypesOption, headersOption, parseCustomHeaders } from './endpoint-options.ts';

/** `keyturn endpoints create URL`. */
export function createEndpoint(carry: Carry): CommandUnknownOpts {
  return command(
    'create',
    'Create an endpoint.',
    'endpoints create https://hooks.example.com/in -a acme --event-type "invoice.*"',
  )
    .argument('<endpoint-url>', 'where events go: https, on a public address')
    .addOption(eventTypesOption())
    .addOption(headersOption())
    .option('--description <text>', 'what it is, for people')
    .action(
      carry(async (context, url, { eventType, header, description }) => {
        const client = await context.client();
        const created = await client.createEndpoint({
          path: { account: await context.account() },
          body: {
            url,
            ...(eventType === undefined ? {} : { event_types: eventType }),
            ...(header === undefined ? {} : { headers: parseCustomHeaders(header) }),
            ...(description === undefined ? {} : { description }),
          },
        });
        showFacts(context, created, endpointFacts(created));
        context.tell(`Try it.  → keyturn endpoints test ${created.id} -a ${created.account_id}`);
        return undefined;
      }),
    );
}
