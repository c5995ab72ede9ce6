import { type Config, readConfig } from '@keyturn/server';
import type { Context } from '../../context.ts';
import { checkDatabase } from './check-database.ts';
import { checkFiles, checkFolder } from './check-folder.ts';
import { checkClock, checkNode } from './check-machine.ts';
import { type Finding, failed, fine } from './finding.ts';

/** Looks at everything that the environment names. */
export async function examine({ terminal, now }: Context): Promise<readonly Finding[]> {
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
