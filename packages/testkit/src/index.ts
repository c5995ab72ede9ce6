/**
 * The face of `@keyturn/testkit`: what tests and benches of every package stand on. What needs a running vitest is apart, in
 * `@keyturn/testkit/contracts`.
 */
export * from './builders.ts';
export * from './clock.ts';
export * from './eventually.ts';
export * from './planted-secret.ts';
export * from './processes/tcp-proxy.ts';
export * from './receivers/answer.ts';
export * from './receivers/gate.ts';
export * from './receivers/receiver.ts';
export * from './vectors.ts';
