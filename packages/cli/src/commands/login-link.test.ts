import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestServer } from '../test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await TestServer.start();
});
afterAll(() => server.stop());

describe('keyturn login-link', () => {
  it('writes a link that signs the operator in, once', async () => {
    const run = await server.run(['login-link']);
    expect(run).toMatchObject({
      exitCode: 0,
      out: expect.stringMatching(/^http:\/\/localhost:\d+\/start#[A-Za-z0-9_-]{43}\n$/),
      err: expect.stringContaining('once, within 10 minutes'),
    });
    const { origin, hash } = new URL(run.out.trim());
    const trade = () =>
      fetch(`${server.url}/session/link`, {
        method: 'POST',
        headers: { origin, 'content-type': 'application/json' },
        body: JSON.stringify({ token: hash.slice(1) }),
      });
    const answer = await trade();
    expect([answer.status, await answer.json()]).toEqual([
      200,
      expect.objectContaining({ is_operator: true }),
    ]);
    expect((await trade()).status).toBe(410);
  });

  it('names nobody who is not there, and answers programs as the API does', async () => {
    expect(await server.run(['login-link', '--email', 'nobody@acme.example'])).toMatchObject({
      exitCode: 3,
      out: '',
    });
    expect(await server.get('login-link')).toEqual({
      url: expect.stringContaining('/start#'),
      expires_at: expect.any(String),
    });
  });
});
