import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import type { Row } from '@keyturn/client';
import { type Carry, command } from '../../command.ts';
import { allOption, limitOption, pageLimit, showRows } from '../../output/rows.ts';
import { formatAge } from '../../output/when.ts';

/** `keyturn api-keys list`. */
export function listApiKeys(carry: Carry): CommandUnknownOpts {
  return command(
    'list',
    "List API keys, revoked ones too, never their texts. With -a one account's.",
    'api-keys list',
    'api-keys list -a acme',
  )
    .addOption(limitOption())
    .addOption(allOption())
    .action(
      carry(async (context, size) => {
        const client = await context.client();
        // Only the flag narrows the list: KEYTURN_ACCOUNT would hide the operator's keys from who looks for them.
        const { account } = context.options;
        const query = { limit: pageLimit(size), ...(account === undefined ? {} : { account_id: account }) };
        await showRows(
          context,
          client.rows('listApiKeys', { query }),
          [
            { head: 'ID', cell: (apiKey) => apiKey.id },
            { head: 'NAME', cell: (apiKey) => apiKey.name, mayShrink: true },
            { head: 'ACCOUNT', cell: (apiKey) => apiKey.account_id ?? '(every)' },
            { head: 'STATE', cell: (apiKey) => apiKeyState(apiKey, context.now()) },
            { head: 'LAST USED', cell: (apiKey) => formatAge(apiKey.last_used_at, context.now()) },
            { head: 'PERMISSIONS', cell: (apiKey) => apiKey.permissions.join(' '), mayShrink: true },
          ],
          {
            ...size,
            empty:
              'No API key yet.  → keyturn api-keys create NAME --permission events:publish -a ACCOUNT --out FILE',
          },
        );
        return undefined;
      }),
    );
}

function apiKeyState({ revoked_at, expires_at }: Row<'listApiKeys'>, nowMs: number): string {
  if (revoked_at !== null) return 'revoked';
  return expires_at !== null && Date.parse(expires_at) <= nowMs ? 'expired' : 'valid';
}
