import type { Config } from '@keyturn/server';
import { type Finding, failed, fine, warning } from './finding.ts';

const ANSWER_MS_MAX = 5_000;

/** Asks the server that holds the database how it is. `heldBy` is the sentence that names it. */
export async function checkRunningServer(config: Config, heldBy: string): Promise<Finding> {
  const url = `http://${addressOf(config.host)}:${config.port}/readyz`;
  const holder = `${heldBy.split(':')[0]}.`;
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(ANSWER_MS_MAX) });
    if (response.ok) {
      return fine(
        'database',
        `${holder} It answers at ${url} and is ready; stop it for the checks inside the database`,
      );
    }
    const answer = await response.text();
    return failed(
      'database',
      `${holder} ${url} answers ${response.status}: ${answer.slice(0, 200)}`,
      "look at that process's log",
    );
  } catch {
    return warning(
      'database',
      `${holder} Nothing answers at ${url}.`,
      'run doctor with the KEYTURN_HOST and KEYTURN_PORT of that process, or stop it for the checks inside the database',
    );
  }
}

/** An address to listen on, as one to call. */
function addressOf(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}
