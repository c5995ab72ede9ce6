import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { ENDPOINT_COUNT, endpointName, eventType } from '../harness/bench-event.ts';
import { type Child, spawnScript } from '../harness/child.ts';
import { findFreePort } from '../harness/loopback.ts';
import type { Subject, SubjectPlace } from './subject.ts';

const CLI = fileURLToPath(new URL('../../packages/cli/src/main.ts', import.meta.url));
const READY_DEADLINE_MS = 60_000;
const READY_POLL_MS = 50;

/**
 * Starts `keyturn serve` and sets it up through its API as a platform would: one account, its first secret, 100 endpoints that
 * each ask for one event type, and an API key that may only publish for this account.
 */
export async function startProduct(place: SubjectPlace): Promise<Subject> {
  const port = await findFreePort();
  const adminKey = randomBytes(32).toString('hex');
  const child = spawnScript(CLI, ['serve'], {
    DATABASE_URL: place.databaseUrl,
    KEYTURN_DATA_DIR: place.folder,
    KEYTURN_PORT: String(port),
    KEYTURN_ADMIN_KEY: adminKey,
    KEYTURN_MASTER_KEYS: `bench:${randomBytes(32).toString('base64')}`,
    KEYTURN_ALLOW_HTTP: 'true',
    KEYTURN_ALLOW_TARGETS: '127.0.0.1/32',
    KEYTURN_LOG_LEVEL: 'warn',
  });
  try {
    await Promise.race([becomeReady(port), child.ended]);
    return await setUp(child, port, adminKey, place.sinkPort);
  } catch (cause) {
    await child.stop();
    throw cause;
  }
}

async function setUp(child: Child, port: number, adminKey: string, sinkPort: number): Promise<Subject> {
  const create = async (path: string, body: object): Promise<Record<string, unknown>> => {
    const response = await fetch(`http://127.0.0.1:${port}/v1${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (response.status !== 201) {
      throw new Error(`POST /v1${path} answered ${response.status}: ${await response.text()}`);
    }
    return (await response.json()) as Record<string, unknown>;
  };
  const { id: account } = await create('/accounts', { id: 'bench', name: 'Bench' });
  const { secret } = await create(`/accounts/${account}/secrets`, { name: 'Bench secret' });
  for (let index = 0; index < ENDPOINT_COUNT; index++) {
    await create(`/accounts/${account}/endpoints`, {
      url: `http://127.0.0.1:${sinkPort}/${endpointName(index)}`,
      event_types: [eventType(index)],
    });
  }
  const { api_key: apiKey } = await create('/api-keys', {
    name: 'Bench publisher',
    account_id: account,
    permissions: ['events:publish'],
  });
  return {
    pid: child.pid,
    target: {
      port,
      paths: Array.from({ length: ENDPOINT_COUNT }, () => `/v1/accounts/${account}/events`),
      headers: { authorization: `Bearer ${apiKey}` },
    },
    secretText: String(secret),
    ended: child.ended,
    stop: child.stop,
  };
}

async function becomeReady(port: number): Promise<void> {
  const deadline = Date.now() + READY_DEADLINE_MS;
  while (Date.now() < deadline) {
    const response = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined);
    await response?.arrayBuffer();
    if (response?.status === 200) return;
    await new Promise((resolve) => setTimeout(resolve, READY_POLL_MS));
  }
  throw new Error(`keyturn serve was not ready after ${READY_DEADLINE_MS} ms`);
}
