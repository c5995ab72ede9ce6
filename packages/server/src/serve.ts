/** A process from start to end: environment, configuration, app, signals, exit code. */
import { randomBytes } from 'node:crypto';
import { type Clock, type EpochMs, LOGIN_LINK_MS, type MonotonicMs } from '@keyturn/core';
import type { StoreError } from '@keyturn/store';
import { type App, openApp } from './app.ts';
import { readConfig } from './config.ts';
import { errorFacts } from './delivery/engine-log.ts';
import { makeLog } from './observe/log.ts';
import { startErrorOf } from './start-error.ts';

/** The process's own clocks. */
export const PROCESS_CLOCK: Clock = {
  wall: () => Date.now() as EpochMs,
  monotonic: () => performance.now() as MonotonicMs,
};

/** What a process stands in. */
export interface ServeOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** One line for people, each; standard error unless given. */
  readonly say?: (line: string) => void;
  /** `person`: somebody at a terminal, who is shown a sign-in link at first. `log` unless told: no link, whoever reads it later. */
  readonly audience?: 'person' | 'log';
  /** Where the built dashboard lies; absent: the API alone. */
  readonly dashboardFolder?: string;
  /** Called when it listens. */
  readonly onListening?: (app: App) => void;
}

/** After an I/O error or a second signal nothing more is waited for. */
const SECOND_SIGNAL_EXIT_CODE = 130;

/**
 * Runs the service until a signal ends it, and gives the exit code: 0 after a drain, 74, 75 or 78 with one sentence on standard error
 * when it cannot start or go on. SIGTERM and SIGINT drain; a second one ends the process at once.
 */
export async function serve(options: ServeOptions): Promise<number> {
  const say = options.say ?? ((line: string) => void process.stderr.write(`${line}\n`));
  const config = readConfig(options.env);
  if (!config.ok) {
    for (const { sentence } of config.error) say(sentence);
    return 78;
  }
  const log = makeLog(config.value.logLevel);
  for (const warning of config.value.warnings) say(warning);

  const ended = Promise.withResolvers<'signal' | StoreError>();
  let app: App | undefined;
  try {
    app = await openApp(config.value, {
      clock: PROCESS_CLOCK,
      random: randomBytes,
      log,
      onFatal: (error) => ended.resolve(error),
      ...(options.dashboardFolder === undefined ? {} : { dashboardFolder: options.dashboardFolder }),
    });
    const removeSignals = listenToSignals(() => ended.resolve('signal'));
    try {
      const port = await app.listen();
      const audience = options.audience ?? 'log';
      sayHowToBegin(app, config.value.host, port, audience, say);
      if (options.dashboardFolder !== undefined) await sayHowToSignIn(app, audience, say);
      log.info({ version: app.version, host: config.value.host, port }, 'listening');
      options.onListening?.(app);
      const end = await ended.promise;
      if (end !== 'signal') throw end;
      log.info({}, 'draining');
      await app.close();
      log.info({}, 'closed');
      return 0;
    } finally {
      removeSignals();
    }
  } catch (error) {
    const startError = startErrorOf(error);
    log.fatal(errorFacts(error), 'cannot go on');
    log.flush();
    if (startError === undefined) throw error;
    say(startError.message);
    // After an I/O error nothing is drained: what is on disk is known only to the next start.
    if (startError.exitCode !== 74) await app?.close();
    return startError.exitCode;
  }
}

function listenToSignals(onFirst: () => void): () => void {
  let count = 0;
  const onSignal = (): void => {
    count++;
    if (count === 1) onFirst();
    else process.exit(SECOND_SIGNAL_EXIT_CODE);
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
  return () => {
    process.off('SIGTERM', onSignal);
    process.off('SIGINT', onSignal);
  };
}

/**
 * Where it is, and at the first start where the keys lie. The admin key itself is shown once to a person alone: standard error of a
 * container ends in somebody's log.
 */
function sayHowToBegin(
  app: App,
  host: string,
  port: number,
  audience: 'person' | 'log',
  say: (line: string) => void,
): void {
  say(`Keyturn ${app.version} listens on http://${host.includes(':') ? `[${host}]` : host}:${port}`);
  for (const path of app.madeFiles) {
    if (path.endsWith('master-keys')) {
      say(
        `  Master key made: ${path} (keep a copy apart from the database; without it the secrets are lost)`,
      );
      continue;
    }
    say(`  Admin key made:  ${path} (the bearer key of the API)`);
    if (audience === 'person')
      say(`                   ${app.adminKey.reveal()}   shown this once; the file has it`);
  }
}

/** How the operator signs in for the first time. A link goes to a person alone: in a container's log it would make its reader the operator. */
async function sayHowToSignIn(
  app: App,
  audience: 'person' | 'log',
  say: (line: string) => void,
): Promise<void> {
  if (!(await app.isSetUpRequired())) return;
  if (audience === 'log') {
    say('  Dashboard:       `keyturn login-link` makes the link to sign in with');
    return;
  }
  const { url } = await app.makeLoginLink();
  say(`  Dashboard:       ${url.reveal()}   signs you in once, within ${LOGIN_LINK_MS / 60_000} minutes`);
}
