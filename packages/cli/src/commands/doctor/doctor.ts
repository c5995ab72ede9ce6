import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { type Config, readConfig } from '@keyturn/server';
import { type Carry, command } from '../../command.ts';
import type { Context } from '../../context.ts';
import { EXIT, type ExitCode } from '../../exit-codes.ts';
import { visible } from '../../output/table.ts';
import { styled } from '../../terminal.ts';
import { checkDatabase } from './check-database.ts';
import { checkFiles, checkFolder } from './check-folder.ts';
import { checkClock, checkNode } from './check-machine.ts';
import { type Finding, failed, fine } from './finding.ts';

/** `keyturn doctor`: looks at the installation that this environment names. */
export function doctor(carry: Carry): CommandUnknownOpts {
  return command(
    'doctor',
    'Check the installation that the environment names (DATABASE_URL, KEYTURN_DATA_DIR ...): folder, disk, database, keys, clock.\nIt looks deepest while the server is stopped. Opening the database brings its schema up to date, as serve does.',
    'doctor',
  ).action(carry(async (context) => sayAll(context, await examine(context))));
}

async function examine({ terminal, now }: Context): Promise<readonly Finding[]> {
  const node = checkNode(process.versions.node);
  const config = readConfig(terminal.env);
  if (!config.ok) {
    const mend = 'see docs/reference/configuration.md';
    return [node, ...config.error.map(({ sentence }) => failed('configuration', sentence, mend))];
  }
  const { value } = config;
  const databasePath = databasePathOf(value);
  return [
    node,
    fine(
      'configuration',
      `${value.dialect === 'sqlite' ? `SQLite at ${databasePath}` : 'PostgreSQL'}, data folder ${value.dataDir}`,
    ),
    ...value.warnings.map(
      (sentence) =>
        ({ check: 'configuration', status: 'warning', detail: sentence, mend: 'unset it' }) as const,
    ),
    checkClock(now(), databasePath),
    ...checkFolder(value.dataDir),
    ...checkFiles(value.dataDir, databasePath),
    ...(await checkDatabase(value, databasePath)),
  ];
}

/** The file of an embedded database, from a URL that holds no password. */
function databasePathOf({ dialect, databaseUrl }: Config): string | undefined {
  return dialect === 'sqlite'
    ? databaseUrl
        .reveal()
        .slice('sqlite:'.length)
        .replace(/^\/\/(?=\/)/, '')
    : undefined;
}

const SIGNS = { ok: ['✔', 'green'], warning: ['!', 'yellow'], failed: ['✖', 'red'] } as const;

function sayAll(context: Context, findings: readonly Finding[]): ExitCode {
  const { terminal } = context;
  const width = Math.max(...findings.map(({ check }) => check.length));
  for (const { check, status, detail, mend } of findings) {
    if (context.options.json === true) {
      context.printJson({ check, status, detail, mend: mend ?? null });
      continue;
    }
    const [sign, colour] = SIGNS[status];
    const next = mend === undefined ? '' : `\n  ${' '.repeat(width)}  → ${visible(mend)}`;
    terminal.out(`${styled(terminal, colour, sign)} ${check.padEnd(width)}  ${visible(detail)}${next}\n`);
  }
  return findings.some(({ status }) => status === 'failed') ? EXIT.checkFailed : EXIT.done;
}
