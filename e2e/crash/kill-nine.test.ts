import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '@keyturn/testkit';
import { createPostgresDatabase } from '@keyturn/testkit/test-database';
import { afterEach, describe, expect, it } from 'vitest';
import { anInstallation, type Installation, KeyturnProcess } from '../processes/keyturn-process.ts';
import { LedgerReceiver } from '../processes/ledger.ts';

const ACCOUNT = 'acme';
const CYCLES = 5;
const PUBLISHERS = 16;
/** Each process is killed in the middle of its work: after this many 202s, chosen anew for every life. */
const ACCEPTED_BEFORE_KILL: readonly number[] = [1, 40, 150, 400, 90];

const open: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

function aFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'keyturn-crash-'));
  open.push(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

describe.each([
  ['SQLite', async (folder: string) => `sqlite:${join(folder, 'keyturn.db')}`],
  ['PostgreSQL', () => createPostgresDatabase()],
])('kill -9 on %s', (_, databaseUrl) => {
  it('every event answered with 202 arrives, signed with the secret that is active when it is sent', async () => {
    const folder = aFolder();
    const installation = anInstallation(await databaseUrl(folder), folder);
    const receiver = await LedgerReceiver.open();
    open.push(() => receiver.close());
    let keyturn = await start(installation);
    await keyturn.client.createAccount({ body: { id: ACCOUNT, name: 'Acme' } });
    await keyturn.client.createEndpoint({ path: { account: ACCOUNT }, body: { url: receiver.url } });
    let active = await turn(keyturn, receiver);

    const acceptedIds: string[] = [];
    const publishedUnder = new Map<string, string>();
    for (let cycle = 0; cycle < CYCLES; cycle++) {
      await publishUntilKilled(keyturn, cycle, (id) => {
        acceptedIds.push(id);
        publishedUnder.set(id, active);
      });
      keyturn = await start(installation);
      // A turn right after the start, while what the dead process left is being delivered again.
      active = await turn(keyturn, receiver);
    }

    const arrivedAll = () => {
      const missing = acceptedIds.filter((id) => !receiver.arrivedIds.has(id));
      expect(missing, `${missing.length} of ${acceptedIds.length} accepted events`).toEqual([]);
    };
    await eventually(arrivedAll, { deadlineMs: 30_000 });

    const verdicts = receiver.entries.filter(({ verdict }) => verdict !== 'verified');
    expect(verdicts).toEqual([]);
    expect(acceptedIds.length).toBeGreaterThanOrEqual(ACCEPTED_BEFORE_KILL.reduce((sum, n) => sum + n, 0));
    // Again only what was under way or unrecorded when a process died: 10 requests to the endpoint, and the results of one commit.
    expect(receiver.duplicateCount).toBeLessThanOrEqual(CYCLES * (10 + 200));
    // An event is never signed with a key that was retired before it was accepted.
    for (const { eventId, keyIds } of receiver.entries) {
      const keyId = publishedUnder.get(eventId);
      if (keyId === undefined) continue;
      expect(turns.indexOf(keyIds[0] ?? '')).toBeGreaterThanOrEqual(turns.indexOf(keyId));
    }
    expect(await keyturn.stop()).toBe(0);
  }, 120_000);

  /** Key ids in the order in which they became active. */
  const turns: string[] = [];

  async function start(installation: Installation): Promise<KeyturnProcess> {
    const keyturn = await KeyturnProcess.start(installation);
    open.push(() => keyturn.kill());
    return keyturn;
  }

  async function turn(keyturn: KeyturnProcess, receiver: LedgerReceiver): Promise<string> {
    const created = await keyturn.client.createSecret({ path: { account: ACCOUNT }, body: { name: 'next' } });
    receiver.learn(created.secret ?? '');
    if (created.status === 'pending') {
      await keyturn.client.activateSecret({ path: { account: ACCOUNT, secret: created.id }, body: {} });
    }
    turns.push(created.key_id);
    return created.key_id;
  }

  async function publishUntilKilled(
    keyturn: KeyturnProcess,
    cycle: number,
    onAccepted: (id: string) => void,
  ): Promise<void> {
    let accepted = 0;
    let n = 0;
    let dead = false;
    const publisher = async (): Promise<void> => {
      while (!dead) {
        const id = `c${cycle}-${n++}`;
        try {
          await keyturn.client.publishEvent({
            path: { account: ACCOUNT },
            body: { id, type: 'order.paid', data: { id } },
          });
        } catch (error) {
          // The process is gone: whether this one was stored is unknown, and nothing was promised.
          if (!dead) throw error;
          return;
        }
        onAccepted(id);
        accepted += 1;
        if (accepted === ACCEPTED_BEFORE_KILL[cycle]) {
          dead = true;
          await keyturn.kill();
        }
      }
    };
    await Promise.all(Array.from({ length: PUBLISHERS }, publisher));
  }
});
