import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Client, createClient } from '@keyturn/client';
import { startErrorOf } from '@keyturn/server';
import { shortKeyId } from '@keyturn/verify/sign';
import type { Context } from '../../context.ts';
import { CommandError, EXIT, type ExitCode } from '../../exit-codes.ts';
import { openOnFreePort } from './free-port.ts';
import { openDemoApp } from './open-demo-app.ts';
import {
  type DemoReceiver,
  HOOKS_PATH,
  openDemoReceiver,
  type ReceiverFault,
  type Verdict,
} from './receiver.ts';
import { openReceiverSecrets } from './receiver-secrets.ts';
import { DEMO_ACCOUNT, describeSecrets, setUpDemo } from './set-up.ts';
import { NOTHING_YET, withVerdict } from './tally.ts';
import { makeTicker, type Ticker } from './ticker.ts';
import { startTraffic } from './traffic.ts';

/** Where the demo keeps everything it makes. */
const DEMO_FOLDER = './data/demo';

/** What the demo is asked to do. */
export interface DemoChoice {
  readonly eventsPerSecond: number;
  readonly port: number;
  readonly fault: ReceiverFault | undefined;
}

/** Runs the demo until a signal or `q` ends it; then it drains. */
export async function runDemo(context: Context, choice: DemoChoice): Promise<ExitCode> {
  const ended = Promise.withResolvers<'stopped' | Error>();
  context.signals.take(() => ended.resolve('stopped'));
  mkdirSync(DEMO_FOLDER, { recursive: true, mode: 0o700 });

  const ticker = makeTicker(context.terminal, () => new Date(context.now()));
  const demoApp = await openDemoApp({
    folder: DEMO_FOLDER,
    port: choice.port,
    onFatal: (error) => ended.resolve(error),
  }).catch((error: unknown) => {
    throw commandErrorOfStart(error);
  });
  let receiver: DemoReceiver | undefined;
  try {
    const secrets = await openReceiverSecrets(join(DEMO_FOLDER, 'receiver-secrets'));
    let tally = NOTHING_YET;
    const onVerdict = (verdict: Verdict): void => {
      tally = withVerdict(tally, verdict);
      ticker.show(tally);
    };
    const onSecret = (): void => {
      ticker.say(`the receiver holds ${secrets.keyIds.map((id) => `key ${shortKeyId(id)}`).join(' and ')}`);
    };
    receiver = await openOnFreePort(choice.port === 0 ? 0 : demoApp.port + 1, (port) =>
      openDemoReceiver({ port, secrets, fault: choice.fault, onVerdict, onSecret }),
    );
    const url = `http://127.0.0.1:${receiver.port}${HOOKS_PATH}`;
    // The operator's own key, inside the process that made it.
    const client = createClient({
      url: `http://127.0.0.1:${demoApp.port}`,
      apiKey: demoApp.app.adminKey.reveal(),
    });
    await setUpDemo(client, { url, isGone: choice.fault === 'gone' });
    await sayWhere(context, client, { choice, url, port: demoApp.port, version: demoApp.app.version });
    return await runUntilEnded(context, client, ticker, choice, ended);
  } finally {
    // A slow receiver would hold the drain for as long as an attempt may take.
    if (choice.fault === 'slow') await receiver?.close();
    await demoApp.close();
    await receiver?.close();
  }
}

async function runUntilEnded(
  { terminal }: Context,
  client: Client,
  ticker: Ticker,
  { eventsPerSecond }: DemoChoice,
  ended: PromiseWithResolvers<'stopped' | Error>,
): Promise<ExitCode> {
  ticker.show(NOTHING_YET);
  const traffic = startTraffic({
    eventsPerSecond,
    publish: ({ type, data }) =>
      client.publishEvent({ path: { account: DEMO_ACCOUNT }, body: { type, data } }),
    onFailed: (error) =>
      ticker.say(
        `an event could not be published: ${error instanceof Error ? error.message : String(error)}`,
      ),
  });
  const stopKeys = terminal.onKey((key) => {
    if (key === 'q') ended.resolve('stopped');
  });
  const end = await ended.promise;
  stopKeys();
  await traffic.stop();
  ticker.end();
  if (end !== 'stopped') throw commandErrorOfStart(end);
  return EXIT.done;
}

async function sayWhere(
  { terminal }: Context,
  client: Client,
  facts: {
    readonly choice: DemoChoice;
    readonly url: string;
    readonly port: number;
    readonly version: string;
  },
): Promise<void> {
  const { choice, url, port, version } = facts;
  if (choice.port !== 0 && port !== choice.port)
    terminal.out(`  Port ${choice.port} is taken: the API is on ${port}.\n`);
  const receiver =
    choice.fault === undefined
      ? 'a pretend customer; it checks every signature once it holds a secret'
      : `a pretend customer, broken on purpose (--break ${choice.fault})`;
  const rate = `${choice.eventsPerSecond} ${choice.eventsPerSecond === 1 ? 'event' : 'events'} a second`;
  const api = `http://127.0.0.1:${port}/v1`;
  const lines = [
    `Keyturn ${version}   demo, data in ${DEMO_FOLDER} (delete the folder to start over)`,
    '',
    `API         ${api.padEnd(36)}  described in /openapi.json`,
    `Admin key   ${`${DEMO_FOLDER}/admin-key`.padEnd(36)}  the bearer key of the API`,
    `Receiver    ${url.padEnd(36)}  ${receiver}`,
    `Account     ${DEMO_ACCOUNT}: 1 endpoint, ${await describeSecrets(client)}, ${rate}`,
    ...(terminal.isInteractive ? ['q quit'] : []),
  ];
  terminal.out(lines.map((line) => (line === '' ? '\n' : `  ${line}\n`)).join(''));
}

function commandErrorOfStart(error: unknown): unknown {
  const startError = startErrorOf(error);
  if (startError === undefined) return error;
  return new CommandError(startError.exitCode, 'demo_failed', startError.message);
}
