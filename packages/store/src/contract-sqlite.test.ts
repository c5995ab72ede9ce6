import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EpochMs } from '@keyturn/core';
import { storeContract } from '@keyturn/testkit/contracts';
import { openStore } from './open-store.ts';

storeContract('SQLite', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'keyturn-store-'));
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
      await rm(folder, { recursive: true });
    },
  };
});
