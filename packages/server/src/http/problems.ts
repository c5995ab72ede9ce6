/**
 * The registry of problems (RFC 9457): every refusal that the API can answer, with its status and what to do about it. The pages
 * under `/docs/problems`, `docs/reference/problems.md` and the codes in the OpenAPI document are made from it. Codes are never renamed.
 */
import type { OperationError } from '../operations/operation-error.ts';

/** What only the HTTP edge can refuse. */
export type EdgeCode =
  | 'unauthenticated'
  | 'forbidden'
  | 'origin_not_allowed'
  | 'reauthentication_required'
  | 'host_not_allowed'
  | 'method_not_allowed'
  | 'request_timeout'
  | 'idempotency_in_progress'
  | 'idempotency_key_reused'
  | 'unsupported_media_type'
  | 'backlog_full'
  | 'rate_limited'
  | 'headers_too_large'
  | 'internal_error'
  | 'store_unavailable'
  | 'shutting_down'
  | 'storage_full';

/** The stable machine word of a problem. */
export type ProblemCode = OperationError['code'] | EdgeCode;

/** One entry of the registry. */
export interface ProblemSpec {
  readonly status: number;
  readonly title: string;
  /** What it means, for the page about it. */
  readonly meaning: string;
  /** What the caller should do. */
  readonly mend: string;
}

/** The registry, in the order in which documents list it: by status, then by name. */
export const PROBLEMS = {
  invalid_request: {
    status: 400,
    title: 'The request is not valid',
    meaning:
      'The body, a query parameter or a header does not have the form that this operation takes. `errors` names each fault: `pointer` is a JSON pointer into the body (or, when `in` says so, the name of a query parameter or header).',
    mend: 'Mend each fault as its `detail` says, and send the request again. Nothing was stored.',
  },
  unauthenticated: {
    status: 401,
    title: 'An API key or a session is needed',
    meaning:
      'The request carries no bearer key and no session cookie, or one that is unknown, revoked or expired, or whose account was deleted.',
    mend: 'Send `Authorization: Bearer kt_...` with a valid API key, or the admin key of this installation. In a browser: sign in.',
  },
  invalid_credentials: {
    status: 401,
    title: 'Email or password is wrong',
    meaning:
      'Nobody signs in with this email and this password. Which of the two is wrong is not said, nor whether there is such a person.',
    mend: 'Correct them. Who has forgotten the password asks the operator for a link: `keyturn login-link`.',
  },
  forbidden: {
    status: 403,
    title: 'The API key or role may not do this',
    meaning:
      'The API key, or the role of the signed-in person, is valid but lacks the permission that this operation needs, or reaches one account while the operation concerns the whole installation.',
    mend: 'Use an API key that holds the permission named in `permission`, or ask an owner of the account for another role.',
  },
  origin_not_allowed: {
    status: 403,
    title: 'The request came from another origin',
    meaning:
      'A signed-in browser sent it from a page that is not the dashboard of this installation, or without saying from which page. It was not carried out.',
    mend: 'Open the dashboard at the address in KEYTURN_PUBLIC_URL, or set that variable to the address that people use. Programs send a bearer key instead of a cookie.',
  },
  reauthentication_required: {
    status: 403,
    title: 'Prove again who you are',
    meaning:
      'The session is valid, but its person proved who they are more than five minutes ago, and this act asks for a fresh proof.',
    mend: 'POST the password to `/session/reauthenticate`, or sign in by a new link, and send the request again.',
  },
  not_found: {
    status: 404,
    title: 'There is no such thing',
    meaning:
      'Nothing with this id exists in this account, or there is no such path. Ids of other accounts answer the same.',
    mend: 'Check the id and the account in the path, and that the API key belongs to that account.',
  },
  method_not_allowed: {
    status: 405,
    title: 'The path does not take this method',
    meaning: 'The path exists, but not with this HTTP method.',
    mend: 'Use one of the methods in the `Allow` header.',
  },
  request_timeout: {
    status: 408,
    title: 'The request took too long to arrive',
    meaning: 'The connection was open, but the whole request did not arrive in time.',
    mend: 'Send the request again, in one go.',
  },
  account_closed: {
    status: 409,
    title: 'The account was closed',
    meaning: 'The account was deleted while this request was under way.',
    mend: 'Nothing: a closed account stays closed. Create another one.',
  },
  account_id_taken: {
    status: 409,
    title: 'The account id is taken',
    meaning: 'An account with this id exists, or existed: deleted accounts keep their ids.',
    mend: 'Choose another `id`, or leave it out to be given one.',
  },
  email_taken: {
    status: 409,
    title: 'The email is taken',
    meaning: 'Somebody else of this installation signs in with this email.',
    mend: 'Use another email, or sign in as that person.',
  },
  endpoint_paused: {
    status: 409,
    title: 'The endpoint is paused',
    meaning: 'A test event would wait with all others until the endpoint is resumed.',
    mend: 'Resume the endpoint, then send the test event.',
  },
  event_id_conflict: {
    status: 409,
    title: 'The event id was used for another event',
    meaning:
      'An event with this id was published before, with other content. The same id with the same content would have answered 202.',
    mend: 'Give each event its own id, and send it again only with what it had the first time.',
  },
  hard_cut_not_accepted: {
    status: 409,
    title: 'One of the signature profiles cannot overlap',
    meaning:
      'An overlap was asked for, but the account signs with the `kore` profile too, which carries the active secret only: there the turn is a hard cut.',
    mend: 'Send `accept_hard_cut: true` when that is what you want, or activate without an overlap.',
  },
  idempotency_in_progress: {
    status: 409,
    title: 'The first request with this idempotency key is still running',
    meaning: 'A request with the same `Idempotency-Key` has been taken and has not answered yet.',
    mend: 'Wait a moment and send it again with the same key.',
  },
  last_owner: {
    status: 409,
    title: 'The account would have no owner',
    meaning:
      'This member is the last owner of the account; without one nobody of the account could give rights.',
    mend: 'Make another member an owner first.',
  },
  member_before: {
    status: 409,
    title: 'The person is a member already',
    meaning: 'Somebody with this email has a role in the account.',
    mend: 'Change the role of `user_id` instead.',
  },
  overlap_open: {
    status: 409,
    title: 'An overlap is still open',
    meaning:
      'The secret of the turn before still co-signs. Activating another one would end that overlap before the time that receivers were promised.',
    mend: 'Wait until `retire_at`, end the overlap, or send `end_overlap: true`.',
  },
  secret_not_cancellable: {
    status: 409,
    title: 'The secret cannot be cancelled',
    meaning: 'Only a pending secret can be cancelled, and only a retiring one ended. This one is neither.',
    mend: 'To take an active secret out of use, create another one and activate it.',
  },
  secret_not_pending: {
    status: 409,
    title: 'The secret is not pending',
    meaning:
      'Only the pending secret can be activated. This one was replaced, cancelled, retired or disabled, or became active without an `activate`.',
    mend: 'Activate `current_pending_id` when it is given; otherwise create a secret first.',
  },
  secret_not_retiring: {
    status: 409,
    title: 'The secret is not retiring',
    meaning: 'Only a secret whose overlap is open has an end that can be moved.',
    mend: 'Leave `retire_at` out, or name the secret that is retiring.',
  },
  set_up_before: {
    status: 409,
    title: 'The installation was set up before',
    meaning: 'Its operator has chosen name, email and password; this happens once.',
    mend: 'Sign in. Who has lost the password makes a link with `keyturn login-link`.',
  },
  link_used_or_expired: {
    status: 410,
    title: 'The link signs nobody in any more',
    meaning:
      'A sign-in link works once and for a short time. This one was used, is too old, or never existed.',
    mend: 'Make a new one: `keyturn login-link`, or ask whoever sent it.',
  },
  epoch_changed: {
    status: 412,
    title: 'The keyset changed',
    meaning: 'The epoch in `If-Match` is not the epoch of the scope any more: somebody changed its secrets.',
    mend: 'Read the secrets again, decide again, and send `If-Match` with the new epoch.',
  },
  body_too_large: {
    status: 413,
    title: 'The body is too large',
    meaning: 'The request, or the event as it would be sent to receivers, has more bytes than the limit.',
    mend: 'Send less: put large content where receivers can fetch it, and its link into the event.',
  },
  unsupported_media_type: {
    status: 415,
    title: 'The body is not JSON',
    meaning: 'Requests carry uncompressed JSON.',
    mend: 'Send `Content-Type: application/json` and no `Content-Encoding`.',
  },
  host_not_allowed: {
    status: 421,
    title: 'The installation is not reached by this name',
    meaning:
      'It listens on loopback, and the request is addressed to a name that is not its own: a page elsewhere may have made that name lead here.',
    mend: 'Use the address in KEYTURN_PUBLIC_URL, or set that variable to the name that people use.',
  },
  endpoint_url_refused: {
    status: 422,
    title: 'The endpoint URL is refused',
    meaning:
      'The URL is not one that this installation sends to: not https, a private or reserved address, a refused port, or one that carries a user name.',
    mend: 'Use a public https URL, or have the operator change the setting named in `setting`.',
  },
  idempotency_key_reused: {
    status: 422,
    title: 'The idempotency key was used for another request',
    meaning: 'A request with the same `Idempotency-Key` and another content was sent within 24 hours.',
    mend: 'Use a new key for each new request; repeat a request only with what it had the first time.',
  },
  limit_reached: {
    status: 422,
    title: 'A limit of the account is reached',
    meaning: 'The account has as many of these as it may have.',
    mend: 'Delete some that are no longer needed.',
  },
  retire_at_out_of_range: {
    status: 422,
    title: 'The overlap cannot end then',
    meaning: 'An overlap ends in the future, and at most 7 days after the activation that began it.',
    mend: 'Choose a `retire_at` between now and `latest`, or DELETE the secret to end its overlap now.',
  },
  backlog_full: {
    status: 429,
    title: 'Too many publishes wait for the database',
    meaning: 'Events arrive faster than the database stores them. The request was not read.',
    mend: 'Send it again after `Retry-After` seconds, with the same id or idempotency key.',
  },
  rate_limited: {
    status: 429,
    title: 'Too many attempts to authenticate',
    meaning:
      'Too many bearer keys that are not valid came from this address, or too many attempts to sign in: from it, for one email, or in all.',
    mend: 'Correct the API key or the password, and try again after `Retry-After` seconds.',
  },
  headers_too_large: {
    status: 431,
    title: 'The header fields are too large',
    meaning: 'The request line and header fields together exceed 16 KiB.',
    mend: 'Send fewer or shorter header fields.',
  },
  internal_error: {
    status: 500,
    title: 'Something broke in Keyturn',
    meaning: 'A fault of ours. The log holds it under the `request_id`.',
    mend: 'Send the request again once; if it fails again, report the `request_id` to the operator.',
  },
  overloaded: {
    status: 503,
    title: 'The server is overloaded',
    meaning: 'The event could not be taken now. It was not stored.',
    mend: 'Send it again after `Retry-After` seconds.',
  },
  shutting_down: {
    status: 503,
    title: 'The server is shutting down',
    meaning: 'This process finishes what it has begun and takes nothing new.',
    mend: 'Send the request again after `Retry-After` seconds; another or the next process answers it.',
  },
  store_unavailable: {
    status: 503,
    title: 'The database does not answer',
    meaning:
      'The database is gone or did not answer in time. A change that was under way may or may not have been stored.',
    mend: 'Send the request again after `Retry-After` seconds, with the same idempotency key.',
  },
  storage_full: {
    status: 507,
    title: 'The disk is full',
    meaning: 'The database has no space left. Nothing was stored.',
    mend: 'The operator must free space; the service goes on by itself afterwards.',
  },
} as const satisfies Record<ProblemCode, ProblemSpec>;

/** All codes, in the registry's order. */
export const PROBLEM_CODES: readonly ProblemCode[] = Object.keys(PROBLEMS) as ProblemCode[];

/** Whether a text is the code of a problem. */
export function isProblemCode(text: string): text is ProblemCode {
  return Object.hasOwn(PROBLEMS, text);
}
