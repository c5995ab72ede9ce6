import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EpochMs } from '@keyturn/core';
import { type OpenedStore, storeContract } from '@keyturn/testkit/contracts';
import { openStore } from '../../open-store.ts';

async function openScratch(): Promise<OpenedStore> {
  const folder = mkdtempSync(join(tmpdir(), 'keyturn-store-'));
  const open = () =>
    openStore(`sqlite:${join(folder, 'keyturn.db')}`, {
      now: () => Date.now() as EpochMs,
      onFatal: (error) => {
        throw error;
      },
    });
  let store = await open();
  return {
    store,
    async reopen() {
      await store.close();
      store = await open();
      return store;
    },
    async close() {
      await store.close();
      rmSync(folder, { recursive: true });
    },
  };
}

storeContract('SQLite', openScratch);
