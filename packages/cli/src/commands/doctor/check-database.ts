import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Config,
  examineSealed,
  openStore,
  PROCESS_CLOCK,
  type Store,
  StoreError,
  startErrorOf,
} from '@keyturn/server';
import { checkRunningServer } from './check-running-server.ts';
import { type Finding, failed, fine, warning } from './finding.ts';

/** Broken scopes that are named; they are few, or something is very wrong. */
const BROKEN_NAMED_MAX = 10;

/**
 * The database, from the inside. A running server holds it: then that one is asked how it is. A schema of another version is left as it
 * is, and what it holds is not looked at.
 */
export async function checkDatabase(
  config: Config,
  databasePath: string | undefined,
): Promise<readonly Finding[]> {
  if (databasePath !== undefined && !existsSync(databasePath)) {
    return [
      warning('database', `${databasePath} does not exist.`, 'the first start of keyturn serve makes it'),
    ];
  }
  let store: Store;
  try {
    store = await openStore(config.databaseUrl.reveal(), {
      onFatal: () => {},
      now: PROCESS_CLOCK.wall,
      migrations: 'refuse',
    });
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    if (error.code === 'held') return [await checkRunningServer(config, error.message)];
    return [whyNotOpened(error)];
  }
  try {
    await store.checkWritable();
    const opened = fine(
      'database',
      `${config.dialect === 'sqlite' ? 'SQLite' : 'PostgreSQL'} opens and takes a write`,
    );
    const schema = fine('schema', "this version's");
    return [opened, schema, ...(await checkMasterKeys(store, config)), await checkScopes(store)];
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    return [failed('database', error.message, 'do what the sentence says')];
  } finally {
    await store.close();
  }
}

function whyNotOpened(error: StoreError): Finding {
  switch (error.code) {
    case 'older_schema':
      return warning('schema', error.message, 'run doctor again then: it looks no deeper before');
    case 'newer_schema':
      return failed(
        'schema',
        error.message,
        'do what the sentence says; an older version must not write to it',
      );
    default:
      return failed(
        'database',
        error.message,
        'do what the sentence says; restore a backup when the database is damaged',
      );
  }
}

async function checkMasterKeys(store: Store, config: Config): Promise<readonly Finding[]> {
  const check = 'master keys';
  try {
    const path = join(config.dataDir, 'master-keys');
    const examined = await examineSealed(store, { given: config.masterKeys, path });
    if (examined === undefined) {
      return [
        failed(
          check,
          `${path} is missing.`,
          'put it back from your copy; without it the secrets in this database are lost',
        ),
      ];
    }
    const { openedCount, unreadableCount, unreadable } = examined;
    if (unreadableCount === 0) return [fine(check, `open all ${openedCount} sealed secrets`)];
    const total = openedCount + unreadableCount;
    return [
      failed(
        check,
        `open ${openedCount} of ${total} sealed secrets. ${unreadable.join(' ')}`,
        'restore the database from a backup, or create and activate a new secret',
      ),
    ];
  } catch (error) {
    const startError = startErrorOf(error);
    if (startError === undefined || error instanceof StoreError) throw error;
    return [failed(check, startError.message, 'do what the sentence says')];
  }
}

async function checkScopes(store: Store): Promise<Finding> {
  const broken = await store.keysets.listBroken(BROKEN_NAMED_MAX);
  if (broken.length === 0) return fine('active secrets', 'exactly one in each scope that has had a secret');
  const named = broken.map(({ scopeRef, activeCount }) => `scope ${scopeRef} has ${activeCount}`).join(', ');
  return failed(
    'active secrets',
    `Not exactly one active secret: ${named}.`,
    'stop Keyturn, restore a backup, and report it: no command makes this',
  );
}
