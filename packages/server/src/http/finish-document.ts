/** What the generator of the OpenAPI document cannot know: answers, problems, and bodies that may be left out. */
import { z } from 'zod';
import { asksFresh } from './auth/session-principal.ts';
import type { RouteDocument } from './describe-route.ts';
import { PROBLEMS, type ProblemCode } from './problems.ts';
import { problem } from './schemas/problem.ts';

interface Operation {
  operationId?: string;
  description?: string;
  security?: unknown;
  requestBody?: { required?: boolean };
  responses?: Record<string, unknown>;
}

/** As much of a document as is touched here. */
interface Document {
  paths?: Record<string, Record<string, Operation>>;
  components?: {
    schemas?: Record<string, unknown>;
    responses?: Record<string, unknown>;
    examples?: Record<string, unknown>;
  };
}

/** Problems that any request can meet. */
const ALWAYS: readonly ProblemCode[] = [
  'invalid_request',
  'request_timeout',
  'headers_too_large',
  'internal_error',
  'store_unavailable',
  'shutting_down',
];

/** Completes a generated document with what `routes` say of each operation, and leaves out components that nothing refers to. */
export function finishDocument(generated: object, routes: ReadonlyMap<string, RouteDocument>): object {
  // A copy: the generator keeps what it made.
  const document = structuredClone(generated) as Document;
  const responses = new Map<string, object>();
  for (const [path, methods] of Object.entries(document.paths ?? {})) {
    for (const [method, operation] of Object.entries(methods)) {
      const route = routes.get(operation.operationId ?? '');
      if (route !== undefined) finishOperation(operation, route, codesOf(route, method, path), responses);
    }
  }
  document.components = {
    ...document.components,
    responses: Object.fromEntries([...responses].sort(([a], [b]) => (a < b ? -1 : 1))),
    examples: problemExamples(),
  };
  return withoutUnused(document);
}

function finishOperation(
  operation: Operation,
  route: RouteDocument,
  codes: readonly ProblemCode[],
  responses: Map<string, object>,
): void {
  if (route.body === 'none') delete operation.requestBody;
  else if (operation.requestBody !== undefined) operation.requestBody.required = route.body === 'required';
  if (route.permission !== undefined && route.permission !== 'any') {
    const needs = `Needs the permission \`${route.permission}\`.`;
    operation.description =
      operation.description === undefined ? needs : `${operation.description}\n\n${needs}`;
  }
  operation.responses = {
    ...Object.fromEntries(
      Object.entries(route.answers).map(([status, answer]) => [status, answerOf(answer)]),
    ),
    ...problemResponses(codes, responses),
  };
}

function answerOf({ description, schema, contentType }: RouteDocument['answers'][number]): object {
  if (schema !== undefined) {
    return { description, content: { [contentType ?? 'application/json']: { schema: refTo(schema) } } };
  }
  return contentType === undefined
    ? { description }
    : { description, content: { [contentType]: { schema: { type: 'string' } } } };
}

function refTo(schema: z.ZodType): object {
  const id = z.globalRegistry.get(schema)?.id;
  if (id === undefined) throw new Error('invariant broken: the schema of an answer has no component id');
  return { $ref: `#/components/schemas/${id}` };
}

/** Every problem that an operation can answer, in the registry's order. */
function codesOf(route: RouteDocument, method: string, path: string): readonly ProblemCode[] {
  const codes = new Set<ProblemCode>([...ALWAYS, ...route.refusals]);
  if (route.permission !== undefined) {
    codes.add('unauthenticated').add('rate_limited').add('forbidden');
    if (asksFresh(route.operationId)) codes.add('reauthentication_required');
    if (path.includes('{')) codes.add('not_found');
  } else {
    codes.delete('store_unavailable');
  }
  if (route.body !== 'none') codes.add('body_too_large').add('unsupported_media_type');
  if (route.idempotency === 'key') codes.add('idempotency_in_progress').add('idempotency_key_reused');
  if (method !== 'get') codes.add('storage_full');
  return (Object.keys(PROBLEMS) as ProblemCode[]).filter((code) => codes.has(code));
}

/** The problems of an operation by status; equal ones share a component. */
function problemResponses(
  codes: readonly ProblemCode[],
  components: Map<string, object>,
): Record<string, object> {
  const byStatus = Map.groupBy(codes, (code) => PROBLEMS[code].status);
  const responses = [...byStatus].map(([status, same]) => {
    const name = same.join('-or-');
    components.set(name, problemResponse(same));
    return [String(status), { $ref: `#/components/responses/${name}` }];
  });
  return Object.fromEntries(responses);
}

function problemResponse(codes: readonly ProblemCode[]): object {
  const examples = codes.map((code) => [code, { $ref: `#/components/examples/${code}` }]);
  return {
    description: codes.map((code) => `\`${code}\`: ${PROBLEMS[code].title}.`).join(' '),
    content: {
      'application/problem+json': { schema: refTo(problem), examples: Object.fromEntries(examples) },
    },
  };
}

function problemExamples(): Record<string, object> {
  const examples = Object.entries(PROBLEMS).map(([code, { status, title, meaning }]) => [
    code,
    {
      summary: title,
      value: {
        type: `http://localhost:8080/docs/problems/${code}`,
        title,
        status,
        code,
        detail: meaning,
        request_id: 'req_01JZ8Q5W3D7X9N2K4M6P8R0T1V',
      },
    },
  ]);
  return Object.fromEntries(examples);
}

/**
 * The generator writes each registered schema twice, as it is read and as it is answered (`…Input`). What nothing refers to goes, and
 * what is only read gets its plain name.
 */
function withoutUnused(document: Document): object {
  const schemas = document.components?.schemas ?? {};
  const used = new Set<string>();
  const visit = (value: unknown): void => {
    for (const [, name = ''] of JSON.stringify(value).matchAll(/"#\/components\/schemas\/([A-Za-z]+)"/g)) {
      if (used.has(name)) continue;
      used.add(name);
      visit(schemas[name] ?? {});
    }
  };
  visit([document.paths, document.components?.responses]);
  const kept = Object.entries(schemas).filter(([name]) => used.has(name));
  if (document.components !== undefined) {
    document.components.schemas = Object.fromEntries(kept.sort(([a], [b]) => (a < b ? -1 : 1)));
  }
  let text = JSON.stringify(document);
  for (const name of used) {
    const plain = name.replace(/Input$/, '');
    if (plain === name || used.has(plain)) continue;
    text = text.replaceAll(`"#/components/schemas/${name}"`, `"#/components/schemas/${plain}"`);
    text = text.replaceAll(`"${name}":`, `"${plain}":`);
  }
  return JSON.parse(text) as object;
}
