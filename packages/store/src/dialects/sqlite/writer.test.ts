import { readFileSync, statSync } from 'node:fs';
import { decideTransition, type EpochMs } from '@keyturn/core';
import { AN_ACTOR, aNewSecret, anAccount, anAuditEntry, aPublish, eventually } from '@keyturn/testkit';
import { describe, expect, it } from 'vitest';
import type { HotBatch } from '../../hot/hot-store.ts';
import type { Store } from '../../store.ts';
import { openScratchStore, scratchFolder } from '../../test-scratch.ts';

const NOW = 1_700_000_000_000 as EpochMs;

function batchOf(...publishes: HotBatch['publishes']): HotBatch {
  return { publishes, outcomes: [], secretUses: [], now: NOW };
}

async function accountIn(store: Store) {
  const account = anAccount();
  await store.accounts.insert(account, anAuditEntry({ accountRef: account.ref }));
  return account.ref;
}

describe('the writer', () => {
  it('commits a batch that came during a transaction, although that transaction is rolled back', async () => {
    using folder = scratchFolder();
    await using store = await openScratchStore(folder.file('keyturn.db'));
    const accountRef = await accountIn(store);
    const row = aPublish({ accountRef });
    const failing = store.keysets.change(accountRef, accountRef, {}, () => {
      throw new Error('the transaction fails');
    });
    const [failed, committed] = await Promise.allSettled([failing, store.hot.commitBatch(batchOf(row))]);
    expect(failed.status).toBe('rejected');
    expect(committed).toMatchObject({ status: 'fulfilled', value: { publishes: ['stored'] } });
    expect((await store.events.find(accountRef, row.event.id))?.body).toEqual(row.event.body);
  });

  it('refuses a write from inside a transaction, which would wait for itself', async () => {
    using folder = scratchFolder();
    await using store = await openScratchStore(folder.file('keyturn.db'));
    const accountRef = await accountIn(store);
    let inner: Promise<PromiseSettledResult<unknown>[]> | undefined;
    await store.keysets.change(accountRef, accountRef, {}, () => {
      inner = Promise.allSettled([
        store.hot.commitBatch(batchOf(aPublish({ accountRef }))),
        store.checkWritable(),
      ]);
      return { ok: false, error: { code: 'not_found', what: 'secret' } };
    });
    const answers = (await inner) ?? [];
    expect(answers.map((answer) => answer.status)).toEqual(['rejected', 'rejected']);
    await store.checkWritable();
  });

  it('says that the disk is full, stores nothing of that write, and goes on when there is space', async () => {
    using folder = scratchFolder();
    const path = folder.file('keyturn.db');
    await (await openScratchStore(path)).close();
    const databaseBytesMax = statSync(path).size + 200_000;
    const body = new Uint8Array(50_000).fill(7);
    const rows: ReturnType<typeof aPublish>[] = [];
    let accountRef: Awaited<ReturnType<typeof accountIn>>;
    {
      await using store = await openScratchStore(path, { databaseBytesMax });
      accountRef = await accountIn(store);
      const publish = () => {
        const row = aPublish({ accountRef, body });
        rows.push(row);
        return store.hot.commitBatch(batchOf(aPublish({ accountRef, body: 'small' }), row));
      };
      const publishUntilFull = async () => {
        for (let n = 0; n < 10; n++) await publish();
      };
      await expect(publishUntilFull()).rejects.toMatchObject({ name: 'StoreError', code: 'full' });
      await expect(publish()).rejects.toMatchObject({ code: 'full' });
      // What fits is still taken: results, and whatever a person does.
      await store.hot.commitBatch(batchOf());
      await store.checkWritable();
    }
    await using store = await openScratchStore(path);
    const listed = await store.events.list(accountRef, {}, { limit: 100 });
    expect(listed.rows).toHaveLength(2 * (rows.length - 2));
    const refused = rows.at(-1) ?? aPublish({ accountRef });
    expect((await store.hot.commitBatch(batchOf(refused))).publishes).toEqual(['stored']);
  });

  it('leaves no trace of a disabled secret’s sealed bytes in the file', async () => {
    using folder = scratchFolder();
    const path = folder.file('keyturn.db');
    const secret = aNewSecret();
    const bytes = new TextEncoder().encode('SEALED-BYTES-THAT-MUST-GO-'.repeat(10));
    const isInFile = () => readFileSync(path).includes(bytes);
    let accountRef: Awaited<ReturnType<typeof accountIn>>;
    {
      await using store = await openScratchStore(path);
      accountRef = await accountIn(store);
      await store.keysets.change(accountRef, accountRef, { sealed: { id: secret.id, bytes } }, (state) => {
        const decided = decideTransition(state, { type: 'create', secret, by: AN_ACTOR }, NOW, 0);
        return decided.ok ? { ok: true, value: { transition: decided.value, audit: [] } } : decided;
      });
    }
    expect(isInFile()).toBe(true);
    {
      await using store = await openScratchStore(path);
      await store.accounts.close(accountRef, NOW, anAuditEntry({ accountRef }));
    }
    expect(isInFile()).toBe(false);
  });

  it('copies its log into the file when it rests', async () => {
    using folder = scratchFolder();
    const path = folder.file('keyturn.db');
    await using store = await openScratchStore(path);
    const accountRef = await accountIn(store);
    const body = new TextEncoder().encode('A-BODY-TO-BE-FOUND'.repeat(100));
    await store.hot.commitBatch(batchOf(aPublish({ accountRef, body })));
    await eventually(() => expect(readFileSync(path).includes(body)).toBe(true), { deadlineMs: 10_000 });
  });
});
