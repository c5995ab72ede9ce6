/** What a person sees before the key is turned: which key comes, which stops for good, and that there is no way back. */
import type { Client } from '@keyturn/client';
import { shortKeyId } from '@keyturn/verify/sign';
import { confirmTyped } from '../../confirm.ts';
import type { Context } from '../../context.ts';
import { CommandError, EXIT } from '../../exit-codes.ts';
import { visible } from '../../output/table.ts';
import { formatAge, formatDuration, formatMoment } from '../../output/when.ts';
import type { Secret } from './secret-facts.ts';

/** Shows what an activation of `secret` would do, and goes on when the person types the first characters of its key id. */
export async function confirmActivation(
  context: Context,
  client: Client,
  secret: Secret,
  choice: { readonly overlapSeconds: number; readonly openOverlap: 'end' | 'refuse' },
): Promise<void> {
  const { active, retiring } = await findSigning(client, secret);
  if (retiring !== undefined && choice.openOverlap === 'refuse') {
    const until = formatMoment(retiring.retire_at ?? '', context.now());
    throw new CommandError(
      EXIT.conflict,
      'overlap_open',
      `${shortKeyId(retiring.key_id)} co-signs until ${until}.`,
      {
        mend: 'wait, or add --end-overlap',
      },
    );
  }
  const key = shortKeyId(secret.key_id);
  const age = (time: string | null): string => formatAge(time, context.now());
  const lines = [
    `Activates "${visible(secret.name)}" for ${secret.endpoint_id ?? `account ${secret.account_id}`}:`,
    `  new key  ${secret.key_id}  pending, created ${age(secret.created_at)} ago by ${visible(secret.created_by.name)}`,
    ...(active === undefined
      ? ['  old key  none: events are sent unsigned']
      : [`  old key  ${active.key_id}  "${visible(active.name)}", last used ${lastUsed(age, active)}`]),
    ...(retiring === undefined
      ? []
      : [`  and      ${retiring.key_id}  "${visible(retiring.name)}", retiring: stops now`]),
    ...(active === undefined ? [] : [whatStops(shortKeyId(active.key_id), choice.overlapSeconds)]),
    'A receiver without the new key will refuse; nothing is lost, it is retried, with the new key.',
  ];
  context.terminal.err(`${lines.join('\n')}\n`);
  await confirmTyped(context, {
    consequence: `Every request will be signed with ${key}. This cannot be undone.`,
    typed: key,
    what: 'the first characters of the new key id',
  });
}

function lastUsed(age: (time: string | null) => string, { last_used_at }: Secret): string {
  return last_used_at === null ? 'never' : `${age(last_used_at)} ago`;
}

function whatStops(key: string, overlapSeconds: number): string {
  return overlapSeconds === 0
    ? `${key} stops at once, for good.`
    : `${key} signs beside it for ${formatDuration(overlapSeconds)}, then stops for good.`;
}

interface Signing {
  readonly active?: Secret;
  readonly retiring?: Secret;
}

/** What signs now where the secret will: an endpoint that has no secret of its own is signed for by its account's. */
async function findSigning(client: Client, secret: Secret): Promise<Signing> {
  const { account_id: account, endpoint_id: endpoint } = secret;
  if (endpoint === null) return findSigningIn(client, account, {});
  const own = await findSigningIn(client, account, { endpoint_id: endpoint });
  return own.active === undefined ? { ...(await findSigningIn(client, account, {})), ...own } : own;
}

async function findSigningIn(
  client: Client,
  account: string,
  scope: { readonly endpoint_id?: string },
): Promise<Signing> {
  const found: { active?: Secret; retiring?: Secret } = {};
  for await (const secret of client.rows('listSecrets', {
    path: { account },
    query: { limit: 500, ...scope },
  })) {
    if (secret.status === 'active' || secret.status === 'retiring') found[secret.status] = secret;
  }
  return found;
}
