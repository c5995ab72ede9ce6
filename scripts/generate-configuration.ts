/**
 * Writes `docs/reference/configuration.md` from the schema that parses the environment. With `--check` it writes nothing and fails when
 * the file is not current.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { configurationTable } from '../packages/server/src/config.ts';

const file = join(import.meta.dirname, '..', 'docs', 'reference', 'configuration.md');

function configurationMarkdown(): string {
  const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('<', '&lt;');
  const rows = configurationTable().map(
    ({ variable, otherwise, description }) =>
      `| \`${variable}\` | ${cell(otherwise)} | ${cell(description)} |`,
  );
  return `# Configuration

Keyturn reads its configuration from the environment, once, at start. A value that does not hold ends the process with exit code 78 and
one sentence for each variable; an unknown \`KEYTURN_…\` variable is named in a warning.

| variable | when not set | what it is |
|---|---|---|
${rows.join('\n')}

Generated from \`packages/server/src/config.ts\` by \`npm run generate\`.
`;
}

if (!process.argv.includes('--check')) {
  writeFileSync(file, configurationMarkdown());
} else if (readFileSync(file, 'utf8') !== configurationMarkdown()) {
  console.error(
    'docs/reference/configuration.md is not current: run `node scripts/generate-configuration.ts` and commit it.',
  );
  process.exitCode = 1;
}
