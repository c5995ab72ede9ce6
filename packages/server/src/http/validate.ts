/** Requests meet their schema here, once, and come out typed; what does not fit becomes a problem that names each fault. */
import type { FastifySchemaCompiler } from 'fastify';
import { z } from 'zod';
import { type Fault, faultsOf } from './describe-fault.ts';
import { ProblemError, problemOf } from './problem.ts';

/** The compiler that Fastify asks for every schema of every route. */
export const compileValidator: FastifySchemaCompiler<z.ZodType> = ({ schema, httpPart }) => {
  if (httpPart === 'params') {
    return (data) => {
      const parsed = schema.safeParse(data);
      return parsed.success ? { value: parsed.data } : { error: unknownId(parsed.error) };
    };
  }
  const place = httpPart === 'querystring' ? 'query' : 'body';
  const known = schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
  return (data) => {
    // No body at all is an empty object: a route that needs a field says which.
    const input = data ?? {};
    const parsed = schema.safeParse(input);
    if (parsed.success) return { value: parsed.data };
    return { error: invalidRequest(faultsOf(parsed.error.issues, input, place, known)) };
  };
};

/** The refusal of a request with these faults. */
export function invalidRequest(faults: readonly Fault[]): ProblemError {
  return new ProblemError({
    code: 'invalid_request',
    detail: faults.map(({ detail }) => detail).join(' '),
    facts: { errors: faults },
  });
}

const NOUNS = {
  account: 'account',
  secret: 'secret',
  endpoint: 'endpoint',
  event: 'event',
  delivery: 'delivery',
  api_key: 'api_key',
  member: 'member',
} as const;

/** An id in a path that no id can look like names nothing: the same answer as for an unknown one, and no question to the database. */
function unknownId(error: z.ZodError): ProblemError {
  const name = String(error.issues[0]?.path[0]);
  const what = Object.hasOwn(NOUNS, name) ? NOUNS[name as keyof typeof NOUNS] : 'account';
  return new ProblemError(problemOf({ code: 'not_found', what }));
}
