import { describe, expect, it } from 'vitest';
import type { PublishedEvent } from '../../api/models.ts';
import { anEndpoint } from '../../test-rows.ts';
import { curlOf, shellQuoted } from './curl-of.ts';

const event: PublishedEvent = {
  id: 'evt_1',
  account_id: 'acme',
  type: 'invoice.paid',
  subject: null,
  content_type: 'application/json',
  body_bytes: 20,
  delivery_count: 1,
  accepted_at: '2026-11-24T12:00:00.000Z',
  body: `{"note":"it's $HOME"}`,
  body_base64: null,
};

describe('a delivery as a curl command', () => {
  it('quotes whatever a body or a header holds', () => {
    expect(shellQuoted(`it's $(rm -rf /) "x"`)).toBe(`'it'\\''s $(rm -rf /) "x"'`);
    const curl = curlOf(event, anEndpoint({ headers: { 'x-region': `eu'1` } }));
    expect(curl).toContain(`-H 'x-region: eu'\\''1'`);
    expect(curl).toContain(`--data-binary '{"note":"it'\\''s $HOME"}'`);
  });

  it('carries no signature: only Keyturn can make one', () => {
    expect(curlOf(event, anEndpoint())).not.toMatch(/signature/i);
  });

  it('is not offered for a body that is no text', () => {
    expect(curlOf({ ...event, body: null, body_base64: 'AAA=' }, anEndpoint())).toBeUndefined();
  });
});
