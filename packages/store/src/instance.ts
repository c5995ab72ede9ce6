import type { Database } from './database.ts';

/** Facts about the installation, by name: check values of master keys, and the like. */
export interface InstanceStore {
  find(name: string): Promise<string | undefined>;
  put(name: string, value: string): Promise<void>;
}

/** Makes the facts about the installation. */
export function makeInstanceStore(db: Database): InstanceStore {
  return {
    async find(name) {
      const row = await db.reader
        .selectFrom('instance_facts')
        .select('value')
        .where('name', '=', name)
        .executeTakeFirst();
      return row?.value;
    },
    put: (name, value) =>
      db.transact(async (tx) => {
        await tx
          .insertInto('instance_facts')
          .values({ name, value })
          .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
          .execute();
      }),
  };
}
