/** Every bound of the system, with its unit in its name and its reason beside it. */

/** Bytes of an event's body as sent. Larger ones belong in a link; receivers' frameworks cut off at 100 KiB to 1 MiB. */
export const BODY_BYTES_MAX = 256 * 1024;
/** Bytes of one API request: a batch of small events, or one event whose base64 is a third longer than its body. */
export const REQUEST_BYTES_MAX = 1024 * 1024;
/** Levels of nesting in JSON that we take: as many as the strictest common parser of receivers that is not set up otherwise (PHP). */
export const JSON_DEPTH_MAX = 512;
/** Events in one batch request. */
export const BATCH_EVENTS_MAX = 100;
/** Characters of a name (account, secret, API key). */
export const NAME_CHARACTERS_MAX = 100;
/** Characters of an event type, `[A-Za-z0-9._-]`. */
export const EVENT_TYPE_CHARACTERS_MAX = 128;
/** Event types (or `prefix.*` patterns) in one endpoint's filter. */
export const EVENT_TYPES_MAX = 100;
/** Characters of an event's subject, of its `source` and `dataschema` (URIs), and of the content type: they travel with every delivery. */
export const SUBJECT_CHARACTERS_MAX = 256;
export const URI_CHARACTERS_MAX = 1024;
export const CONTENT_TYPE_CHARACTERS_MAX = 255;
/** Characters of an endpoint's URL: what common servers and proxies accept. */
export const URL_CHARACTERS_MAX = 2048;
/** Endpoints of one account, so that one publish is one bounded transaction. */
export const ENDPOINTS_PER_ACCOUNT_MAX = 1000;
/** Custom headers of one endpoint, and characters of one name and value. */
export const HEADERS_MAX = 20;
export const HEADER_NAME_CHARACTERS_MAX = 100;
export const HEADER_VALUE_CHARACTERS_MAX = 1024;
/** Characters of an endpoint's description: a paragraph for people. */
export const DESCRIPTION_CHARACTERS_MAX = 500;
/** Rows of one list page: by default, and at most. */
export const PAGE_ROWS_DEFAULT = 50;
export const PAGE_ROWS_MAX = 500;
/** Characters of a page's cursor: ours are shorter, whatever they hold. */
export const CURSOR_CHARACTERS_MAX = 300;
/** An overlap lasts at most 7 days after its activation: the de facto standard of the field. */
export const OVERLAP_SECONDS_MAX = 7 * 24 * 3600;
/**
 * What a cut-over waits beyond the lease: clocks of two machines may differ by 1,000 ppm, 60 ms in a minute, and times are rounded
 * to milliseconds.
 */
export const CUTOVER_MARGIN_MS = 250;
/** Characters of a reason given for a forced or irreversible act. */
export const REASON_CHARACTERS_MAX = 500;
/** Faults of one request that are told; a body of a thousand wrong fields needs no thousand sentences. */
export const REQUEST_FAULTS_MAX = 20;
/** A whole request must have arrived by then: a batch of 1 MiB over a slow line, and no longer for who sends a byte a second. */
export const REQUEST_MS_MAX = 60_000;

/** Attempts of one delivery before it is dead: about three days. */
export const ATTEMPTS_MAX = 12;
/** One attempt, from its start to the response's head: the lower end of Standard Webhooks' advice (15 to 30 s). */
export const ATTEMPT_DEADLINE_MS = 15_000;
/** Longest wait of a claimed delivery in memory before its request starts. */
export const QUEUE_WAIT_MS_MAX = 5_000;
/** Longest time until a result is on disk. */
export const RESULT_FLUSH_MS_MAX = 5_000;
/** Margin of a claim: pauses of the process that must not lead to a second request. */
export const CLAIM_MARGIN_MS = 5_000;
/** A claim covers the wait, the attempt, the flush and the margin, and is never renewed. */
export const CLAIM_MS = QUEUE_WAIT_MS_MAX + ATTEMPT_DEADLINE_MS + RESULT_FLUSH_MS_MAX + CLAIM_MARGIN_MS;
/** Longest Retry-After that is honoured. */
export const RETRY_AFTER_MS_MAX = 24 * 3600_000;
/**
 * How much of a delivery's back-off may hold its whole lane when a receiver asks for rest without saying how long. One event that is
 * on its tenth attempt waits a day; the endpoint's fresh ones must not wait with it.
 */
export const LANE_BACKOFF_MS_MAX = 30_000;
/** Bytes of a response that are read, and of those, stored. */
export const RESPONSE_READ_BYTES_MAX = 16 * 1024;
export const RESPONSE_STORED_BYTES_MAX = 4 * 1024;
/** Characters of the names and values of a response's head that are stored. */
export const RESPONSE_STORED_HEAD_CHARACTERS_MAX = 4_096;
/** Requests under way to one endpoint. */
export const ENDPOINT_CONCURRENCY_MAX = 10;
/** Connections to one origin, and so requests under way to it: undici must never queue a signed request. */
export const ORIGIN_CONNECTIONS_MAX = 64;
/** Deliveries in memory, of one endpoint, and in all; beyond them rows are left to the claimer. */
export const ENDPOINT_DELIVERIES_IN_MEMORY_MAX = 1_000;
export const DELIVERIES_IN_MEMORY_MAX = 10_000;
/** Lanes kept although they are empty, for their parsed URL; beyond it empty ones are dropped. */
export const LANES_IDLE_MAX = 10_000;
/** Complaints about secrets that do not open are made once; of so many at most it is known that they were made. */
export const COMPLAINTS_MAX = 1_000;
/** Bytes of publishes that wait for their commit; beyond it the API answers 429. */
export const COMMITTER_BYTES_MAX = 64 * 1024 * 1024;
/** A publish that has waited this long for its commit makes the API answer 429 to the next ones. */
export const COMMITTER_WAIT_MS_MAX = 1_000;
/** Publishes and results of one transaction. */
export const COMMIT_ROWS_MAX = 500;
/** Bytes of bodies in one transaction, so that a run of large events does not hold up the small ones behind it. */
export const COMMIT_BYTES_MAX = 8 * 1024 * 1024;
/** Results that wait for a database that is away; beyond it nothing more is sent, because nothing more could be remembered. */
export const OUTCOMES_HELD_MAX = 50_000;
/** After a failed transaction the next one waits this long, twice as long each time, up to the second figure. */
export const COMMIT_RETRY_MS_MIN = 100;
export const COMMIT_RETRY_MS_MAX = 1_000;
/** How often the last use of secrets is written: people read it by the minute. */
export const SECRET_USE_FLUSH_MS = 5_000;
/** How often counts of usage are written: a process that is killed loses the counts of so long. */
export const USAGE_FLUSH_MS = 5_000;
/** Counts of usage in one transaction: a fraction of a millisecond of the database's time, so that no publish waits for them. */
export const USAGE_ROWS_PER_COMMIT_MAX = 200;
/** The next ones follow after this time. */
export const USAGE_CHUNK_MS = 50;
/** Counts of usage in memory; beyond it further ones are not kept. */
export const USAGE_COUNTS_IN_MEMORY_MAX = 100_000;
/** How long after its end a minute is kept at hand: attempts count in the minute of their start, and end later. */
export const USAGE_MINUTE_KEPT_MS = 60_000;
/** How long a reader of statistics waits for what is counted to be on disk, before it makes do with what is. */
export const USAGE_WRITE_MS_MAX = 2_000;
/** Points of one series of statistics: more than a chart has room for is no chart. */
export const STATS_POINTS_MAX = 200;
/** A span of statistics: what is counted by the minute is read by the minute, 7 ms a day. */
export const STATS_SPAN_MS_MAX = 31 * 24 * 3600_000;
/** Markers in one answer: turns and pauses, the newest. */
export const STATS_MARKERS_MAX = 100;
/** Secrets whose use statistics tell about, the newest of the account. */
export const STATS_SECRETS_MAX = 500;
/** Secrets of which this process knows to the millisecond since when they sign nothing. */
export const STOPPED_SECRETS_MAX = 10_000;
/** Waiting deliveries that are counted; beyond it there are "so many or more". 5 ms of an index. */
export const QUEUE_COUNTED_MAX = 100_000;
/** Bytes of the bodies in memory, of waiting and of running deliveries together. */
export const DELIVERY_BYTES_IN_MEMORY_MAX = 64 * 1024 * 1024;
/** Requests under way in all: each holds a file descriptor, of which Linux gives a process 4,096 to 1,048,576. */
export const ATTEMPTS_IN_FLIGHT_MAX = 2_000;
/** Connections kept open after their request, in all; the one idle longest is closed first. */
export const CONNECTIONS_IDLE_MAX = 1_000;
/** A connection idle for this long is closed: common servers close theirs after 5 s, and must not be the first to do so. */
export const CONNECTION_IDLE_MS_MAX = 4_000;
/** How much earlier than a server's own Keep-Alive hint its connection is closed. */
export const CONNECTION_IDLE_MARGIN_MS = 1_000;
/** Address, connection and handshake of one attempt: what is left of the deadline is for the answer. */
export const CONNECT_MS_MAX = 10_000;
/** Bytes of a response's head. */
export const RESPONSE_HEAD_BYTES_MAX = 16 * 1024;
/** How long a response's body is read after its head, which has already decided the attempt. */
export const RESPONSE_BODY_MS_MAX = 1_000;
/** How often due deliveries are looked for, 20 % sooner to 20 % later. */
export const CLAIM_POLL_MS = 200;
/** Lanes and deliveries of one claim, and of those, of one lane: its share of concurrency. */
export const CLAIM_LANES_MAX = 128;
export const CLAIM_DELIVERIES_MAX = 256;
export const CLAIM_DELIVERIES_PER_LANE_MAX = 10;
/** After a failed claim the next one waits this long: a database that comes back has results to take first. */
export const CLAIM_OUTAGE_MS = 2_000;
/** When a delivery is due again that was handed back because its endpoint has more than it can take. */
export const HAND_BACK_MS = 5_000;
/** When a delivery is due again whose endpoint's secrets do not open: somebody must mend the master keys first. */
export const SIGNING_BLOCKED_MS = 60_000;
/** How often lanes are swept for due deliveries that no claim would find. */
export const LANE_SWEEP_MS = 30_000;
/** Host names whose addresses are remembered; for how long at least and at most, and for how long after that when no resolver answers. */
export const DNS_NAMES_MAX = 10_000;
export const DNS_TTL_MS_MIN = 1_000;
export const DNS_TTL_MS_MAX = 60_000;
export const DNS_STALE_MS_MAX = 5 * 60_000;
/** Lookups by the system at once: half of its threads, so that files and hashes keep the others. */
export const DNS_SYSTEM_LOOKUPS_MAX = 2;
/** The system says nothing about how long its answer holds. */
export const DNS_SYSTEM_TTL_MS = 5_000;
/** Accounts in memory, and endpoints of all of them. */
export const ACCOUNTS_IN_MEMORY_MAX = 10_000;
export const ENDPOINTS_IN_MEMORY_MAX = 50_000;
/** API keys in memory; beyond it the oldest is read again when it comes. */
export const API_KEYS_IN_MEMORY_MAX = 10_000;
/** How often the last use of API keys is written: a write for each request would cost as much as a publish. */
export const API_KEY_USE_FLUSH_MS = 10_000;
/** A read of an account that meets a change is begun anew this often; an account that changes faster is read, but not kept. */
export const ACCOUNT_READS_MAX = 5;
/** A read of a keyset is repeated when the account changed meanwhile: people turn keys by the minute, reads take milliseconds. */
export const KEYSET_READS_MAX = 20;
/** How long a commit whose end is not known may still come to pass: a database answers or drops a lost connection sooner. */
export const KEYSET_UNSETTLED_MS = 60_000;
/** How long keysets of such an account are kept. */
export const KEYSET_UNSETTLED_KEPT_MS = 1_000;
/** Master keys that are read, and characters of the id of one, which is written in front of every sealed secret. */
export const MASTER_KEYS_MAX = 16;
export const MASTER_KEY_ID_CHARACTERS_MAX = 32;
/** Characters of a secret's text that somebody types: longer than any of ours, far shorter than anything that is worth reading. */
export const SECRET_TEXT_CHARACTERS_MAX = 200;
/** Sealed secrets in one read, where all of them are gone through. */
export const SEALED_PAGE_ROWS = 500;
/** Of those that do not open, as many are described; all are counted. */
export const SEALED_UNREADABLE_DESCRIBED_MAX = 5;
/** Overlaps that one look ends; more are ended by the next. */
export const OVERLAPS_ENDED_AT_ONCE_MAX = 100;
/** How often ended overlaps are written down. */
export const OVERLAPS_ENDED_EVERY_MS = 1_000;
/** How far ordered ids may run ahead of a clock that was set back, before they follow it. */
export const IDS_AHEAD_MS_MAX = 60_000;
/** How long requests under way may take once everything else has ended. */
export const HTTP_CLOSE_MS_MAX = 3_000;
/** An answer about health stands for this long: the endpoint is open to everybody, and each check writes to the database. */
export const HEALTH_KEPT_MS = 1_000;
/** A check that takes longer has failed: a load balancer waits no longer either. */
export const HEALTH_CHECK_MS_MAX = 3_000;
/** A dashboard has some dozens of files; a folder with more, or larger ones, is not it. */
export const DASHBOARD_FILES_MAX = 2_000;
export const DASHBOARD_FILE_BYTES_MAX = 16 * 1024 * 1024;
/** Smaller answers fit a packet as they are. */
export const COMPRESSED_BYTES_MIN = 1024;
/** How long an idempotency key is remembered. */
export const IDEMPOTENCY_MS = 24 * 3600_000;
/** How often idempotency keys past their time are deleted. */
export const IDEMPOTENCY_SWEEP_MS = 10 * 60_000;
/** Characters of an idempotency key, printable ASCII: what others who know the header allow. */
export const IDEMPOTENCY_KEY_CHARACTERS_MAX = 255;

/** Members of one account, and accounts of one person. */
export const MEMBERS_PER_ACCOUNT_MAX = 1_000;
/** Sessions of one person; a further one ends the oldest. */
export const SESSIONS_PER_USER_MAX = 20;
/** A session ends this long after sign-in, used or not. */
export const SESSION_MS = 7 * 24 * 3600_000;
/** Acts on secrets and API keys ask for an authentication that is not older. */
export const FRESH_MS = 5 * 60_000;
/** A one-time link signs in once, and not after this time. */
export const LOGIN_LINK_MS = 10 * 60_000;
/** A link for a new member is handed on by a person, and waits longer. */
export const INVITATION_MS = 24 * 3600_000;
/** Characters of a password: long enough to resist guessing at scrypt's price (NIST SP 800-63B asks for 8 and advises 15); bounded for its hash. */
export const PASSWORD_CHARACTERS_MIN = 12;
export const PASSWORD_CHARACTERS_MAX = 128;
/** Characters of an email address (RFC 5321, 4.5.3.1.3). */
export const EMAIL_CHARACTERS_MAX = 254;
/** Characters of a browser's name that are kept. */
export const USER_AGENT_CHARACTERS_MAX = 200;
/** Passwords hashed at once. Each takes 32 MiB and 60 ms of one of libuv's four threads, which name lookups need too. */
export const PASSWORDS_HASHED_AT_ONCE_MAX = 2;
/** Passwords that wait for their turn; the last of them waits a second. */
export const PASSWORDS_WAITING_MAX = 32;
/** Passwords and links that one address may try in a minute: a whole office signs in, a dictionary does not. */
export const SIGN_INS_PER_ADDRESS_MAX = 30;
export const SIGN_INS_PER_ADDRESS_WINDOW_MS = 60_000;
/** Passwords tried for one email in a quarter of an hour, from wherever; a right one begins the count anew. */
export const SIGN_INS_PER_EMAIL_MAX = 10;
export const SIGN_INS_PER_EMAIL_WINDOW_MS = 15 * 60_000;
/**
 * Wrong keys that one address may present in a minute: five a second. No dictionary gets far at that pace, and a program of the
 * operator's that was left with an old key does not lock him out.
 */
export const WRONG_KEYS_PER_ADDRESS_MAX = 300;
export const WRONG_KEYS_WINDOW_MS = 60_000;
/** Addresses or emails counted at once; beyond it the one whose window began first is forgotten. */
export const ATTEMPT_WINDOWS_MAX = 10_000;
/** Characters of the admin key: nobody guesses the shortest, and a header can carry the longest. */
export const ADMIN_KEY_CHARACTERS_MIN = 32;
export const ADMIN_KEY_CHARACTERS_MAX = 512;
/** Characters of any bearer key: the admin key is the longest. */
export const BEARER_KEY_CHARACTERS_MAX = 512;
