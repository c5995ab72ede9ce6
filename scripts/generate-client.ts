/**
 * Writes `packages/client/src/generated/api.ts` from `spec/openapi.json`. With `--check` it writes nothing and fails when the file is
 * not current.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const root = join(import.meta.dirname, '..');

// openapi-typescript builds its output with the compiler's JavaScript interface, which TypeScript 7 does not have: the generator and
// its compiler are the client's own, wherever npm has put them and whoever asks.
const parentURL = pathToFileURL(join(root, 'packages', 'client', 'package.json')).href;
const ofClient = ['typescript', 'openapi-typescript'];
registerHooks({
  resolve: (specifier, context, next) =>
    next(specifier, ofClient.includes(specifier) ? { ...context, parentURL } : context),
});
const { default: openapiTS, astToString } = await import('openapi-typescript');

const generated = join(root, 'packages', 'client', 'src', 'generated');
const spec = readFileSync(join(root, 'spec', 'openapi.json'), 'utf8');
const origin = '/* Generated from spec/openapi.json by scripts/generate-client.ts. */\n';

/** The types of every path, operation and component. */
async function makeTypes(): Promise<string> {
  // A field with a default may be left out of a request.
  const options = { immutable: true, emptyObjectsUnknown: true, defaultNonNullable: false };
  return origin + astToString(await openapiTS(spec, options));
}

interface SpecOperation {
  readonly operationId: string;
  readonly parameters?: readonly { readonly in: string; readonly name: string }[];
}

/** Where each operation is, and which of them take an idempotency key. */
function makeTable(): string {
  const { paths } = JSON.parse(spec) as {
    readonly paths: Readonly<Record<string, Readonly<Record<string, SpecOperation>>>>;
  };
  const rows = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { operationId, parameters = [] }]) => {
      const takesKey = parameters.some(({ name }) => name === 'Idempotency-Key');
      return `  ${operationId}: { method: '${method}', path: '${path}', takesKey: ${takesKey} },`;
    }),
  );
  return `${origin}export const OPERATIONS = {\n${rows.sort().join('\n')}\n} as const;\n`;
}

const texts = { 'api.ts': await makeTypes(), 'operations.ts': makeTable() };
for (const [name, text] of Object.entries(texts)) {
  const file = join(generated, name);
  if (!process.argv.includes('--check')) {
    writeFileSync(file, text);
  } else if (readFileSync(file, 'utf8') !== text) {
    console.error(
      `packages/client/src/generated/${name} is not current: run \`node scripts/generate-client.ts\` and commit it.`,
    );
    process.exitCode = 1;
  }
}
