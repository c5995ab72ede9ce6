import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually, respond } from '@keyturn/testkit';
import { createPostgresDatabase } from '@keyturn/testkit/test-database';
import { afterEach, describe, expect, it } from 'vitest';
import { anInstallation, KeyturnProcess } from '../processes/keyturn-process.ts';
import { LedgerReceiver } from '../processes/ledger.ts';

const ACCOUNT = 'acme';
const TURNS = 30;
const PUBLISHERS = 8;

const open: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

interface World {
  readonly keyturn: KeyturnProcess;
  readonly receiver: LedgerReceiver;
  /** Key ids in the order in which they became active. */
  readonly turns: string[];
  /** Creates a secret and activates it; resolves when `activate` has answered. */
  turn(overlapSeconds?: number): Promise<string>;
}

async function aWorld(databaseUrl: (folder: string) => string | Promise<string>): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'keyturn-rotation-'));
  open.push(() => rmSync(folder, { recursive: true, force: true }));
  const receiver = await LedgerReceiver.open();
  open.push(() => receiver.close());
  const keyturn = await KeyturnProcess.start(anInstallation(await databaseUrl(folder), folder));
  open.push(() => keyturn.kill());
  await keyturn.client.createAccount({ body: { id: ACCOUNT, name: 'Acme' } });
  await keyturn.client.createEndpoint({ path: { account: ACCOUNT }, body: { url: receiver.url } });
  const turns: string[] = [];
  const turn = async (overlapSeconds = 0): Promise<string> => {
    const created = await keyturn.client.createSecret({ path: { account: ACCOUNT }, body: { name: 'next' } });
    receiver.learn(created.secret ?? '');
    if (created.status === 'pending') {
      await keyturn.client.activateSecret({
        path: { account: ACCOUNT, secret: created.id },
        body: { overlap_seconds: overlapSeconds },
      });
    }
    turns.push(created.key_id);
    return created.key_id;
  };
  return { keyturn, receiver, turns, turn };
}

function publish(world: World, id: string): Promise<unknown> {
  return world.keyturn.client.publishEvent({
    path: { account: ACCOUNT },
    body: { id, type: 'order.paid', data: { id } },
  });
}

describe.each([
  ['SQLite', (folder: string) => `sqlite:${join(folder, 'keyturn.db')}`],
  ['PostgreSQL', () => createPostgresDatabase()],
])('turning the key under load on %s', (_, databaseUrl) => {
  it('signs every event published after an activation answered with the new secret, and none with an old one', async () => {
    const world = await aWorld(databaseUrl);
    await world.turn();
    /** The turn that had answered before each event was published. */
    const turnBefore = new Map<string, number>();
    let turning = true;
    let n = 0;
    const publisher = async (): Promise<void> => {
      while (turning) {
        const id = `e${n++}`;
        turnBefore.set(id, world.turns.length - 1);
        await publish(world, id);
      }
    };
    const publishers = Array.from({ length: PUBLISHERS }, publisher);
    for (let count = 0; count < TURNS; count++) {
      const published = n;
      await world.turn();
      // Each key signs something before the next turn.
      await eventually(() => expect(n).toBeGreaterThan(published + PUBLISHERS), { deadlineMs: 10_000 });
    }
    turning = false;
    await Promise.all(publishers);
    await eventually(() => expect(world.receiver.arrivedIds.size).toBe(turnBefore.size), {
      deadlineMs: 20_000,
    });

    const { entries } = world.receiver;
    expect(entries.filter(({ verdict }) => verdict !== 'verified')).toEqual([]);
    const late = entries.filter(({ eventId, keyIds }) => {
      const signedBy = world.turns.indexOf(keyIds[0] ?? '');
      return keyIds.length !== 1 || signedBy < (turnBefore.get(eventId) ?? Number.POSITIVE_INFINITY);
    });
    expect(late).toEqual([]);
    // The load was real: most keys signed something.
    expect(new Set(entries.flatMap(({ keyIds }) => keyIds)).size).toBeGreaterThan(TURNS / 2);
    expect(await world.keyturn.stop()).toBe(0);
  }, 90_000);

  it('signs the retry of an event published before the turn with the new secret', async () => {
    const world = await aWorld(databaseUrl);
    const first = await world.turn();
    world.receiver.answer(() => respond(503));
    await publish(world, 'waits');
    await eventually(() => expect(world.receiver.entries).toHaveLength(1), { deadlineMs: 10_000 });
    const second = await world.turn();
    world.receiver.answer(() => respond(204));
    // The schedule's first delay is 5 s; people press retry.
    const { data } = await world.keyturn.client.listDeliveries({ path: { account: ACCOUNT } });
    await world.keyturn.client.retryDelivery({ path: { account: ACCOUNT, delivery: data[0]?.id ?? '' } });
    await eventually(() => expect(world.receiver.entries).toHaveLength(2), { deadlineMs: 10_000 });
    expect(world.receiver.entries.map(({ keyIds, verdict }) => ({ keyIds, verdict }))).toEqual([
      { keyIds: [first], verdict: 'verified' },
      { keyIds: [second], verdict: 'verified' },
    ]);
  }, 60_000);

  it('signs with both secrets during an overlap, and with the new one alone when it has ended', async () => {
    const world = await aWorld(databaseUrl);
    const first = await world.turn();
    const second = await world.turn(3);
    await publish(world, 'during');
    await eventually(() => expect(world.receiver.entries).toHaveLength(1), { deadlineMs: 10_000 });
    expect(world.receiver.entries[0]?.keyIds).toEqual([second, first]);
    let n = 0;
    await eventually(
      async () => {
        await publish(world, `after-${n++}`);
        expect(world.receiver.entries.at(-1)?.keyIds).toEqual([second]);
      },
      { deadlineMs: 20_000 },
    );
    await eventually(
      async () => {
        const secrets = await world.keyturn.client.listSecrets({ path: { account: ACCOUNT } });
        const statuses = secrets.data.map(({ status, disabled_reason }) => ({ status, disabled_reason }));
        expect(statuses).toEqual([
          { status: 'active', disabled_reason: null },
          { status: 'disabled', disabled_reason: 'overlap_ended' },
        ]);
      },
      { deadlineMs: 20_000 },
    );
  }, 60_000);
});
