import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { type Carry, noun } from '../../command.ts';
import { createApiKey } from './create.ts';
import { listApiKeys } from './list.ts';
import { revokeApiKey } from './revoke.ts';

/** `keyturn api-keys`. */
export function apiKeys(carry: Carry): CommandUnknownOpts {
  return noun(
    'api-keys',
    'Bearer keys of callers: what each may do, and for which account.',
    'api-keys list',
    [listApiKeys(carry), createApiKey(carry), revokeApiKey(carry)],
  );
}
