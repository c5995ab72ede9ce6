import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { invariant } from '@keyturn/core';
import type { ConnectionOptions } from './connection.ts';
import { type Failure, failureOf } from './sqlite-failure.ts';
import type { ThreadCall, ThreadMessage } from './thread-messages.ts';

/** How a thread works once its database is open. */
export interface ThreadWork<Request> {
  handle(request: Request): unknown;
}

/**
 * Runs a database thread: opens, then answers one request after the other. After a failure that leaves the disk's content unknown
 * every later request fails with the same: a commit that "succeeds" after a failed fsync proves nothing.
 */
export function serveThread<Request extends { readonly type: string }>(
  open: (options: ConnectionOptions, fail: (error: unknown) => void) => ThreadWork<Request>,
): void {
  const options = workerData as ConnectionOptions;
  const port = portOf();
  let poison: Failure | undefined;
  const send = (message: ThreadMessage): void => port.postMessage(message);
  const fail = (id: number | undefined, error: unknown): void => {
    const failure = failureOf(error, options.path);
    if (failure.isFatal) poison ??= failure;
    send({ type: 'failed', id, failure });
  };
  try {
    const work = open(options, (error) => fail(undefined, error));
    port.on('message', ({ id, request }: ThreadCall<Request>) => {
      if (poison !== undefined) {
        send({ type: 'failed', id, failure: poison });
        return;
      }
      try {
        send({ type: 'answered', id, value: work.handle(request) });
      } catch (error) {
        fail(id, error);
      }
      if (request.type === 'close') port.close();
    });
    send({ type: 'opened' });
  } catch (error) {
    fail(undefined, error);
    port.close();
  }
}

function portOf(): MessagePort {
  invariant(parentPort !== null, 'a database thread is started as a worker');
  return parentPort;
}
