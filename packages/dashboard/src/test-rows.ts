/** Rows as the API answers them, with valid defaults, for tests. */
import type { Attempt, Delivery, Endpoint, Secret } from './api/models.ts';

const ANA = { type: 'user', id: 'usr_ana', name: 'Ana' } as const;

export function aSecret(change: Partial<Secret> = {}): Secret {
  return {
    id: 'sec_active',
    account_id: 'acme',
    endpoint_id: null,
    name: '2026-05 launch',
    status: 'active',
    key_id: 'B3XN5KQ7TA',
    scope_epoch: 41,
    created_at: '2026-05-12T09:14:00.000Z',
    created_by: ANA,
    activated_at: '2026-05-12T09:14:00.000Z',
    retire_at: null,
    disabled_at: null,
    disabled_reason: null,
    last_used_at: '2026-11-24T11:59:58.000Z',
    ...change,
  };
}

export function aPendingSecret(change: Partial<Secret> = {}): Secret {
  return aSecret({
    id: 'sec_pending',
    name: '2026-11 rotation',
    status: 'pending',
    key_id: 'K7Q2MZ4HWD',
    created_at: '2026-11-24T11:57:00.000Z',
    activated_at: null,
    last_used_at: null,
    ...change,
  });
}

export function anEndpoint(change: Partial<Endpoint> = {}): Endpoint {
  return {
    id: 'ep_billing',
    account_id: 'acme',
    url: 'https://billing.example/hooks',
    description: 'billing',
    event_types: [],
    headers: {},
    paused: false,
    paused_at: null,
    paused_reason: null,
    created_at: '2026-05-01T00:00:00.000Z',
    updated_at: '2026-05-01T00:00:00.000Z',
    last_attempt: null,
    ...change,
  };
}

export function aDelivery(change: Partial<Delivery> = {}): Delivery {
  return {
    id: 'dlv_1',
    account_id: 'acme',
    event_id: 'evt_1',
    event_type: 'invoice.paid',
    endpoint_id: 'ep_billing',
    status: 'waiting',
    attempt_count: 1,
    generation: 1,
    created_at: '2026-11-24T12:00:00.000Z',
    next_attempt_at: '2026-11-24T12:41:00.000Z',
    closed_at: null,
    dead_reason: null,
    last_attempt: null,
    ...change,
  };
}

export function anAttempt(change: Partial<Attempt> = {}): Attempt {
  return {
    n: 1,
    started_at: '2026-11-24T12:00:00.100Z',
    duration_ms: 84,
    cause: 'ok',
    status_code: 200,
    key_ids: ['B3XN5KQ7TA'],
    epoch: 41,
    response_headers: null,
    response_body: null,
    ...change,
  };
}

export function aLastAttempt(
  change: Partial<NonNullable<Endpoint['last_attempt']>> = {},
): NonNullable<Endpoint['last_attempt']> {
  return {
    delivery_id: 'dlv_1',
    started_at: '2026-11-24T12:00:00.100Z',
    duration_ms: 84,
    cause: 'ok',
    status_code: 200,
    key_ids: ['B3XN5KQ7TA'],
    after_last_change: true,
    ...change,
  };
}
