import { Worker } from 'node:worker_threads';
import type { LimitDatabase } from './database.ts';

/** Opens a new SQLite file on a thread of its own, so that an fsync never stops the loop that signs and sends. */
export function openSqlite(path: string): LimitDatabase {
  const worker = new Worker(new URL('./sqlite-worker.ts', import.meta.url), { workerData: path });
  let onCommitted = () => {};
  worker.on('message', () => onCommitted());
  worker.on('error', (error) => {
    throw error;
  });
  return {
    commit: (events, results) =>
      new Promise((resolve) => {
        onCommitted = resolve;
        worker.postMessage({ events, results });
      }),
    close: async () => {
      await worker.terminate();
    },
  };
}
