/** The demo's own installation: a folder of its own, loopback only, plain http allowed to its receiver and to nobody else. */
import { randomBytes } from 'node:crypto';
import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import {
  type App,
  type DemoReceiverControl,
  makeLog,
  openApp,
  PROCESS_CLOCK,
  readConfig,
} from '@keyturn/server';
import { openOnFreePort } from './free-port.ts';

/** A running installation. */
export interface DemoApp {
  readonly app: App;
  readonly port: number;
  /** Ends it with a drain. */
  close(): Promise<void>;
}

/** Opens it on `port` or the next free one. Its log goes to a file, because the terminal belongs to the ticker. */
export async function openDemoApp(parts: {
  readonly folder: string;
  readonly port: number;
  readonly onFatal: (error: Error) => void;
  readonly receiver: DemoReceiverControl;
  readonly dashboardFolder: string | undefined;
}): Promise<DemoApp> {
  const descriptor = openSync(join(parts.folder, 'demo.log'), 'w', 0o600);
  const log = makeLog('warn', { write: (line) => void writeSync(descriptor, line) });
  try {
    return await openOnFreePort(parts.port, async (port) => {
      const app = await openApp(configOf(parts.folder, port), {
        clock: PROCESS_CLOCK,
        random: randomBytes,
        log,
        onFatal: parts.onFatal,
        mode: 'demo',
        demoReceiver: parts.receiver,
        ...(parts.dashboardFolder === undefined ? {} : { dashboardFolder: parts.dashboardFolder }),
      });
      const close = async (): Promise<void> => {
        await app.close();
        closeSync(descriptor);
      };
      try {
        return { app, port: await app.listen(), close };
      } catch (error) {
        await app.close();
        throw error;
      }
    });
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}

/** Nothing of it comes from the environment: a demo must not meet the database of a real installation. */
function configOf(folder: string, port: number): Parameters<typeof openApp>[0] {
  const config = readConfig({
    KEYTURN_PORT: String(port),
    KEYTURN_HOST: '127.0.0.1',
    DATABASE_URL: `sqlite:${join(folder, 'keyturn.db')}`,
    KEYTURN_ALLOW_HTTP: 'true',
    KEYTURN_ALLOW_TARGETS: '127.0.0.1/32',
  });
  if (!config.ok)
    throw new Error(
      `the demo's configuration does not hold: ${config.error.map((each) => each.sentence).join(' ')}`,
    );
  return config.value;
}
