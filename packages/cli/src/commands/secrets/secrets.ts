import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { type Carry, noun } from '../../command.ts';
import { activateSecret } from './activate.ts';
import { cancelSecret } from './cancel.ts';
import { createSecret } from './create.ts';
import { getSecret } from './get.ts';
import { listSecrets } from './list.ts';
import { renameSecret } from './rename.ts';
import { retireSecret } from './retire.ts';

/** `keyturn secrets`. */
export function secrets(carry: Carry): CommandUnknownOpts {
  return noun(
    'secrets',
    'What events are signed with: one active, at most one pending and one retiring.',
    'secrets list -a acme',
    [
      listSecrets(carry),
      createSecret(carry),
      getSecret(carry),
      renameSecret(carry),
      activateSecret(carry),
      cancelSecret(carry),
      retireSecret(carry),
    ],
  );
}
