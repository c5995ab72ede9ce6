import { buildHttp } from './build-http.ts';
import type { HttpDeps } from './http-deps.ts';

/**
 * The OpenAPI document without a running service: the routes are built, the document is asked for, nothing else is touched. The same
 * text comes out each time.
 */
export async function makeOpenapiDocument(): Promise<object> {
  const app = buildHttp(unreachableDeps());
  try {
    const answer = await app.inject({ method: 'GET', url: '/openapi.json' });
    return answer.json<object>();
  } finally {
    await app.close();
  }
}

/** What routes are built on when none of them is called: the id of the one request and a place for its count; the rest throws. */
function unreachableDeps(): HttpDeps {
  const unreachable = (): never => {
    throw new Error('invariant broken: the document was made by calling an operation');
  };
  return {
    operations: new Proxy({} as HttpDeps['operations'], { get: () => unreachable }),
    idempotency: new Proxy({} as HttpDeps['idempotency'], { get: () => unreachable }),
    authenticate: unreachable,
    sessions: new Proxy({} as HttpDeps['sessions'], { get: () => unreachable }),
    admission: unreachable,
    readiness: unreachable,
    metrics: {
      operation: () => ({ answered: () => undefined }),
      text: unreachable,
      contentType: 'text/plain',
    },
    log: { error: unreachable, warn: unreachable },
    clock: { wall: () => 0 as never, monotonic: () => 0 as never },
    random: { makeId: () => 'req_document' },
    config: {
      publicUrl: 'http://localhost:8080',
      trustProxy: [],
      host: '127.0.0.1',
      port: 8080,
      version: '0.0.0',
    },
  };
}
