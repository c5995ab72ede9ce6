/** The face of `@keyturn/core`: decisions as pure functions, and the words they are made of. */
export * from './delivery.ts';
export * from './domain-error.ts';
export * from './event.ts';
export * from './ids.ts';
export * from './keyset.ts';
export * from './limits.ts';
export * from './result.ts';
export * from './secret.ts';
export * from './time.ts';
