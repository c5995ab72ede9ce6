import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { type Carry, noun } from '../../command.ts';
import { createAccount } from './create.ts';
import { deleteAccount } from './delete.ts';
import { getAccount } from './get.ts';
import { listAccounts } from './list.ts';
import { updateAccount } from './update.ts';

/** `keyturn accounts`. */
export function accounts(carry: Carry): CommandUnknownOpts {
  return noun(
    'accounts',
    "The platform's customers: each owns its secrets, endpoints and events.",
    'accounts list',
    [
      listAccounts(carry),
      getAccount(carry),
      createAccount(carry),
      updateAccount(carry),
      deleteAccount(carry),
    ],
  );
}
