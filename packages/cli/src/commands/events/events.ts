import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { type Carry, noun } from '../../command.ts';
import { getEvent } from './get.ts';
import { listEvents } from './list.ts';
import { publishEvent } from './publish.ts';

/** `keyturn events`. */
export function events(carry: Carry): CommandUnknownOpts {
  return noun('events', 'What happened, published once.', 'events list -a acme --since 2h', [
    publishEvent(carry),
    listEvents(carry),
    getEvent(carry),
  ]);
}
