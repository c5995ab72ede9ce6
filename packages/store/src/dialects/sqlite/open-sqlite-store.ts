import type { Database } from '../../database.ts';
import { makeStore } from '../../make-store.ts';
import { refuseOtherSchema, runMigrations } from '../../migrations/run.ts';
import type { StoreOptions } from '../../open-store.ts';
import type { Store } from '../../store.ts';
import type { StoreError } from '../../store-error.ts';
import type { ConnectionOptions } from './connection.ts';
import { makeFifoLock } from './fifo-lock.ts';
import { makeReaderKysely, makeWriterKysely } from './kysely-dialect.ts';
import { takeProcessLock } from './process-lock.ts';
import { makeSqliteHotStore } from './sqlite-hot-store.ts';
import { createDatabaseFile, parseSqliteUrl, prepareLocation, refuseMissingFile } from './sqlite-location.ts';
import { openThread, type ThreadClient } from './thread-client.ts';
import type { ReaderRequest, WriterRequest } from './thread-messages.ts';

/**
 * Opens the embedded database: takes the process lock, starts the writer's thread, brings the schema up to date, starts the reader's
 * thread. What was taken is given back when a step fails.
 */
export async function openSqliteStore(url: string, options: StoreOptions): Promise<Store> {
  const location = prepareLocation(parseSqliteUrl(url));
  const lock = takeProcessLock(location);
  const threads: ThreadClient<WriterRequest>[] = [];
  let failure: StoreError | undefined;
  const onFatal = (error: StoreError): void => {
    if (failure !== undefined) return;
    failure = error;
    // What one thread cannot know of the disk, the other cannot either.
    for (const thread of threads) thread.poison(error);
    options.onFatal(error);
  };
  const open = async (
    name: 'writer' | 'reader',
    connection: Omit<ConnectionOptions, 'path'>,
  ): Promise<ThreadClient<WriterRequest>> => {
    const thread = await openThread<WriterRequest>(name, { path: location.path, ...connection }, onFatal);
    threads.push(thread);
    return thread;
  };
  const writerLock = makeFifoLock();
  const close = async (): Promise<void> => {
    // In turn: a transaction that is under way ends first. The writer last, since it empties the log when it closes.
    await writerLock.acquire();
    try {
      for (const thread of threads.toReversed()) await thread.close();
    } finally {
      writerLock.release();
      lock.release();
    }
  };

  try {
    if (options.migrations === 'refuse') refuseMissingFile(location.path);
    else createDatabaseFile(location.path);
    const { databaseBytesMax } = options;
    const writer = await open('writer', {
      access: 'write',
      ...(databaseBytesMax === undefined ? {} : { databaseBytesMax }),
    });
    const kysely = makeWriterKysely(writer, writerLock);
    if (options.migrations === 'refuse') await refuseOtherSchema(kysely, 'sqlite');
    else await runMigrations(kysely, 'sqlite', options.now());
    const reader = makeReaderKysely(
      (await open('reader', { access: 'read' })) as ThreadClient<ReaderRequest>,
    );
    const db: Database = {
      dialect: 'sqlite',
      reader,
      transact: (work) => kysely.transaction().execute((tx) => writerLock.holding(() => work(tx))),
    };
    return await makeStore(db, makeSqliteHotStore(writer, writerLock, reader), close);
  } catch (error) {
    await close();
    throw error;
  }
}
