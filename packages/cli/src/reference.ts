/** docs/reference/cli.md, from the program itself: what `--help` says cannot differ from what the page says. */
import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { EXIT } from './exit-codes.ts';
import { globalOptions } from './global-options.ts';
import { buildProgram } from './program.ts';
import type { Terminal } from './terminal.ts';

/** Columns of a help text on the page. */
const HELP_COLUMNS = 100;

/** A program that carries nothing out, for those who read it. */
export function describedProgram(): CommandUnknownOpts {
  const terminal: Terminal = {
    env: {},
    isOutputTty: false,
    isInteractive: false,
    hasColour: false,
    columns: HELP_COLUMNS,
    out: () => {},
    err: () => {},
    ask: async () => undefined,
    readInput: async () => new Uint8Array(),
    onKey: () => () => {},
  };
  return buildProgram(() => async () => {}, terminal);
}

/** A command, and every command under it. */
export function everyCommand(command: CommandUnknownOpts): readonly CommandUnknownOpts[] {
  return [command, ...command.commands.flatMap(everyCommand)];
}

/** How a command is called: `keyturn secrets list`. */
export function fullName(command: CommandUnknownOpts): string {
  return command.parent === null ? command.name() : `${fullName(command.parent)} ${command.name()}`;
}

/** The help of a command as people see it, its examples included. */
export function helpOf(command: CommandUnknownOpts): string {
  let text = '';
  command.configureOutput({
    writeOut(part) {
      text += part;
    },
  });
  command.outputHelp();
  return text.trimEnd();
}

/** The page. */
export function cliReference(): string {
  const program = describedProgram();
  const commands = everyCommand(program).filter((command) => command.commands.length === 0);
  return [INTRODUCTION, optionTable(), EXIT_CODES, ...commands.map(section)].join('\n\n').concat('\n');
}

function optionTable(): string {
  const rows = globalOptions().map(({ flags, description, defaultValueDescription }) => {
    const otherwise =
      defaultValueDescription === undefined ? '' : `; ${defaultValueDescription} unless given`;
    return `| \`${flags}\` | ${description}${otherwise} |`;
  });
  return ['## Options of every command', '', '| option | meaning |', '|---|---|', ...rows].join('\n');
}

/** The help without the options of every command, which the page says once. */
function section(command: CommandUnknownOpts): string {
  const help = helpOf(command).replace(/\nGlobal Options:\n(?: .*\n)+/, '');
  return `## ${fullName(command)}\n\n\`\`\`\n${help}\n\`\`\``;
}

const INTRODUCTION = `# The command line

<!-- Generated from the program: npx vitest run -u packages/cli/src/reference.test.ts -->

\`keyturn <noun> <verb>\`, the same words as the API. In this repository \`npx keyturn …\` runs it. Data goes to stdout, everything
else to stderr. People get tables and sentences; with \`--json\` programs get what the API said, unchanged, lists as one JSON object a line.

Whom a command talks to is said by a flag, else by the environment (\`KEYTURN_URL\`, \`KEYTURN_API_KEY\`, \`KEYTURN_ACCOUNT\`), else by a profile in
\`~/.config/keyturn/profiles.json\`, which must be readable by you alone (\`chmod 600\`):

\`\`\`json
{
  "default": { "url": "http://127.0.0.1:8080", "api_key": "kt_…", "account": "acme" },
  "prod": { "url": "https://keyturn.example", "api_key": "kt_…" }
}
\`\`\`

An API key is never an argument, where every user of the machine could read it: \`--key @FILE\`, \`--key -\` for stdin, or the variable. Nor is a secret:
\`secrets create\` writes its text to a new file of mode 0600 (\`--out FILE\`), to a terminal, or where \`--out -\` or \`--json\` sends it.

What cannot be undone asks first. Where nobody can be asked (no terminal, or \`--json\`) it needs \`--yes\`, and an activation needs \`--overlap\` as well.

A refusal is one line: \`✖ code  what was wrong  → what to do\`. With \`--json\` it is the problem as the API answered it, on stderr.`;

const EXIT_CODES = `## Exit codes

| code | meaning |
|---|---|
| ${EXIT.done} | done |
| ${EXIT.failed} | failed; not confirmed |
| ${EXIT.usage} | wrong usage, or the API refused what was given (400, 413, 415, 422) |
| ${EXIT.notFound} | not found (404), which is also what another account's things are |
| ${EXIT.notAllowed} | not allowed (401, 403), or no API key |
| ${EXIT.conflict} | conflict (409, 412): a replaced secret, a changed epoch |
| ${EXIT.partlyDone} | partly done: it was created, and the text that is shown once was lost on the way |
| ${EXIT.unreachable} | unreachable, timed out, or too busy (429, 503, 507) |
| ${EXIT.checkFailed} | a check failed: \`verify\`, \`doctor\` |
| ${EXIT.ioError} | \`serve\`, \`demo\`: the disk or the database failed |
| ${EXIT.held} | \`serve\`, \`demo\`: another process holds the database, or the port |
| ${EXIT.configuration} | \`serve\`, \`demo\`: the configuration is wrong |
| ${EXIT.interrupted} | interrupted |`;
