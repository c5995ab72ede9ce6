import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { type Carry, noun } from '../../command.ts';
import { listAudit } from './list.ts';

/** `keyturn audit`. */
export function audit(carry: Carry): CommandUnknownOpts {
  return noun('audit', 'Who did what to what, and when.', 'audit list -a acme', [listAudit(carry)]);
}
