import type { EpochMs } from '@keyturn/core';
import { storeContract } from '@keyturn/testkit/contracts';
import { createPostgresDatabase } from '@keyturn/testkit/test-database';
import { openStore } from './open-store.ts';

storeContract('PostgreSQL', async () => {
  const url = await createPostgresDatabase();
  const open = () =>
    openStore(url, {
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
    close: () => store.close(),
  };
});
