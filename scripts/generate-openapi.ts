/** Writes `spec/openapi.json` from the routes' own schemas. With `--check` it writes nothing and fails when the file is not current. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeOpenapiDocument } from '../packages/server/src/http/openapi-document.ts';

const file = join(import.meta.dirname, '..', 'spec', 'openapi.json');
const text = `${JSON.stringify(await makeOpenapiDocument(), null, 1)}\n`;

if (!process.argv.includes('--check')) {
  writeFileSync(file, text);
} else if (readFileSync(file, 'utf8') !== text) {
  console.error(
    'spec/openapi.json is not what the routes say: run `node scripts/generate-openapi.ts` and commit it.',
  );
  process.exitCode = 1;
}
