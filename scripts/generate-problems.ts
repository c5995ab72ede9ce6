/** Writes `docs/reference/problems.md` from the registry. With `--check` it writes nothing and fails when the file is not current. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { problemsMarkdown } from '../packages/server/src/http/problems-markdown.ts';

const file = join(import.meta.dirname, '..', 'docs', 'reference', 'problems.md');

if (!process.argv.includes('--check')) {
  writeFileSync(file, problemsMarkdown());
} else if (readFileSync(file, 'utf8') !== problemsMarkdown()) {
  console.error(
    'docs/reference/problems.md is not current: run `node scripts/generate-problems.ts` and commit it.',
  );
  process.exitCode = 1;
}
