/** The face of `@keyturn/client`. */
export { type Client, type ClientOptions, createClient, type OperationMethods } from './client.ts';
export type { components, operations, paths } from './generated/api.ts';
export type { Input, OperationId, Output, PagedOperationId, Row } from './operation-types.ts';
export { isProblem, KeyturnProblem, type Problem, type ProblemCode, UnexpectedAnswer } from './problem.ts';
export type { Fetch, RetryOptions } from './retrying-fetch.ts';
