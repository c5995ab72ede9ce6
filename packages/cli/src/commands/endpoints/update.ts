import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { type Carry, command } from '../../command.ts';
import { showFacts } from '../../output/facts.ts';
import { endpointFacts } from './endpoint-facts.ts';
import { eventTypesOption, headersOption, parseCustomHeaders } from './endpoint-options.ts';

/** `keyturn endpoints update ID`. */
export function updateEndpoint(carry: Carry): CommandUnknownOpts {
  return command(
    'update',
    'Change an endpoint. What is named replaces what was there.',
    'endpoints update ep_01JZ8Q5W3D7X9N2K4M6P8R0T1V -a acme --event-type "invoice.*" order.paid',
  )
    .argument('<id>', 'the endpoint')
    .option('--endpoint-url <url>', 'where events go from now on, also those that wait')
    .addOption(eventTypesOption().conflicts('allEventTypes'))
    .option('--all-event-types', 'every event goes there')
    .addOption(headersOption().conflicts('clearHeaders'))
    .option('--clear-headers', 'no headers of its own')
    .option('--description <text>', 'what it is, for people')
    .action(
      carry(async (context, endpoint, options) => {
        const { endpointUrl, eventType, allEventTypes, header, clearHeaders, description } = options;
        const eventTypes = allEventTypes === undefined ? eventType : [];
        const headers = clearHeaders === undefined ? header : [];
        const client = await context.client();
        const updated = await client.updateEndpoint({
          path: { account: await context.account(), endpoint },
          body: {
            ...(endpointUrl === undefined ? {} : { url: endpointUrl }),
            ...(eventTypes === undefined ? {} : { event_types: eventTypes }),
            ...(headers === undefined ? {} : { headers: parseCustomHeaders(headers) }),
            ...(description === undefined ? {} : { description }),
          },
        });
        showFacts(context, updated, endpointFacts(updated));
        return undefined;
      }),
    );
}
