import type { Output } from '@keyturn/client';
import type { Fact } from '../../output/facts.ts';

/** A secret as the API shows it. */
export type Secret = Output<'getSecret'>;

/** Since when a secret is in its state. */
export function sinceOf(secret: Secret): string {
  return secret.disabled_at ?? secret.activated_at ?? secret.created_at;
}

/** A secret as people read it. */
export function secretFacts(secret: Secret): readonly Fact[] {
  return [
    ['id', secret.id],
    ['name', secret.name],
    [
      'state',
      secret.disabled_reason === null ? secret.status : `${secret.status} (${secret.disabled_reason})`,
    ],
    ['key', secret.key_id],
    ['scope', secret.endpoint_id ?? `account ${secret.account_id}`],
    ['scope epoch', secret.scope_epoch],
    ['created', `${secret.created_at} by ${secret.created_by.name}`],
    ['activated', secret.activated_at],
    ['co-signs until', secret.retire_at],
    ['disabled', secret.disabled_at],
    ['last used', secret.last_used_at ?? 'never'],
  ];
}
