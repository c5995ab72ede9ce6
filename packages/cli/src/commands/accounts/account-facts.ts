import type { Output } from '@keyturn/client';
import type { Fact } from '../../output/facts.ts';

/** An account as people read it. */
export function accountFacts(account: Output<'getAccount'>): readonly Fact[] {
  return [
    ['id', account.id],
    ['name', account.name],
    ['signature profiles', account.signature_profiles.join(', ')],
    ['created', account.created_at],
  ];
}
