import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { type Carry, command } from '../../command.ts';
import type { Context } from '../../context.ts';
import { EXIT, type ExitCode } from '../../exit-codes.ts';
import { visible } from '../../output/table.ts';
import { styled } from '../../terminal.ts';
import type { Finding } from './finding.ts';

/** `keyturn doctor`: looks at the installation that this environment names. */
export function doctor(carry: Carry): CommandUnknownOpts {
  return command(
    'doctor',
    'Check the installation that the environment names (DATABASE_URL, KEYTURN_DATA_DIR ...): folder, disk, database, keys, clock.\nIt looks deepest while the server is stopped, and changes nothing: an older schema is reported, not brought up to date.',
    'doctor',
  ).action(
    carry(async (context) => {
      // Loaded when it runs, as `serve` loads it.
      const { examine } = await import('./examine.ts');
      return sayAll(context, await examine(context));
    }),
  );
}

const SIGNS = { ok: ['✔', 'green'], warning: ['!', 'yellow'], failed: ['✖', 'red'] } as const;

function sayAll(context: Context, findings: readonly Finding[]): ExitCode {
  const { terminal } = context;
  const width = Math.max(...findings.map(({ check }) => check.length));
  for (const { check, status, detail, mend } of findings) {
    if (context.options.json === true) {
      context.printJson({ check, status, detail, mend: mend ?? null });
      continue;
    }
    const [sign, colour] = SIGNS[status];
    const next = mend === undefined ? '' : `\n  ${' '.repeat(width)}  → ${visible(mend)}`;
    terminal.out(`${styled(terminal, colour, sign)} ${check.padEnd(width)}  ${visible(detail)}${next}\n`);
  }
  return findings.some(({ status }) => status === 'failed') ? EXIT.checkFailed : EXIT.done;
}
