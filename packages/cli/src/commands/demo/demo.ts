import { type CommandUnknownOpts, Option } from '@commander-js/extra-typings';
import { type Carry, command } from '../../command.ts';
import { usageError } from '../../exit-codes.ts';

const RATE_DEFAULT = 2;
/** Enough to see a queue grow; load tests are `npm run bench`. */
const RATE_MAX = 200;
const PORT_DEFAULT = 8080;

/** `keyturn demo`: the service with a receiver and traffic of its own. */
export function demo(carry: Carry): CommandUnknownOpts {
  return command(
    'demo',
    'Run Keyturn with its dashboard, a receiver and traffic of its own, in ./data/demo.\nAt a terminal it opens the dashboard in your browser.\nThe receiver takes a secret by POST to /secrets, and verifies from then on.',
    'demo',
    'demo --break 500',
  )
    .addOption(new Option('--rate <n>', 'events a second').default(RATE_DEFAULT).argParser(parseRate))
    .addOption(
      new Option(
        '--port <port>',
        'of the API (the receiver takes the next); the next free ones when taken, 0 for any',
      )
        .default(PORT_DEFAULT)
        .argParser(parsePort),
    )
    .addOption(
      new Option(
        '--break <how>',
        'the receiver misbehaves: answers 500, is slow (20 s), forgets the old key too early, or is gone (410)',
      ).choices(['500', 'slow', 'forget', 'gone'] as const),
    )
    .option('--no-open', 'leave the browser alone')
    .action(
      carry(async (context, { rate, port, break: fault, open }) => {
        // Loaded when it runs, as `serve` loads it.
        const { runDemo } = await import('./run-demo.ts');
        return runDemo(context, {
          eventsPerSecond: rate,
          port,
          mode: fault ?? 'none',
          opens: open ? 'browser' : 'nothing',
        });
      }),
    );
}

function parseRate(text: string): number {
  const rate = /^\d{1,3}(\.\d{1,2})?$/.test(text) ? Number(text) : 0;
  if (rate > 0 && rate <= RATE_MAX) return rate;
  throw usageError(`--rate is events a second, up to ${RATE_MAX}; not "${text}".`);
}

function parsePort(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw usageError(`--port is a port from 0 to 65535; not "${text}".`);
}
