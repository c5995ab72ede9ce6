import { describe, expect, it } from 'vitest';
import { signKore, signStandard, standardSignatureHeader } from './sign.ts';
import { body, firstSecret } from './signed-request.testing.ts';

describe('a sender in the standard profile', () => {
  const signing = { id: 'evt_1', timestampSeconds: 5, body };

  it('never makes headers without a signature', async () => {
    await expect(signStandard({ ...signing, secrets: [] })).rejects.toThrow('Before the first secret');
  });

  it('is told which secret is bad', async () => {
    await expect(signStandard({ ...signing, secrets: [firstSecret, 'whsec_x'] })).rejects.toMatchObject({
      code: 'bad_secret',
      message: expect.stringMatching(/^Entry 2 is not base64/),
    });
  });

  it.each(['', 'AAAA', `${'A'.repeat(43)}`, `${'_'.repeat(43)}=`, `${'A'.repeat(43)}= `])(
    'writes no malformed signature into the header: %j',
    (signature) => {
      expect(() => standardSignatureHeader([`${'A'.repeat(43)}=`, signature])).toThrow(TypeError);
    },
  );
});

describe('a sender in the kore profile', () => {
  const signing = { id: 'evt_1', epochMs: 5000, url: 'https://receiver.example', body };

  it.each(['', ' \n', 'whsec_x', '"12345"', '12 345'])('refuses the secret %j', async (secret) => {
    await expect(signKore({ ...signing, secret })).rejects.toMatchObject({ code: 'bad_secret' });
  });

  it('refuses an id with a dot', async () => {
    await expect(signKore({ ...signing, id: 'evt.1', secret: firstSecret })).rejects.toThrow(TypeError);
  });
});
