/** What each operation takes and gives, read off the generated types. */
import type { operations } from './generated/api.ts';

/** The name of an operation: the `operationId` of the OpenAPI document. */
export type OperationId = keyof operations;

type Params<Id extends OperationId> = operations[Id]['parameters'];

type PathInput<Id extends OperationId> =
  Params<Id> extends { readonly path: infer Path } ? { readonly path: Path } : { readonly path?: never };

type QueryInput<Id extends OperationId> =
  Params<Id> extends { readonly query?: infer Query }
    ? { readonly query?: Query }
    : { readonly query?: never };

type HeaderInput<Id extends OperationId> =
  Params<Id> extends { readonly header?: infer Headers }
    ? { readonly headers?: Headers }
    : { readonly headers?: never };

interface Json<Body> {
  readonly content: { readonly 'application/json': Body };
}

type BodyInput<Id extends OperationId> = operations[Id] extends { readonly requestBody: Json<infer Body> }
  ? { readonly body: Body }
  : operations[Id] extends { readonly requestBody?: Json<infer Body> }
    ? { readonly body?: Body }
    : { readonly body?: never };

/** The parameters of an operation, and a signal that ends it. */
export type Input<Id extends OperationId> = PathInput<Id> &
  QueryInput<Id> &
  HeaderInput<Id> &
  BodyInput<Id> & { readonly signal?: AbortSignal };

type ContentOf<Answer> = Answer extends { content: { readonly 'application/json': infer Body } }
  ? Body
  : Answer extends { content: { readonly 'text/plain': infer Text } }
    ? Text
    : undefined;

type Answers<Id extends OperationId> = operations[Id]['responses'];

/** What an operation gives when it is not refused. */
export type Output<Id extends OperationId> = ContentOf<
  Answers<Id>[Extract<keyof Answers<Id>, 200 | 201 | 202 | 204>]
>;

/** One row of a list. */
export type Row<Id extends OperationId> =
  Output<Id> extends { readonly data: readonly (infer One)[] } ? One : never;

/** Operations whose answer is one page of many. */
export type PagedOperationId = {
  [Id in OperationId]: Output<Id> extends { readonly next_cursor: string | null } ? Id : never;
}[OperationId];

/** Everything may be left out when nothing is needed. */
export type Arguments<Id extends OperationId> =
  Record<string, never> extends Input<Id> ? [input?: Input<Id>] : [input: Input<Id>];
