import { describe, expect, it } from 'vitest';
import { aLastAttempt, anEndpoint } from '../../test-rows.ts';
import { endpointAnswer, shortUrl, troubledFirst } from './endpoint-answer.ts';
import { filterEndpoints, parseEndpointsSearch } from './endpoints-search.ts';
import { formatEventTypes, parseEventTypes } from './event-types.ts';

const answered = anEndpoint({ last_attempt: aLastAttempt() });

describe('what is known of an endpoint', () => {
  it('is its last answer and the key that it was signed with', () => {
    expect(endpointAnswer(answered)).toEqual({
      kind: 'answered',
      status: 200,
      isAccepted: true,
      keyIds: ['B3XN5KQ7TA'],
      at: '2026-11-24T12:00:00.100Z',
    });
  });

  it('is nothing when the answer is older than its last change', () => {
    const last = aLastAttempt({ after_last_change: false });
    expect(endpointAnswer(anEndpoint({ last_attempt: last }))).toEqual({ kind: 'no-answer' });
  });

  it('is why no answer came', () => {
    const last = aLastAttempt({ cause: 'tls_failed', status_code: null });
    expect(endpointAnswer(anEndpoint({ last_attempt: last }))).toMatchObject({
      kind: 'failed',
      cause: 'tls_failed',
    });
  });

  it('is that it is paused, or that nothing was sent', () => {
    expect(endpointAnswer({ ...answered, paused: true })).toEqual({ kind: 'paused' });
    expect(endpointAnswer(anEndpoint())).toEqual({ kind: 'no-request' });
  });

  it('puts those in trouble first where not all are listed', () => {
    const down = anEndpoint({
      id: 'ep_down',
      last_attempt: aLastAttempt({ cause: 'timeout', status_code: null }),
    });
    const refuses = anEndpoint({
      id: 'ep_refuses',
      last_attempt: aLastAttempt({ cause: 'http_status', status_code: 401 }),
    });
    expect(troubledFirst([answered, down, refuses]).map(({ id }) => id)).toEqual([
      'ep_down',
      'ep_refuses',
      'ep_billing',
    ]);
  });
});

describe('how an endpoint is named', () => {
  it.each([
    ['https://billing.example/hooks', 'billing.example/hooks'],
    ['http://127.0.0.1:8081/', '127.0.0.1:8081'],
    ['https://a.example/?x=1#y', 'a.example/?x=1#y'],
  ])('%s is %s', (url, name) => {
    expect(shortUrl(url)).toBe(name);
  });
});

describe('the filter of endpoints', () => {
  const billing = anEndpoint({ description: 'Invoices' });
  const crm = anEndpoint({ id: 'ep_crm', url: 'https://crm.example/in', description: '', paused: true });

  it('looks into URL and description, and at the state', () => {
    expect(filterEndpoints([billing, crm], { text: 'BILLING' })).toEqual([billing]);
    expect(filterEndpoints([billing, crm], { text: 'invoices' })).toEqual([billing]);
    expect(filterEndpoints([billing, crm], { state: 'paused' })).toEqual([crm]);
    expect(filterEndpoints([billing, crm], {})).toEqual([billing, crm]);
  });

  it('drops from the address what makes no sense', () => {
    expect(parseEndpointsSearch({ text: '', state: 'x', dialog: 'add' })).toEqual({ dialog: 'add' });
  });
});

describe('event types as they are typed', () => {
  it('are parted by lines, commas and spaces, each once', () => {
    expect(parseEventTypes(' invoice.*,\n order.paid  order.paid\n')).toEqual(['invoice.*', 'order.paid']);
    expect(parseEventTypes('')).toEqual([]);
    expect(formatEventTypes(['a', 'b.*'])).toBe('a\nb.*');
  });
});
