import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { describedProgram, everyCommand } from '../packages/cli/src/reference.ts';

// Pages are moved, verbs renamed, files split: what the pages say of each other, of the command line and of the tree is held here.
const ROOT = join(import.meta.dirname, '..');
const PAGES = globSync(
  [
    '{README,ARCHITECTURE,SECURITY,CONTRIBUTING,CHANGELOG}.md',
    'docs/**/*.md',
    'spec/*.md',
    'packages/*/README.md',
  ],
  { cwd: ROOT },
).toSorted();

function pageAt(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

/** A page's fenced blocks. */
function blocksOf(page: string): readonly string[] {
  return [...page.matchAll(/^ *```[^\n]*\n(.*?)^ *```/gms)].map(([, block]) => block ?? '');
}

/** Where a page leads within the repository: relative, perhaps with a fragment. */
function relativeLinksOf(page: string): readonly string[] {
  const prose = page.replace(/^ *```[^\n]*\n.*?^ *```/gms, '').replace(/`[^`\n]*`/g, '');
  const links = [...prose.matchAll(/\]\(([^)\s]+)[^)]*\)|(?:src|href|srcset)="([^"]+)"/g)];
  return links.map(([, markdown, html]) => markdown ?? html ?? '').filter((link) => !/^[a-z]+:/.test(link));
}

/** The fragments of a page's headings, as GitHub makes them. */
function fragmentsOf(page: string): readonly string[] {
  const headings = [...page.replace(/^ *```[^\n]*\n.*?^ *```/gms, '').matchAll(/^#+ (.*)$/gm)];
  return headings.map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** Every `keyturn …` that a block types, as the words that a shell would give it. */
function commandLinesOf(block: string): readonly (readonly string[])[] {
  const joined = block.replace(/\\\n\s*/g, ' ');
  const starts = [
    ...joined.matchAll(/(?:^|\$\(|[|;&])[ \t]*(?:\$ )?(?:[A-Z_]+=\S* )*(?:npx )?keyturn(?= |$)/gm),
  ];
  return starts.map(({ 0: typed, index }) => wordsOf(joined.slice(index + typed.length)));
}

/** Splits a command at its spaces, quotes and substitutions kept whole, up to where it ends. */
function wordsOf(text: string): readonly string[] {
  const words: string[] = [];
  const word = /[ \t]*((?:'[^']*'|"(?:\$\([^)]*\)|[^"])*"|\$\([^)]*\)|[^\s'"|;&<>()])+)/y;
  for (let at = word.exec(text); at !== null; at = word.exec(text)) {
    const [, one = ''] = at;
    if (one.startsWith('#')) break;
    words.push(one.replace(/^(['"])(.*)\1$/s, '$2'));
  }
  return words;
}

it('the pages that are looked at are many', () => {
  expect(PAGES.length).toBeGreaterThan(30);
  expect(PAGES).toContain('docs/reference/cli.md');
});

describe('a relative link', () => {
  it.each(PAGES)('of %s leads to a file, and to a heading of it', (path) => {
    const broken = relativeLinksOf(pageAt(path)).filter((link) => {
      const [file = '', fragment] = link.split('#');
      const target = file === '' ? path : join(dirname(path), decodeURI(file));
      if (!existsSync(join(ROOT, target))) return true;
      if (fragment === undefined) return false;
      return !target.endsWith('.md') || !fragmentsOf(pageAt(target)).includes(fragment);
    });
    expect(broken).toEqual([]);
  });
});

describe('a command line', () => {
  const typed = PAGES.flatMap((path) =>
    blocksOf(pageAt(path)).flatMap((block) => commandLinesOf(block).map((words) => [path, words] as const)),
  );

  it('is found in the pages', () => {
    expect(typed.length).toBeGreaterThan(20);
  });

  it.each(typed.map(([path, words]) => [words.join(' '), path, words] as const))(
    'keyturn %s, of %s, names a verb and options that exist',
    async (_line, _path, words) => {
      const program = describedProgram();
      let carriedCount = 0;
      for (const command of everyCommand(program)) command.hook('preAction', () => void carriedCount++);
      await program.parseAsync([...words], { from: 'user' });
      expect(carriedCount).toBeGreaterThan(0);
    },
  );
});

describe('ARCHITECTURE.md', () => {
  const page = pageAt('ARCHITECTURE.md');

  /** Where a short name of the page lies: a package of its own, or a folder of the server. */
  function isOnDisk(name: string): boolean {
    const [first = '', ...rest] = name.split('/');
    const inPackage = join('packages', first, 'src', ...rest);
    return [inPackage, join('packages/server/src', name), name].some((path) => existsSync(join(ROOT, path)));
  }

  it('names in its two paths files that are there', () => {
    const names = blocksOf(page).flatMap((block) => block.match(/[a-z-]+(?:\/[a-z-]+)*\.ts\b/g) ?? []);
    expect(names.length).toBeGreaterThan(10);
    expect(names.filter((name) => !isOnDisk(name))).toEqual([]);
  });

  it('names folders that are there, and every package', () => {
    const rows = [...page.matchAll(/^\| `([^`]+)` \|/gm)].map(([, folder]) => folder ?? '');
    expect(rows.filter((folder) => !existsSync(join(ROOT, folder)))).toEqual([]);
    const packages = globSync('packages/*/package.json', { cwd: ROOT }).map((path) => dirname(path));
    expect(packages.filter((folder) => !rows.some((row) => row.startsWith(folder)))).toEqual([]);
    const folders = globSync('packages/server/src/*/', { cwd: ROOT }).map((path) => path.replace(/\/$/, ''));
    expect(folders.filter((folder) => !rows.includes(folder))).toEqual([]);
  });

  it('is two screens', () => {
    expect(page.split('\n').length).toBeLessThanOrEqual(100);
  });
});
