import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { cliReference, describedProgram, everyCommand, fullName, helpOf } from './reference.ts';

const PAGE = fileURLToPath(new URL('../../../docs/reference/cli.md', import.meta.url));
const names = everyCommand(describedProgram()).map(fullName);

/** A program of its own for each test: parsing leaves its marks on one. */
function commandNamed(name: string) {
  const found = everyCommand(describedProgram()).find((command) => fullName(command) === name);
  if (found === undefined) throw new Error(`no command ${name}`);
  return found;
}

/** A command line as a shell would split it. */
function wordsOf(line: string): readonly string[] {
  return [...line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(
    ([, single, double, plain]) => single ?? double ?? plain ?? '',
  );
}

describe('the help', () => {
  it.each(names)('of %s ends with examples that can be carried out', async (name) => {
    const help = helpOf(commandNamed(name));
    const [, examples = ''] = help.split(/\nExamples?:\n/);
    const lines = examples.split('\n').map((line) => line.replace(/^ {2}\$ keyturn /, ''));
    expect(lines[0]).not.toBe('');
    for (const line of lines) {
      const program = describedProgram();
      const carried: string[] = [];
      for (const command of everyCommand(program)) {
        command.hook('preAction', (_this, acting) => void carried.push(fullName(acting)));
      }
      await program.parseAsync([...wordsOf(line)], { from: 'user' });
      expect(carried.length).toBeGreaterThan(0);
      // A verb's example shows that verb; a noun's shows one of its own.
      expect(carried[0]?.startsWith(name)).toBe(true);
    }
  });

  it.each(names)('of %s names every argument and option that it has', (name) => {
    const help = helpOf(commandNamed(name));
    for (const option of commandNamed(name).options) expect(help).toContain(option.long);
    expect(help).toContain('--help');
  });

  it('is the page docs/reference/cli.md (npx vitest run -u packages/cli/src/reference.test.ts)', async () => {
    await expect(cliReference()).toMatchFileSnapshot(PAGE);
  });
});
