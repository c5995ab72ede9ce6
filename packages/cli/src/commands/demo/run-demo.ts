import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Client, createClient } from '@keyturn/client';
import { type DemoReceiverMode, startErrorOf } from '@keyturn/server';
import { shortKeyId } from '@keyturn/verify/sign';
import type { Context } from '../../context.ts';
import { haveDashboard } from '../../dashboard/have-dashboard.ts';
import { CommandError, EXIT, type ExitCode } from '../../exit-codes.ts';
import { mayOpenByItself } from '../../open-in-browser.ts';
import { makeSignIn, openDashboard, pressDashboardKey } from './dashboard-keys.ts';
import { openOnFreePort } from './free-port.ts';
import { type DemoApp, openDemoApp } from './open-demo-app.ts';
import { type DemoReceiver, HOOKS_PATH, openDemoReceiver, type Verdict } from './receiver.ts';
import { makeReceiverControl } from './receiver-control.ts';
import { openReceiverSecrets } from './receiver-secrets.ts';
import { DEMO_ACCOUNT, describeSecrets, resumeAfterGone, setUpDemo } from './set-up.ts';
import { NOTHING_YET, withVerdict } from './tally.ts';
import { makeTicker, type Ticker } from './ticker.ts';
import { startTraffic } from './traffic.ts';
import { describeWhere } from './where.ts';

/** Where the demo keeps everything it makes. */
const DEMO_FOLDER = './data/demo';

/** What the demo is asked to do. */
export interface DemoChoice {
  readonly eventsPerSecond: number;
  readonly port: number;
  readonly mode: DemoReceiverMode;
  /** What it opens at a terminal. */
  readonly opens: 'browser' | 'nothing';
}

/** Runs the demo until a signal or `q` ends it; then it drains. */
export async function runDemo(context: Context, choice: DemoChoice): Promise<ExitCode> {
  const { terminal } = context;
  const dashboardFolder = await haveDashboard({
    write: terminal.out,
    place: terminal.isOutputTty ? 'terminal' : 'log',
  });
  const ended = Promise.withResolvers<'stopped' | Error>();
  context.signals.take(() => ended.resolve('stopped'));
  mkdirSync(DEMO_FOLDER, { recursive: true, mode: 0o700 });

  const ticker = makeTicker(terminal, () => new Date(context.now()));
  const secrets = await openReceiverSecrets(join(DEMO_FOLDER, 'receiver-secrets'));
  const onSecret = (): void => {
    ticker.say(`the receiver holds ${secrets.keyIds.map((id) => `key ${shortKeyId(id)}`).join(' and ')}`);
  };
  let receiver: DemoReceiver | undefined;
  let client: Client | undefined;
  const control = makeReceiverControl({
    secrets,
    mode: choice.mode,
    onGiven: onSecret,
    async onMode(mode, before) {
      ticker.say(
        mode === 'none' ? 'the receiver is well again' : `the receiver is broken on purpose: ${mode}`,
      );
      if (before === 'slow') receiver?.release();
      if (before === 'gone' && client !== undefined) await resumeAfterGone(client);
    },
  });
  const demoApp = await openDemoApp({
    folder: DEMO_FOLDER,
    port: choice.port,
    onFatal: (error) => ended.resolve(error),
    receiver: control,
    dashboardFolder,
  }).catch((error: unknown) => {
    throw commandErrorOfStart(error);
  });
  try {
    let tally = NOTHING_YET;
    const onVerdict = (verdict: Verdict): void => {
      control.note(verdict);
      tally = withVerdict(tally, verdict);
      ticker.show(tally);
    };
    receiver = await openOnFreePort(choice.port === 0 ? 0 : demoApp.port + 1, (port) =>
      openDemoReceiver({ port, secrets, mode: () => control.mode, onVerdict, onSecret }),
    );
    const hooksUrl = `http://127.0.0.1:${receiver.port}${HOOKS_PATH}`;
    // The operator's own key, inside the process that made it.
    client = createClient({
      url: `http://127.0.0.1:${demoApp.port}`,
      apiKey: demoApp.app.adminKey.reveal(),
    });
    await setUpDemo(client, { url: hooksUrl, isGone: choice.mode === 'gone' });
    terminal.out(
      describeWhere({
        ...choice,
        version: demoApp.app.version,
        folder: DEMO_FOLDER,
        wantedPort: choice.port,
        port: demoApp.port,
        hooksUrl,
        account: DEMO_ACCOUNT,
        secrets: await describeSecrets(client),
        signIn: dashboardFolder === undefined ? undefined : await makeSignIn(demoApp.app, context.now),
        isInteractive: terminal.isInteractive,
      }),
    );
    return await runUntilEnded(context, { client, ticker, choice, demoApp, ended });
  } finally {
    // A slow receiver would hold the drain for as long as an attempt may take.
    if (control.mode === 'slow') await receiver?.close();
    await demoApp.close();
    await receiver?.close();
  }
}

async function runUntilEnded(
  context: Context,
  parts: {
    readonly client: Client;
    readonly ticker: Ticker;
    readonly choice: DemoChoice;
    readonly demoApp: DemoApp;
    readonly ended: PromiseWithResolvers<'stopped' | Error>;
  },
): Promise<ExitCode> {
  const { client, ticker, choice, demoApp, ended } = parts;
  ticker.show(NOTHING_YET);
  const traffic = startTraffic({
    eventsPerSecond: choice.eventsPerSecond,
    publish: ({ type, data }) =>
      client.publishEvent({ path: { account: DEMO_ACCOUNT }, body: { type, data } }),
    onFailed: (error) =>
      ticker.say(
        `an event could not be published: ${error instanceof Error ? error.message : String(error)}`,
      ),
  });
  const stopKeys = context.terminal.onKey((key) => {
    if (key === 'q') ended.resolve('stopped');
    else void pressDashboardKey(key, demoApp.app, context, ticker);
  });
  if (choice.opens === 'browser' && mayOpenByItself(context.terminal))
    await openDashboard(demoApp.app, context, ticker);
  const end = await ended.promise;
  stopKeys();
  await traffic.stop();
  ticker.end();
  if (end !== 'stopped') throw commandErrorOfStart(end);
  return EXIT.done;
}

function commandErrorOfStart(error: unknown): unknown {
  const startError = startErrorOf(error);
  if (startError === undefined) return error;
  return new CommandError(startError.exitCode, 'demo_failed', startError.message);
}
