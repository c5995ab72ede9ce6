import { configurationTable } from './config.ts';

/** The reference page of the environment, as `docs/reference/configuration.md` holds it. */
export function configurationMarkdown(): string {
  const rows = configurationTable().map(
    ({ variable, otherwise, description }) =>
      `| \`${variable}\` | ${cell(otherwise)} | ${cell(description)} |`,
  );
  return [
    '# Configuration',
    '',
    '<!-- Generated from packages/server/src/config.ts by scripts/generate-configuration.ts. -->',
    '',
    '`keyturn serve` is configured by its environment alone. An empty variable counts as unset. What it cannot read it refuses at the',
    'start, with one sentence for each fault and exit code 78; a `KEYTURN_` variable that it does not know it warns of.',
    '',
    '| variable | when it is not set | meaning |',
    '|---|---|---|',
    ...rows,
    '',
    'The keys in the data folder are made with mode 0600, and refused when others can read them. Keep a copy of `master-keys` apart from',
    'the database and its backups: without it the secrets in the database cannot be opened again, and with both in one place the sealing',
    'protects nothing. To change the master key, put a new one in front of the list; the former ones stay behind it for as long as a',
    'secret is sealed under them.',
    '',
    '## Exit codes',
    '',
    '| code | meaning |',
    '|---|---|',
    '| 0 | ended by SIGTERM or SIGINT, after a drain |',
    '| 74 | the database or the disk failed: what is on disk is known only after a restart |',
    '| 75 | another process holds the database, or the port |',
    '| 78 | the configuration is wrong: a variable, a key file, the master key |',
    '| 130 | a second signal ended it at once, without a drain |',
    '',
  ].join('\n');
}

/** A text in a cell of a Markdown table. Placeholders stand in code, because `<port>` alone would be read as HTML. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|').replace(/\S*<[^>]+>\S*/g, (part) => `\`${part}\``);
}
