/**
 * Builds what is published: `verify` and `client` by the compiler, file for file, and `cli` as one bundle with server, store and
 * core inside. Each gets a `dist/` with a package.json of its own, which publint, attw and publishing run on.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildDashboard, DASHBOARD_BUILD } from '@keyturn/cli/dashboard';
import { rolldown } from 'rolldown';

const root = join(import.meta.dirname, '..');

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly license: string;
  readonly bin?: Readonly<Record<string, string>>;
  readonly exports?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
}

function manifestOf(name: string): Manifest {
  return JSON.parse(readFileSync(join(root, 'packages', name, 'package.json'), 'utf8')) as Manifest;
}

/** `./src/sign.ts` as it is named in a built package. */
function built(source: string, extension: '.js' | '.d.ts'): string {
  return source.replace(/^\.\/src\//, './').replace(/\.ts$/, extension);
}

/** Writes the manifest of a built package, with the README and licence that belong beside it. */
function finish(name: string, manifest: Readonly<Record<string, unknown>>): void {
  const dist = join(root, 'packages', name, 'dist');
  const { version, description, license } = manifestOf(name);
  const common = {
    name: manifestOf(name).name,
    version,
    description,
    license,
    type: 'module',
    sideEffects: false,
  };
  writeFileSync(join(dist, 'package.json'), `${JSON.stringify({ ...common, ...manifest }, null, 2)}\n`);
  cpSync(join(root, 'LICENSE'), join(dist, 'LICENSE'));
  const readme = join(root, 'packages', name, 'README.md');
  if (existsSync(readme)) cpSync(readme, join(dist, 'README.md'));
}

/** Compiles a library: every source file becomes a module and its types. */
function buildLibrary(name: string): void {
  const dist = join(root, 'packages', name, 'dist');
  rmSync(dist, { recursive: true, force: true });
  const tsc = join(root, 'node_modules/.bin/tsc');
  const compiled = spawnSync(tsc, ['-p', join(root, 'packages', name, 'tsconfig.build.json')], {
    stdio: 'inherit',
  });
  if (compiled.status !== 0) throw new Error(`packages/${name} does not compile`);
  const { exports = {}, dependencies } = manifestOf(name);
  const doors = Object.entries(exports).map(([door, source]) => [
    door,
    { types: built(source, '.d.ts'), default: built(source, '.js') },
  ]);
  finish(name, {
    engines: { node: '>=20' },
    exports: Object.fromEntries(doors),
    ...(dependencies === undefined ? {} : { dependencies }),
  });
}

/** The npm packages that the bundle leaves outside: every dependency of the workspaces inside it that is not one of them. */
function bundledDependencies(): Record<string, string> {
  const inside = ['cli', 'server', 'store', 'core', 'client', 'verify'];
  const all = inside.flatMap((name) => Object.entries(manifestOf(name).dependencies ?? {}));
  return Object.fromEntries(all.filter(([name]) => !name.startsWith('@keyturn/')).sort());
}

/** Bundles the command, with the store's threads as files of their own beside it, and the built dashboard. */
async function buildCli(): Promise<void> {
  const dist = join(root, 'packages/cli/dist');
  rmSync(dist, { recursive: true, force: true });
  mkdirSync(dist, { recursive: true });
  const dependencies = bundledDependencies();
  const threads = ['writer-thread', 'reader-thread'];
  const bundle = await rolldown({
    input: {
      main: join(root, 'packages/cli/src/main.ts'),
      ...Object.fromEntries(
        threads.map((name) => [name, join(root, `packages/store/src/dialects/sqlite/${name}.ts`)]),
      ),
    },
    platform: 'node',
    external: (id) =>
      id.startsWith('node:') ||
      Object.keys(dependencies).some((name) => id === name || id.startsWith(`${name}/`)),
  });
  await bundle.write({ dir: dist, format: 'esm', entryFileNames: '[name].js', chunkFileNames: '[name].js' });
  await bundle.close();
  await buildDashboard();
  cpSync(DASHBOARD_BUILD, join(dist, 'dashboard'), { recursive: true });
  finish('cli', {
    name: 'keyturn',
    engines: { node: '>=24' },
    bin: { keyturn: './main.js' },
    exports: { './package.json': './package.json' },
    dependencies,
  });
}

buildLibrary('verify');
buildLibrary('client');
await buildCli();
