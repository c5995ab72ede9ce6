/** What the demo says of itself at its start. */
import type { DemoReceiverMode } from '@keyturn/server';

/** Everything that the lines tell. */
export interface DemoFacts {
  readonly version: string;
  readonly folder: string;
  readonly wantedPort: number;
  readonly port: number;
  readonly hooksUrl: string;
  readonly mode: DemoReceiverMode;
  readonly eventsPerSecond: number;
  readonly account: string;
  /** `no secret`, or the account's keys. */
  readonly secrets: string;
  /** The sign-in link and how long it works; undefined where there is no dashboard. */
  readonly signIn: { readonly url: string; readonly minutes: number } | undefined;
  readonly isInteractive: boolean;
}

/** What a sign-in link does, after it. */
export function promiseOfLink(minutes: number): string {
  return `signs you in once, within ${minutes} minutes`;
}

/** The lines, each with its end. */
export function describeWhere(facts: DemoFacts): string {
  const { port, wantedPort, folder, mode, signIn } = facts;
  const receiver =
    mode === 'none'
      ? 'a pretend customer; it checks every signature once it holds a secret'
      : `a pretend customer, broken on purpose (--break ${mode})`;
  const rate = `${facts.eventsPerSecond} ${facts.eventsPerSecond === 1 ? 'event' : 'events'} a second`;
  const api = `http://127.0.0.1:${port}/v1`;
  const lines = [
    ...(wantedPort !== 0 && port !== wantedPort
      ? [`Port ${wantedPort} is taken: the API is on ${port}.`]
      : []),
    `Keyturn ${facts.version}   demo, data in ${folder} (delete the folder to start over)`,
    '',
    ...(signIn === undefined ? [] : [`Dashboard   ${signIn.url}   ${promiseOfLink(signIn.minutes)}`]),
    `API         ${api.padEnd(36)}  described in /openapi.json`,
    `Admin key   ${`${folder}/admin-key`.padEnd(36)}  the bearer key of the API`,
    `Receiver    ${facts.hooksUrl.padEnd(36)}  ${receiver}`,
    `Account     ${facts.account}: 1 endpoint, ${facts.secrets}, ${rate}`,
    ...(facts.isInteractive
      ? [signIn === undefined ? 'q quit' : 'o open   l new sign-in link   q quit']
      : []),
  ];
  return lines.map((line) => (line === '' ? '\n' : `  ${line}\n`)).join('');
}
