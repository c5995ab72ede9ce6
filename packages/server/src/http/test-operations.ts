import type { TestApp } from './test-app.ts';

/** One operation as the OpenAPI document has it: what the tests of every route are generated from. */
export interface DocumentedOperation {
  readonly operationId: string;
  readonly method: string;
  /** `/v1/accounts/{account}/secrets/{secret}` */
  readonly path: string;
  /** Names in the path. */
  readonly params: readonly string[];
  readonly takesBody: boolean;
  readonly takesIdempotencyKey: boolean;
  readonly isOpen: boolean;
  /** The permission that its description names. */
  readonly permission: string | undefined;
}

interface Documented {
  readonly operationId: string;
  readonly description?: string;
  readonly security?: readonly unknown[];
  readonly requestBody?: unknown;
  readonly parameters?: readonly { readonly in: string; readonly name: string }[];
}

/** Every operation that the API documents. */
export async function documentedOperations(app: TestApp): Promise<readonly DocumentedOperation[]> {
  const { body } = await app.call('GET', '/openapi.json', { as: null });
  const paths = body.paths as Readonly<Record<string, Readonly<Record<string, Documented>>>>;
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      operationId: operation.operationId,
      method: method.toUpperCase(),
      path,
      params: [...path.matchAll(/\{([a-z_]+)\}/g)].map(([, name = '']) => name),
      takesBody: operation.requestBody !== undefined,
      takesIdempotencyKey: (operation.parameters ?? []).some(({ name }) => name === 'Idempotency-Key'),
      isOpen: operation.security?.length === 0,
      permission: /Needs the permission `([a-z:-]+)`/.exec(operation.description ?? '')?.[1],
    })),
  );
}

/** A path with its names filled in. */
export function fillPath(path: string, ids: Readonly<Record<string, string>>): string {
  return path.replace(/\{([a-z_]+)\}/g, (_, name: string) => {
    const id = ids[name];
    if (id === undefined) throw new Error(`no id for ${name}`);
    return id;
  });
}
