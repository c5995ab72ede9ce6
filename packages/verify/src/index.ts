/** `@keyturn/verify`, for receivers. Senders import `@keyturn/verify/sign`. */
export {
  createVerifier,
  type KoreVerifierOptions,
  type RawRequest,
  type StandardVerifierOptions,
  type VerifiedEvent,
  type VerifiedKoreEvent,
  type Verifier,
} from './create-verifier.ts';
export type { SecretList } from './held-secrets.ts';
export { createReplayMemory, type ReplayStore } from './replay-memory.ts';
export type { RequestHeaders } from './request-headers.ts';
export { type VerificationErrorCode, WebhookVerificationError } from './verification-error.ts';
