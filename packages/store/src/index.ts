/** The face of `@keyturn/store`: the contract, and `openStore` that gives one for a URL. */
export type * from './accounts.ts';
export type * from './api-keys.ts';
export type * from './audit.ts';
export type * from './deliveries.ts';
export type * from './endpoints.ts';
export type * from './events.ts';
export * from './hot/hot-store.ts';
export type * from './idempotency.ts';
export type * from './instance.ts';
export type * from './keysets.ts';
export type * from './login-links.ts';
export type * from './members.ts';
export * from './open-store.ts';
export type * from './page.ts';
export type * from './sessions.ts';
export type * from './store.ts';
export * from './store-error.ts';
export type * from './users.ts';
