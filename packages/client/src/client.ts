import createFetchClient, { type Client as FetchClient, type Middleware } from 'openapi-fetch';
import type { paths } from './generated/api.ts';
import { OPERATIONS } from './generated/operations.ts';
import type { Arguments, Input, OperationId, Output, PagedOperationId, Row } from './operation-types.ts';
import { errorOf } from './problem.ts';
import { type Fetch, makeRetryingFetch, RETRY_DEFAULTS, type RetryOptions } from './retrying-fetch.ts';

/** Where Keyturn is, and who asks. */
export interface ClientOptions {
  /** `https://keyturn.example`, without `/v1`. */
  readonly url: string;
  /** An API key (`kt_...`) or the admin key. */
  readonly apiKey: string;
  /** Another `fetch` than the global one. */
  readonly fetch?: Fetch;
  readonly retry?: Partial<RetryOptions>;
}

/** One method per operation, by its `operationId`; each throws KeyturnProblem when it is refused. */
export type OperationMethods = {
  readonly [Id in OperationId]: (...input: Arguments<Id>) => Promise<Output<Id>>;
};

/** A client of one Keyturn installation. */
export interface Client extends OperationMethods {
  /** The same by path and method, as openapi-fetch has it; these throw KeyturnProblem too. */
  readonly http: FetchClient<paths>;
  /** Every row of a list, page after page, fetched as they are asked for. */
  rows<Id extends PagedOperationId>(
    list: Id,
    ...input: Arguments<Id>
  ): AsyncGenerator<Row<Id>, void, undefined>;
}

/**
 * Makes a client. Every creating request gets an `Idempotency-Key`, so that trying again after a lost answer creates nothing twice;
 * one of your own, in `headers`, outlives your process too.
 */
export function createClient(options: ClientOptions): Client {
  const fetch = options.fetch ?? ((request: Request) => globalThis.fetch(request));
  const http = createFetchClient<paths>({
    baseUrl: options.url,
    headers: { authorization: `Bearer ${options.apiKey}` },
    fetch: makeRetryingFetch(fetch, { ...RETRY_DEFAULTS, ...options.retry }),
    // A key is not sent to wherever somebody redirects to.
    redirect: 'manual',
  });
  http.use(idempotencyKeys, throwProblems);

  const call = async (id: OperationId, input: Input<OperationId> | undefined): Promise<unknown> => {
    const { method, path } = OPERATIONS[id];
    const { path: pathParams, query, headers, body, signal } = (input ?? {}) as LooseInput;
    const request = http.request as unknown as LooseRequest;
    const { data } = await request(method, path, {
      params: { path: pathParams, query, header: headers },
      body,
      signal,
      parseAs: id === 'getMetrics' ? 'text' : 'json',
    });
    return data;
  };

  const methods = Object.fromEntries(
    (Object.keys(OPERATIONS) as OperationId[]).map((id) => [
      id,
      (input?: Input<OperationId>) => call(id, input),
    ]),
  ) as unknown as OperationMethods;

  async function* rows(list: PagedOperationId, input?: LooseInput): AsyncGenerator<unknown, void, undefined> {
    let cursor: string | null | undefined;
    do {
      const query = { ...input?.query, ...(cursor === undefined ? {} : { cursor }) };
      const page = (await call(list, { ...input, query } as Input<OperationId>)) as LoosePage;
      yield* page.data;
      cursor = page.next_cursor;
    } while (cursor !== null);
  }

  return { ...methods, http, rows: rows as Client['rows'] };
}

/** What the types of each operation come down to at run time. */
interface LooseInput {
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

interface LoosePage {
  readonly data: readonly unknown[];
  readonly next_cursor: string | null;
}

type LooseRequest = (
  method: string,
  path: string,
  init: Readonly<Record<string, unknown>>,
) => Promise<{ readonly data?: unknown }>;

const takingKeys = new Set(
  Object.values(OPERATIONS)
    .filter(({ takesKey }) => takesKey)
    .map(({ method, path }) => `${method} ${path}`),
);

const idempotencyKeys: Middleware = {
  onRequest({ request, schemaPath }) {
    const takesKey = takingKeys.has(`${request.method.toLowerCase()} ${schemaPath}`);
    if (takesKey && !request.headers.has('idempotency-key')) {
      request.headers.set('idempotency-key', crypto.randomUUID());
    }
    return request;
  },
};

const throwProblems: Middleware = {
  async onResponse({ response }) {
    if (!response.ok) throw await errorOf(response);
    return undefined;
  },
};
