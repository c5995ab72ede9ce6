import type { DomainError, EndpointId, EventId, UserId } from '@keyturn/core';

/** All that an operation can refuse: what `core` refuses, and what only the edge around it can tell. */
export type OperationError =
  | DomainError
  | { readonly code: 'account_id_taken'; readonly accountId: string }
  | { readonly code: 'event_id_conflict'; readonly eventId: EventId }
  /** The event's bytes, as they would be sent, are over BODY_BYTES_MAX. */
  | { readonly code: 'body_too_large'; readonly bodyBytes: number; readonly bodyBytesMax: number }
  | { readonly code: 'limit_reached'; readonly what: 'endpoints' | 'members'; readonly max: number }
  /** A test event would wait for as long as the endpoint is paused. */
  | { readonly code: 'endpoint_paused'; readonly endpointId: EndpointId }
  /** The committer is full; try again after `retryAfterSeconds`. */
  | { readonly code: 'overloaded'; readonly retryAfterSeconds: number }
  /** Email, password, or both are wrong; which of them is not said. */
  | { readonly code: 'invalid_credentials' }
  | { readonly code: 'link_used_or_expired' }
  | { readonly code: 'set_up_before' }
  | { readonly code: 'email_taken' }
  | { readonly code: 'member_before'; readonly userId: UserId }
  | { readonly code: 'last_owner'; readonly userId: UserId }
  | { readonly code: 'invalid_request'; readonly errors: readonly InputError[] };

/** One fault of an input: where (a JSON pointer), a stable code, and what to do. */
export interface InputError {
  /** Absent when it is in the body. */
  readonly in?: 'query' | 'header';
  readonly pointer: string;
  readonly code: string;
  readonly detail: string;
}
