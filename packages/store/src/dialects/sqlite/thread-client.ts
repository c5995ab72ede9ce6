import { Worker } from 'node:worker_threads';
import { StoreError } from '../../store-error.ts';
import type { ConnectionOptions } from './connection.ts';
import { errorOf, type Failure } from './sqlite-failure.ts';
import type { ThreadCall, ThreadMessage } from './thread-messages.ts';

/** The main thread's side of a database thread. */
export interface ThreadClient<Request> {
  /** Sends a request; rejects with StoreError, or with a plain error when a statement broke a constraint. */
  call(request: Request): Promise<unknown>;
  /** Rejects every pending and later call with `error`. */
  poison(error: StoreError): void;
  /** Lets the thread finish what was sent, close its database and end. */
  close(): Promise<void>;
}

interface Pending {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/**
 * Starts a database thread and waits until its database is open. `onFatal` is called once when the database failed in a way that
 * leaves its content unknown, or when the thread died.
 */
export async function openThread<Request extends { readonly type: string }>(
  name: 'writer' | 'reader',
  options: ConnectionOptions,
  onFatal: (error: StoreError) => void,
): Promise<ThreadClient<Request | { readonly type: 'close' }>> {
  // The sources run as they are, and built they are .js beside this file.
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const worker = new Worker(new URL(`./${name}-thread.${extension}`, import.meta.url), {
    name: `keyturn-${name}`,
    workerData: options,
  });
  const pending = new Map<number, Pending>();
  let nextId = 1;
  let stopped: StoreError | undefined;
  let isOpen = false;
  let isClosing = false;
  const opened = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<void>();

  const stop = (error: StoreError): void => {
    stopped ??= error;
    for (const call of pending.values()) call.reject(stopped);
    pending.clear();
  };
  const die = (error: StoreError): void => {
    if (stopped !== undefined) return;
    stop(error);
    if (isOpen) onFatal(error);
    else opened.reject(error);
  };
  const fail = (id: number | undefined, failure: Failure): void => {
    const error = errorOf(failure);
    if (id !== undefined) {
      pending.get(id)?.reject(error);
      pending.delete(id);
    }
    if (!isOpen) {
      isClosing = true;
      opened.reject(error);
    } else if (failure.isFatal && error instanceof StoreError) die(error);
    // Else a checkpoint at rest that found the disk full, say: the log stays, and the next one tries again.
  };

  worker.on('message', (message: ThreadMessage) => {
    if (message.type === 'opened') {
      isOpen = true;
      opened.resolve();
    } else if (message.type === 'failed') fail(message.id, message.failure);
    else {
      pending.get(message.id)?.resolve(message.value);
      pending.delete(message.id);
    }
  });
  worker.on('error', (cause) => {
    die(new StoreError('io_error', `The database's ${name} thread died: restart this process.`, { cause }));
  });
  worker.on('exit', () => {
    if (!isClosing)
      die(new StoreError('io_error', `The database's ${name} thread ended: restart this process.`));
    ended.resolve();
  });

  const call = (request: Request | { readonly type: 'close' }): Promise<unknown> => {
    if (stopped !== undefined) return Promise.reject(stopped);
    const id = nextId++;
    const message: ThreadCall<typeof request> = { id, request };
    const answer = new Promise<unknown>((resolve, reject) => {
      // Before it waits for an answer: what cannot be sent is thrown here, and rejects.
      worker.postMessage(message);
      pending.set(id, { resolve, reject });
    });
    return answer;
  };

  await opened.promise;
  return {
    call,
    poison: stop,
    async close() {
      if (!isClosing) {
        isClosing = true;
        // A thread whose database failed is not asked to close it: that would be one more write.
        if (stopped === undefined) await call({ type: 'close' }).catch(() => worker.terminate());
        else await worker.terminate();
        stop(new StoreError('unavailable', 'The store is closed.'));
      }
      await ended.promise;
    },
  };
}
