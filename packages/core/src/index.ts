/** The face of `@keyturn/core`: decisions as pure functions, and the words they are made of. */
export * from './attempt-outcome.ts';
export * from './circuit.ts';
export * from './custom-headers.ts';
export * from './cutover.ts';
export * from './delivery.ts';
export * from './domain-error.ts';
export * from './endpoint-url.ts';
export * from './envelope.ts';
export * from './event.ts';
export * from './event-type-filter.ts';
export * from './ids.ts';
export * from './json-source.ts';
export * from './keyset.ts';
export { secretAt } from './keyset-change.ts';
export * from './keyset-transitions.ts';
export * from './latency-buckets.ts';
export * from './limits.ts';
export * from './result.ts';
export { parseRetryAfter } from './retry-after.ts';
export { nextAttemptDelayMs } from './retry-schedule.ts';
export * from './secret.ts';
export {
  type AddressRule,
  type AddressVerdict,
  type AllowTargets,
  isAllowedName,
  judgeAddress,
  parseAllowTargets,
} from './target-policy.ts';
export * from './time.ts';
