/** Writes `docs/reference/configuration.md` from the schema. With `--check` it writes nothing and fails when the file is not current. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { configurationMarkdown } from '../packages/server/src/configuration-markdown.ts';

const file = join(import.meta.dirname, '..', 'docs', 'reference', 'configuration.md');

if (!process.argv.includes('--check')) {
  writeFileSync(file, configurationMarkdown());
} else if (readFileSync(file, 'utf8') !== configurationMarkdown()) {
  console.error(
    'docs/reference/configuration.md is not current: run `node scripts/generate-configuration.ts` and commit it.',
  );
  process.exitCode = 1;
}
