import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { body, signedAt, signedHeaders, verifierAt } from './signed-request.testing.ts';

it('headers and chunks of a real node:http request are verified as they are', async () => {
  const verdicts: Promise<unknown>[] = [];
  const server = createServer((incoming, answer) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const { headers } = incoming;
      const verdict = verifierAt(signedAt).verifyBytes({ headers, body: Buffer.concat(chunks) });
      verdicts.push(verdict.catch((refusal: unknown) => refusal));
      answer.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const headers = { ...(await signedHeaders()), 'content-type': 'application/json' };
  const post = (sent: string) =>
    new Promise<void>((resolve, reject) => {
      const options = { host: '127.0.0.1', port, method: 'POST', headers };
      request(options, (answer) => answer.resume().on('end', resolve))
        .on('error', reject)
        .end(sent);
    });
  try {
    await post(body);
    await post(body.toUpperCase());
  } finally {
    server.close();
  }
  const [accepted, refused] = await Promise.all(verdicts);
  expect(accepted).toMatchObject({ id: 'evt_1', bytes: Buffer.from(body) });
  expect(refused).toMatchObject({ code: 'body_changed' });
});
