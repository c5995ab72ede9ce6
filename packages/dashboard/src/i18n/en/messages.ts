/** English, by feature. ICU messages: whole sentences, no word glued to another. */
import { common } from './common.ts';
import { deliveries } from './deliveries.ts';
import { demo } from './demo.ts';
import { endpoints } from './endpoints.ts';
import { events } from './events.ts';
import { problems } from './problems.ts';
import { secrets } from './secrets.ts';
import { session } from './session.ts';
import { shell } from './shell.ts';

export const en = {
  common,
  deliveries,
  demo,
  endpoints,
  events,
  problems,
  secrets,
  session,
  shell,
} as const;

/** Every message by its key; the English text tells the arguments. */
export type Messages = typeof en;
