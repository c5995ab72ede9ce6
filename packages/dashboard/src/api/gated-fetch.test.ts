import { describe, expect, it } from 'vitest';
import { makeGatedFetch } from './gated-fetch.ts';
import type { GateKind, GateOutcome } from './session-gate.ts';

const problem = (status: number, code: string): Response =>
  Response.json({ code, detail: code }, { status, headers: { 'content-type': 'application/problem+json' } });

/** Sends one request against these answers, one after the other; tells what was sent and what was asked. */
async function send(answers: readonly Response[], outcome: GateOutcome) {
  const sent: { body: string; authorization: string | null }[] = [];
  const asked: GateKind[] = [];
  const queue = [...answers];
  const fetch = makeGatedFetch(
    async (request) => {
      sent.push({ body: await request.text(), authorization: request.headers.get('authorization') });
      const answer = queue.shift();
      if (answer === undefined) throw new Error('one request too many');
      return answer;
    },
    {
      ask: async (kind) => {
        asked.push(kind);
        return outcome;
      },
    },
  );
  const request = new Request('http://localhost/v1/accounts/acme/secrets', {
    method: 'POST',
    body: '{"name":"typed"}',
    headers: { authorization: 'Bearer session' },
  });
  const response = await fetch(request);
  return { status: response.status, sent, asked };
}

describe('a request through the gate', () => {
  it('goes through untouched when it is allowed, without a key beside the cookie', async () => {
    const { status, sent, asked } = await send([new Response('{}')], 'granted');
    expect([status, asked]).toEqual([200, []]);
    expect(sent).toEqual([{ body: '{"name":"typed"}', authorization: null }]);
  });

  it('is sent again with what was typed once the person signed in', async () => {
    const { status, sent, asked } = await send(
      [problem(401, 'unauthenticated'), new Response('{}')],
      'granted',
    );
    expect([status, asked]).toEqual([200, ['sign-in']]);
    expect(sent.map(({ body }) => body)).toEqual(['{"name":"typed"}', '{"name":"typed"}']);
  });

  it('asks for the password when the session is too old for the act', async () => {
    const answers = [problem(403, 'reauthentication_required'), new Response('{}', { status: 201 })];
    const { status, asked } = await send(answers, 'granted');
    expect([status, asked]).toEqual([201, ['reauthenticate']]);
  });

  it('gives the refusal when the person declines', async () => {
    const { status, sent } = await send([problem(403, 'reauthentication_required')], 'declined');
    expect([status, sent.length]).toEqual([403, 1]);
  });

  it('asks nothing for a permission that the person does not have', async () => {
    const { status, asked } = await send([problem(403, 'forbidden')], 'granted');
    expect([status, asked]).toEqual([403, []]);
  });
});
