/** How a receiver verifies, per framework: code that runs as it stands, with the secrets in the environment. */

/** Frameworks that the Verify tab offers. */
export type Framework = 'web' | 'express' | 'fastify' | 'node' | 'standard';

/** Names of frameworks, which no language translates. */
export const FRAMEWORKS: readonly { readonly value: Framework; readonly label: string }[] = [
  { value: 'web', label: 'Hono, Next.js, Bun, Deno, Workers' },
  { value: 'express', label: 'Express' },
  { value: 'fastify', label: 'Fastify' },
  { value: 'node', label: 'Node http' },
  { value: 'standard', label: 'Standard Webhooks' },
];

const HEAD = `import { createVerifier } from '@keyturn/verify';

const keyturn = createVerifier({
  secrets: [process.env.KEYTURN_SECRET, process.env.KEYTURN_SECRET_NEXT],
});`;

/** What a framework needs to have installed. */
export const VERIFY_INSTALL: Readonly<Record<Framework, string>> = {
  web: 'npm install @keyturn/verify',
  express: 'npm install @keyturn/verify',
  fastify: 'npm install @keyturn/verify',
  node: 'npm install @keyturn/verify',
  standard: 'npm install standardwebhooks',
};

/** The code of the receiver. */
export const VERIFY_CODE: Readonly<Record<Framework, string>> = {
  web: `${HEAD}
const event = await keyturn.verify(request); // throws when anything is wrong`,
  express: `import express from 'express';
${HEAD}
const app = express();
app.post('/hooks', express.raw({ type: '*/*' }), async (req, res) => {
  const event = await keyturn.verifyBytes({ headers: req.headers, body: req.body });
  res.sendStatus(204);
});`,
  fastify: `import fastify from 'fastify';
${HEAD}
const app = fastify();
app.register(async (hooks) => {
  hooks.removeAllContentTypeParsers();
  hooks.addContentTypeParser('*', { parseAs: 'buffer' }, (_, body, done) => done(null, body));
  hooks.post('/hooks', async (request, reply) => {
    const event = await keyturn.verifyBytes({ headers: request.headers, body: request.body });
    return reply.code(204).send();
  });
});`,
  node: `import { createServer } from 'node:http';
${HEAD}
createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const event = await keyturn.verifyBytes({ headers: request.headers, body: Buffer.concat(chunks) });
  response.writeHead(204).end();
});`,
  standard: `import { Webhook } from 'standardwebhooks';

const webhook = new Webhook(process.env.KEYTURN_SECRET);
const event = webhook.verify(body, headers); // body: the bytes as they came`,
};

/** The receiver's environment; the texts are put in by people, never by this page. */
export const VERIFY_ENV = `KEYTURN_SECRET=whsec_…
KEYTURN_SECRET_NEXT=`;
