import { shortKeyId } from '@keyturn/verify/sign';
import type { Verdict } from './receiver.ts';

/** What arrived at the demo's receiver so far, and what it made of the last request. */
export interface Tally {
  readonly deliveredCount: number;
  readonly failedCount: number;
  readonly last: Verdict | undefined;
}

/** Before the first event. */
export const NOTHING_YET: Tally = { deliveredCount: 0, failedCount: 0, last: undefined };

/** The tally with one more request. */
export function withVerdict(tally: Tally, last: Verdict): Tally {
  const hasFailed = last.type === 'refused' || last.type === 'broken';
  return {
    deliveredCount: tally.deliveredCount + (hasFailed ? 0 : 1),
    failedCount: tally.failedCount + (hasFailed ? 1 : 0),
    last,
  };
}

/** How the last event came, in words that claim no more than the receiver found out. */
export function describeVerdict(verdict: Verdict | undefined): string {
  switch (verdict?.type) {
    case undefined:
      return 'waiting for the first event';
    case 'unsigned':
      return 'unsigned';
    case 'unchecked': {
      const key = verdict.keyId === undefined ? '' : `, key ${shortKeyId(verdict.keyId)}`;
      return `signed${key}, not checked: the receiver holds no secret`;
    }
    case 'verified':
      return `signed, key ${shortKeyId(verdict.keyId)}`;
    case 'refused':
      return `refused, ${verdict.code}: ${verdict.message}`;
    case 'broken':
      return `broken on purpose: ${verdict.fault}`;
  }
}

/** The tally in one line. */
export function describeTally({ deliveredCount, failedCount, last }: Tally): string {
  return `${deliveredCount} delivered  ${failedCount} failed  ${describeVerdict(last)}`;
}
