/** Tables as Kysely sees them: integer row keys and times in ms, text for public ids and JSON, bytes for bodies and sealed secrets. */

interface AccountsTable {
  account_id: number;
  public_id: string;
  name: string;
  /** JSON array. */
  signature_profiles: string;
  created_at: number;
  closed_at: number | null;
}

interface KeysetsTable {
  account_id: number;
  scope_id: number;
  kind: 'account' | 'endpoint';
  epoch: number;
  inherits_until: number | null;
}

interface SecretsTable {
  account_id: number;
  scope_id: number;
  /** Public id. */
  secret_id: string;
  name: string;
  status: 'pending' | 'active' | 'retiring' | 'disabled';
  key_id: string;
  /** Null exactly when disabled. */
  sealed: Uint8Array | null;
  created_at: number;
  /** JSON of an Actor. */
  created_by: string;
  activated_at: number | null;
  activated_by: 'creation' | 'activate' | 'compromised' | null;
  cutover_epoch: number | null;
  effective_at: number | null;
  previous_id: string | null;
  retire_at: number | null;
  superseded_at: number | null;
  disabled_at: number | null;
  disabled_reason: string | null;
  replaced_by_id: string | null;
  last_used_at: number | null;
}

interface EndpointsTable {
  account_id: number;
  endpoint_id: number;
  public_id: string;
  url: string;
  description: string;
  /** JSON array. */
  event_types: string;
  /** JSON object. */
  headers: string;
  created_at: number;
  updated_at: number;
  deleted_at: number | null;
}

interface LanesTable {
  account_id: number;
  endpoint_id: number;
  /** When the claimer should look at this lane next; far in the future while it is empty or paused. */
  next_at: number;
  /** No due row of this lane lies before it: where a claim begins to read. */
  head_due: number;
  hold_until: number | null;
  paused_at: number | null;
  paused_reason: 'manual' | 'gone' | null;
}

interface EventsTable {
  account_id: number;
  event_id: number;
  public_id: string;
  type: string;
  subject: string | null;
  content_type: string;
  body_bytes: number;
  delivery_count: number;
  accepted_at: number;
}

interface EventBodiesTable {
  account_id: number;
  event_id: number;
  body: Uint8Array;
}

interface EventKeysTable {
  account_id: number;
  public_id: string;
  event_id: number;
  /** Null when the id is ours: it cannot come twice. */
  request_sha256: Uint8Array | null;
}

interface DeliveriesTable {
  account_id: number;
  delivery_id: number;
  event_id: number;
  endpoint_id: number;
  status: 'waiting' | 'delivered' | 'dead';
  generation: number;
  /** Attempts over all generations; kept here when the delivery ends, in its due row while it waits. */
  attempts: number;
  created_at: number;
  closed_at: number | null;
  dead_reason: string | null;
}

interface AttemptsTable {
  account_id: number;
  delivery_id: number;
  n: number;
  started_at: number;
  duration_ms: number;
  cause: string;
  status_code: number | null;
  /** Separated by spaces, active first; empty when unsigned. */
  key_ids: string;
  epoch: number;
  /** JSON object. */
  response_headers: string | null;
  response_body: Uint8Array | null;
}

interface DueTable {
  account_id: number;
  endpoint_id: number;
  /** When it is due; while claimed, the end of the claim. */
  due_at: number;
  delivery_id: number;
  event_id: number;
  token: number;
  generation: number;
  /** 1 while a process holds a claim on it, else 0. */
  claimed: number;
  attempts: number;
  attempts_before: number;
  enqueued_at: number;
}

interface AuditTable {
  /** 0 for the installation. */
  account_id: number;
  audit_id: string;
  at: number;
  /** JSON of an Actor. */
  actor: string;
  act: string;
  object_type: string;
  object_id: string;
  before: string | null;
  after: string | null;
  reason: string | null;
  request_id: string | null;
  address: string | null;
}

interface ApiKeysTable {
  api_key_id: string;
  /** Null for an operator's key. */
  account_id: number | null;
  name: string;
  /** JSON array. */
  permissions: string;
  sha256: Uint8Array;
  prefix: string;
  created_at: number;
  created_by: string;
  expires_at: number | null;
  revoked_at: number | null;
  last_used_at: number | null;
}

interface IdempotencyKeysTable {
  /** 0 for the operator. */
  account_id: number;
  idempotency_key: string;
  request_sha256: Uint8Array;
  created_at: number;
  /** Null while the first request is under way. */
  status: number | null;
  body: string | null;
}

interface UsersTable {
  user_id: string;
  /** In lower case; empty for the operator who has not set up the installation yet, of whom the unique constraint allows one. */
  email: string;
  name: string;
  /** Null until a password was chosen: signing in by link needs none. */
  password_hash: string | null;
  operator_since: number | null;
  created_at: number;
  updated_at: number;
}

interface SessionsTable {
  session_id: string;
  user_id: string;
  token_sha256: Uint8Array;
  created_at: number;
  expires_at: number;
  /** When the person last proved who they are: at sign-in, or again later. */
  authenticated_at: number;
  address: string | null;
  user_agent: string | null;
}

interface MembersTable {
  account_id: number;
  user_id: string;
  role: 'owner' | 'developer' | 'viewer';
  added_at: number;
  /** JSON of an Actor. */
  added_by: string;
}

interface LoginLinksTable {
  token_sha256: Uint8Array;
  /** Null: the operator, whoever that is when the link is used. */
  user_id: string | null;
  created_at: number;
  expires_at: number;
  used_at: number | null;
}

interface UsageCountsTable {
  account_id: number;
  kind: string;
  /** Its beginning. */
  minute: number;
  label: string;
  /** Of the minute in the memory of the process that counted. */
  bucket_id: number;
  count: number;
}

interface LastAttemptsTable {
  account_id: number;
  endpoint_id: number;
  delivery_id: number;
  started_at: number;
  duration_ms: number;
  cause: string;
  status_code: number | null;
  /** Separated by spaces, active first; empty when unsigned. */
  key_ids: string;
}

interface InstanceFactsTable {
  name: string;
  value: string;
}

interface RefBlocksTable {
  /** Always 1. */
  id: number;
  next_ref: number;
}

/** All tables. */
export interface Schema {
  accounts: AccountsTable;
  keysets: KeysetsTable;
  secrets: SecretsTable;
  endpoints: EndpointsTable;
  lanes: LanesTable;
  events: EventsTable;
  event_bodies: EventBodiesTable;
  event_keys: EventKeysTable;
  deliveries: DeliveriesTable;
  attempts: AttemptsTable;
  due: DueTable;
  audit: AuditTable;
  api_keys: ApiKeysTable;
  idempotency_keys: IdempotencyKeysTable;
  users: UsersTable;
  sessions: SessionsTable;
  members: MembersTable;
  login_links: LoginLinksTable;
  usage_counts: UsageCountsTable;
  last_attempts: LastAttemptsTable;
  instance_facts: InstanceFactsTable;
  ref_blocks: RefBlocksTable;
}
