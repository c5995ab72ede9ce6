/** The OpenAPI 3.1 document, made from the routes' own schemas, and served at `/openapi.json`. */
import swagger from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import { createJsonSchemaTransform, createJsonSchemaTransformObject } from 'fastify-type-provider-zod';
import type { RouteDocument } from './describe-route.ts';
import { finishDocument } from './finish-document.ts';
import './request-facts.ts';

/** The version of the API, not of the product: raised by additions, never by removals. */
const API_VERSION = '1.0.0';

const zodTransform = createJsonSchemaTransform({});

/** Gathers the routes that are added after it, and serves the document that they make. */
export function addOpenapi(app: FastifyInstance): void {
  const documents = new Map<string, RouteDocument>();
  app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Keyturn',
        version: API_VERSION,
        description:
          'Publish events, deliver them signed, turn the signing secret without losing one. Every refusal is a problem (RFC 9457) with a stable `code`; its page says what to do.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      servers: [{ url: '/' }],
      tags: [
        { name: 'accounts', description: "The platform's customers." },
        { name: 'secrets', description: 'Signing secrets and their turn.' },
        { name: 'endpoints', description: 'URLs that receive events.' },
        { name: 'events', description: 'What happened, published once.' },
        { name: 'deliveries', description: 'The way of each event to each endpoint.' },
        { name: 'audit', description: 'Who did what, when.' },
        { name: 'api-keys', description: 'Bearer keys of callers.' },
        { name: 'members', description: 'People who sign in, and their roles in accounts.' },
        { name: 'system', description: 'The process itself.' },
      ],
      components: {
        securitySchemes: {
          bearer: { type: 'http', scheme: 'bearer', description: 'An API key (`kt_...`) or the admin key.' },
        },
      },
      security: [{ bearer: [] }],
    },
    transform: (route) => {
      const document = route.route.config?.document;
      if (document === undefined) return { schema: { hide: true }, url: route.url };
      documents.set(document.operationId, document);
      const { schema, url } = zodTransform(route);
      const headers = headersOf(document);
      return { schema: headers === undefined ? schema : { ...schema, headers }, url };
    },
    transformObject: createJsonSchemaTransformObject({}),
  });

  let text: string | undefined;
  app.get('/openapi.json', (_request, reply) => {
    text ??= JSON.stringify(finishDocument(app.swagger(), documents));
    reply.header('content-type', 'application/json; charset=utf-8').send(text);
  });
}

function headersOf({ headers, idempotency }: RouteDocument): Record<string, unknown> | undefined {
  const all = { ...headers, ...(idempotency === 'key' ? IDEMPOTENCY_HEADER : {}) };
  const entries = Object.entries(all);
  if (entries.length === 0) return undefined;
  const properties = entries.map(([name, { description, example }]) => [
    name,
    { type: 'string', description, examples: [example] },
  ]);
  return { type: 'object', properties: Object.fromEntries(properties) };
}

const IDEMPOTENCY_HEADER = {
  'Idempotency-Key': {
    description:
      'The same key with the same request within 24 hours gets the first answer again, with `idempotency-replayed: true`. A text that was shown once is not repeated.',
    example: '6f9b1c0e-2f51-4a55-9d0e-1f2a7c1d9a10',
  },
} as const;
