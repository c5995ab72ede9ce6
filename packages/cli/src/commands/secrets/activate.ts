import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import type { Client } from '@keyturn/client';
import { type Carry, command } from '../../command.ts';
import type { Context } from '../../context.ts';
import { usageError } from '../../exit-codes.ts';
import { parseDuration } from '../../output/when.ts';
import { confirmActivation } from './activation-dialog.ts';
import { describeActivation } from './describe-activation.ts';

interface ActivateOptions {
  readonly overlap?: string;
  readonly endOverlap?: true;
  readonly acceptHardCut?: true;
  readonly epoch?: string;
  readonly reason?: string;
}

/** Longest overlap: 7 days. */
const OVERLAP_SECONDS_MAX = 604_800;

/** `keyturn secrets activate ID`. */
export function activateSecret(carry: Carry): CommandUnknownOpts {
  return command(
    'activate',
    'Make the pending secret the active one. This cannot be undone.\nA terminal shows what stops and asks; elsewhere --overlap and --yes are required.',
    'secrets activate sec_01JZ8Q5W3D7X9N2K4M6P8R0T1V -a acme --overlap 24h --yes',
  )
    .argument('<id>', 'the pending secret')
    .option('--overlap <duration>', 'how long the former one co-signs: 0 (it stops at once) to 7d')
    .option('--end-overlap', 'end an overlap that is still open')
    .option('--accept-hard-cut', 'the kore profile carries the active secret only, whatever the overlap')
    .option('--epoch <n>', 'only while the scope is at this epoch')
    .option('--reason <text>', 'why, for the audit log')
    .action(
      carry(async (context, secret, options) => {
        refuseUnattended(context, options);
        const client = await context.client();
        const path = { account: await context.account(), secret };
        const choice = await choose(context, client, path, options);
        const activated = await client.activateSecret({
          path,
          body: {
            overlap_seconds: choice.overlapSeconds,
            ...(options.endOverlap === undefined ? {} : { end_overlap: true }),
            ...(options.acceptHardCut === undefined ? {} : { accept_hard_cut: true }),
            ...(options.reason === undefined ? {} : { reason: options.reason }),
          },
          ...(choice.epoch === undefined ? {} : { headers: { 'If-Match': `"${choice.epoch}"` } }),
        });
        context.done(activated, describeActivation(activated, choice.overlapSeconds, context.now()));
        return undefined;
      }),
    );
}

/** A script turns no key by accident: it says how long the former one lives, and that it means it. */
function refuseUnattended({ terminal, options: { yes } }: Context, { overlap }: ActivateOptions): void {
  if (terminal.isInteractive && yes !== true) return;
  if (overlap !== undefined && yes === true) return;
  const missing = [overlap === undefined ? '--overlap 24h (or 0)' : '', yes === true ? '' : '--yes'].filter(
    Boolean,
  );
  throw usageError(
    terminal.isInteractive
      ? 'With --yes nobody is asked how long the former secret co-signs.'
      : 'An activation cannot be undone, and there is no terminal to ask at.',
    `add ${missing.join(' and ')}`,
  );
}

interface Choice {
  readonly overlapSeconds: number;
  /** The epoch that the person was shown: what changed since then must refuse. */
  readonly epoch: number | undefined;
}

async function choose(
  context: Context,
  client: Client,
  path: { readonly account: string; readonly secret: string },
  options: ActivateOptions,
): Promise<Choice> {
  const given = options.overlap === undefined ? undefined : parseOverlap(options.overlap);
  const epoch = options.epoch === undefined ? undefined : parseEpoch(options.epoch);
  if (context.options.yes === true) return { overlapSeconds: given ?? 0, epoch };
  const secret = await client.getSecret({ path });
  // Nothing to decide: the API says whether this repeats the activation that made it active, or why it can't be.
  if (secret.status !== 'pending') return { overlapSeconds: given ?? 0, epoch };
  const overlapSeconds = given ?? (await askOverlap(context));
  await confirmActivation(context, client, secret, {
    overlapSeconds,
    openOverlap: options.endOverlap === true ? 'end' : 'refuse',
  });
  return { overlapSeconds, epoch: epoch ?? secret.scope_epoch };
}

async function askOverlap({ terminal }: Context): Promise<number> {
  const answer = await terminal.ask(
    'How long does the former key sign beside the new one? 0 for a key that may have leaked, 24h for a planned turn: ',
  );
  return parseOverlap(answer?.trim() ?? '');
}

function parseOverlap(text: string): number {
  const seconds = parseDuration(text);
  if (seconds !== undefined && seconds <= OVERLAP_SECONDS_MAX) return seconds;
  throw usageError(`The overlap is 0, or a duration of at most 7d such as 24h; not "${text}".`);
}

function parseEpoch(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw usageError(`--epoch is a whole number; not "${text}".`);
}
