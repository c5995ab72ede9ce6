import { Webhook as StandardWebhook } from 'standardwebhooks';
import { Webhook as SvixWebhook } from 'svix';
import { describe, expect, it } from 'vitest';
import { createVerifier } from './index.ts';
import { formatSecretText, signStandard } from './sign.ts';

// The official libraries read the clock themselves, so these requests are signed now.

const libraries = [
  { name: 'standardwebhooks', Webhook: StandardWebhook },
  { name: 'svix', Webhook: SvixWebhook },
];
const activeSecret = formatSecretText(new Uint8Array(32).fill(1));
const retiringSecret = formatSecretText(new Uint8Array(32).fill(2));
const foreignSecret = formatSecretText(new Uint8Array(32).fill(3));
const body = '{"type":"invoice.paid","data":{"name":"Zoë","key":"🔑","line":"\u2028"}}';

describe.each(libraries)('$name', ({ Webhook }) => {
  it.each([
    { name: 'one secret', secrets: [activeSecret], held: activeSecret },
    { name: 'the active secret of an overlap', secrets: [activeSecret, retiringSecret], held: activeSecret },
    {
      name: 'the retiring secret of an overlap',
      secrets: [activeSecret, retiringSecret],
      held: retiringSecret,
    },
  ])('verifies what we sign: $name', async ({ secrets, held }) => {
    const timestampSeconds = Math.floor(Date.now() / 1000);
    const headers = await signStandard({ id: 'evt_1', timestampSeconds, body, secrets });
    const webhook = new Webhook(held);
    expect(() => webhook.verify(body, { ...headers })).not.toThrow();
    expect(() => webhook.verify(`${body} `, { ...headers })).toThrow('No matching signature found');
    expect(() => new Webhook(foreignSecret).verify(body, { ...headers })).toThrow(
      'No matching signature found',
    );
  });

  it('signs what we verify', async () => {
    const signedAt = new Date();
    const headers = {
      'webhook-id': 'msg_27UH4WbU6Z5A5EzD8u03UvzRbpk',
      'webhook-timestamp': String(Math.floor(signedAt.getTime() / 1000)),
      'webhook-signature': new Webhook(activeSecret).sign('msg_27UH4WbU6Z5A5EzD8u03UvzRbpk', signedAt, body),
    };
    const verifier = createVerifier({ secrets: [retiringSecret, activeSecret] });
    const request = new Request('http://receiver.internal/hooks', { method: 'POST', headers, body });
    const event = await verifier.verify(request);
    expect(event).toMatchObject({ id: 'msg_27UH4WbU6Z5A5EzD8u03UvzRbpk', secretIndex: 1 });
    expect(event.json()).toEqual(JSON.parse(body));
    const stranger = createVerifier({ secrets: [foreignSecret] });
    await expect(stranger.verifyBytes({ headers, body })).rejects.toMatchObject({
      code: 'signature_mismatch',
    });
  });
});
