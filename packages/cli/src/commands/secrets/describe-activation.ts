import type { Output } from '@keyturn/client';
import { shortKeyId } from '@keyturn/verify/sign';
import { formatDuration, formatMoment } from '../../output/when.ts';

/** What an activation did, in sentences. */
export function describeActivation(
  activated: Output<'activateSecret'>,
  overlapSeconds: number,
  nowMs: number,
): string {
  const { active, previous, cutover } = activated;
  const parts = [`${shortKeyId(active.key_id)} is active.`];
  if (previous !== null) parts.push(whatBecameOf(previous, overlapSeconds, nowMs));
  parts.push(
    `From ${cutover.effective_at} on (epoch ${cutover.epoch}) no request starts under the former keyset.`,
  );
  return parts.join(' ');
}

function whatBecameOf(
  previous: NonNullable<Output<'activateSecret'>['previous']>,
  overlapSeconds: number,
  nowMs: number,
): string {
  const key = shortKeyId(previous.key_id);
  switch (previous.status) {
    case 'retiring':
      return `${key} co-signs until ${formatMoment(previous.retire_at ?? '', nowMs)}.`;
    case 'active':
      // The account's own, where an endpoint went over to a secret of its own: it goes on signing everywhere else.
      return overlapSeconds === 0
        ? `${key}, the account's, signs here no more.`
        : `${key}, the account's, co-signs here for ${formatDuration(overlapSeconds)}.`;
    default:
      return `${key} signs nothing any more.`;
  }
}
