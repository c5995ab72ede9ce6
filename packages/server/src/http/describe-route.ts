/** What a route says about itself, once: its schema for the parser, its facts for the hooks, its document for OpenAPI. */
import type { FastifySchema } from 'fastify';
import { z } from 'zod';
import type { Permission } from '../operations/permissions.ts';
import type { ProblemCode } from './problems.ts';

/** What the hooks know of an operation. */
export interface RouteFacts {
  readonly operationId: string;
  /** `any`: every valid API key, within its reach. */
  readonly permission: Permission | 'any';
  /** `installation`: an API key bound to one account may not call it. */
  readonly reach: 'account' | 'installation';
  /** Whether the backlog is asked before the body is read. */
  readonly admission: 'asked' | 'not asked';
}

/** One answer of a route that is no problem. */
export interface AnswerDescription {
  readonly description: string;
  /** Absent when there is nothing to say (204), or nothing that is JSON. */
  readonly schema?: z.ZodType;
  /** `application/json` unless said. */
  readonly contentType?: string;
}

/** A header that a route reads. */
export interface HeaderDescription {
  readonly description: string;
  readonly example: string;
}

/** What the OpenAPI document says of a route beside its schema. */
export interface RouteDocument {
  readonly operationId: string;
  /** Absent on open routes. */
  readonly permission?: Permission | 'any';
  readonly idempotency: 'key' | 'none';
  /** Problems of this operation alone; those that every operation can answer are added by `openapi.ts`. */
  readonly refusals: readonly ProblemCode[];
  readonly answers: Readonly<Record<number, AnswerDescription>>;
  readonly headers: Readonly<Record<string, HeaderDescription>>;
  /** `none`: it takes no body. `optional`: each field of its body may be left out, and so may the body. */
  readonly body: 'none' | 'optional' | 'required';
}

/** What a route gives to `describeRoute`. */
export interface RouteDescription<Params, Body, Query> {
  readonly operationId: string;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  readonly permission: Permission | 'any';
  readonly reach?: 'installation';
  readonly params?: Params;
  readonly body?: Body;
  readonly querystring?: Query;
  readonly bodyMayBeAbsent?: true;
  readonly idempotency?: 'key';
  readonly admission?: 'asked';
  readonly headers?: Readonly<Record<string, HeaderDescription>>;
  readonly answers: Readonly<Record<number, AnswerDescription>>;
  readonly refusals?: readonly ProblemCode[];
}

/** The body of a route that takes none: absent, or an empty object. */
export const noBody = z.strictObject({});

/** Fastify's options of a route for authenticated callers, typed by its zod schemas. */
export function describeRoute<
  Params extends z.ZodType | undefined = undefined,
  Body extends z.ZodType | undefined = undefined,
  Query extends z.ZodType | undefined = undefined,
>(
  route: RouteDescription<Params, Body, Query>,
): {
  schema: FastifySchema & { params: Params; body: Body; querystring: Query };
  config: { operation: RouteFacts; document: RouteDocument };
} {
  const { operationId, tag, summary, description, permission, params, body, querystring } = route;
  const schema = {
    operationId,
    tags: [tag],
    summary,
    ...(description === undefined ? {} : { description }),
    ...(params === undefined ? {} : { params }),
    ...(body === undefined ? {} : { body }),
    ...(querystring === undefined ? {} : { querystring }),
  };
  const takesNoBody = body === undefined || (body as z.ZodType) === noBody;
  return {
    // Absent schemas are left out, as Fastify asks; their types say `undefined`, which the type provider reads the same.
    schema: schema as FastifySchema & { params: Params; body: Body; querystring: Query },
    config: {
      operation: {
        operationId,
        permission,
        reach: route.reach ?? 'account',
        admission: route.admission ?? 'not asked',
      },
      document: {
        operationId,
        permission,
        idempotency: route.idempotency ?? 'none',
        refusals: route.refusals ?? [],
        answers: route.answers,
        headers: route.headers ?? {},
        body: takesNoBody ? 'none' : route.bodyMayBeAbsent === true ? 'optional' : 'required',
      },
    },
  };
}

/** Fastify's options of a route that is open to everybody. */
export function describeOpenRoute(route: {
  readonly operationId: string;
  readonly tag: string;
  readonly summary: string;
  readonly answers: Readonly<Record<number, AnswerDescription>>;
}): { schema: FastifySchema; config: { document: RouteDocument } } {
  const { operationId, tag, summary, answers } = route;
  return {
    schema: { operationId, tags: [tag], summary, security: [] },
    config: {
      document: { operationId, idempotency: 'none', refusals: [], answers, headers: {}, body: 'none' },
    },
  };
}
