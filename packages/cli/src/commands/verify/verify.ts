import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { createVerifier, WebhookVerificationError } from '@keyturn/verify';
import { shortKeyId } from '@keyturn/verify/sign';
import { type Carry, command } from '../../command.ts';
import type { Context } from '../../context.ts';
import { CommandError, EXIT, type ExitCode, usageError } from '../../exit-codes.ts';
import { readGivenFile } from '../../read-given.ts';
import { styled } from '../../terminal.ts';
import { type Headers, parseHeaders, splitRequest } from './request-text.ts';

interface VerifyOptions {
  readonly request?: string;
  readonly headers?: string;
  readonly body?: string;
  readonly secretEnv?: string[];
  readonly secretFile?: string[];
  readonly at?: string;
  readonly tolerance: string;
  readonly signatureProfile: string;
  readonly endpointUrl?: string;
}

interface GivenRequest {
  readonly headers: Headers;
  readonly body: Uint8Array;
}

/** What the verifier said of a request that it accepts. */
interface Accepted {
  readonly id: string;
  readonly timestamp: number | undefined;
  readonly keyId: string | undefined;
  readonly secretIndex: number;
}

/** Names of variables that a receiver keeps its secrets in, as `@keyturn/verify` documents them. */
const SECRET_VARIABLES = ['KEYTURN_SECRET', 'KEYTURN_SECRET_NEXT'];

/** `keyturn verify`: one request, checked on this machine, by the library that receivers use. */
export function verify(carry: Carry): CommandUnknownOpts {
  return command(
    'verify',
    'Check one request offline and say what is wrong with it.\nSecrets come from KEYTURN_SECRET and KEYTURN_SECRET_NEXT unless told otherwise, never from the command line.',
    'verify --headers headers.txt --body body.json --secret-file secret.txt',
    'verify --request request.http --at signed',
  )
    .option('--request <file>', 'a whole request: headers, an empty line, the body (- for stdin)')
    .option('--headers <file>', 'headers, one a line or as a JSON object (- for stdin)')
    .option('--body <file>', 'the raw body (- for stdin)')
    .option('--secret-env <name...>', 'variables that hold the secrets')
    .option('--secret-file <file...>', 'files that hold the secrets, one a line')
    .option(
      '--at <time>',
      'when the request came (RFC 3339), or "signed" to leave its age out; now unless given',
    )
    .option('--tolerance <seconds>', 'how old the timestamp may be, either way', '300')
    .option('--signature-profile <name>', 'standard, or kore (which needs --endpoint-url)', 'standard')
    .option('--endpoint-url <url>', 'the URL as it was typed at the sender, for kore')
    .action(
      carry(async (context, options) => {
        const request = await readRequest(context, options);
        try {
          return accept(context, request, await check(context, request, options));
        } catch (error) {
          if (!(error instanceof WebhookVerificationError)) throw error;
          const hint = await lineEndHint(context, request, options, error);
          return refuse(context, error, hint ?? error.fix);
        }
      }),
    );
}

async function readRequest({ terminal }: Context, options: VerifyOptions): Promise<GivenRequest> {
  const read = async (file: string): Promise<Uint8Array> =>
    file === '-' ? terminal.readInput() : readGivenFile(file);
  const { request, headers, body } = options;
  if (request !== undefined && headers === undefined && body === undefined) {
    const { head, body: rest } = splitRequest(await read(request));
    return { headers: parseHeaders(head), body: rest };
  }
  if (request !== undefined || headers === undefined || body === undefined) {
    throw usageError('Give --headers and --body, or --request alone.', 'keyturn verify --help');
  }
  if (headers === '-' && body === '-') throw usageError('Only one of --headers and --body can be stdin.');
  return {
    headers: parseHeaders(Buffer.from(await read(headers)).toString('latin1')),
    body: await read(body),
  };
}

async function check(context: Context, request: GivenRequest, options: VerifyOptions): Promise<Accepted> {
  const secrets = readSecrets(context, options);
  if (options.signatureProfile === 'kore') {
    const { endpointUrl } = options;
    if (endpointUrl === undefined) throw usageError('The kore profile signs the URL: give --endpoint-url.');
    return createVerifier({ secrets, profile: 'kore', url: endpointUrl }).verifyBytes(request);
  }
  if (options.signatureProfile !== 'standard') {
    throw usageError('--signature-profile is standard or kore.');
  }
  const nowMs = readMoment(context, request, options.at);
  const toleranceSeconds = readTolerance(options.tolerance);
  return createVerifier({ secrets, toleranceSeconds, now: () => nowMs }).verifyBytes(request);
}

function readSecrets({ terminal }: Context, { secretEnv, secretFile }: VerifyOptions): readonly string[] {
  const fromFiles = (secretFile ?? []).flatMap((path) =>
    Buffer.from(readGivenFile(path))
      .toString('utf8')
      .split('\n')
      .filter((line) => line.trim() !== '' && !line.startsWith('#')),
  );
  const names = secretEnv ?? (secretFile === undefined ? SECRET_VARIABLES : []);
  const fromEnv = names.map((name) => terminal.env[name] ?? '');
  const secrets = [...fromEnv, ...fromFiles];
  if (secrets.some((text) => text !== '')) return secrets;
  throw usageError('There is no secret to check with.', 'set KEYTURN_SECRET, or give --secret-file FILE');
}

function readMoment(context: Context, { headers }: GivenRequest, at: string | undefined): number {
  if (at === undefined) return context.now();
  if (at === 'signed') {
    const [, signed] =
      Object.entries(headers).find(([name]) => name.toLowerCase() === 'webhook-timestamp') ?? [];
    const text = typeof signed === 'string' ? signed : signed?.[0];
    return text !== undefined && /^\d{1,12}$/.test(text) ? Number(text) * 1000 : context.now();
  }
  const moment = Date.parse(at);
  if (Number.isNaN(moment))
    throw usageError(`--at is "signed" or a time like 2026-03-01T12:00:00Z; not "${at}".`);
  return moment;
}

function readTolerance(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 86_400) return Number(text);
  throw usageError(`--tolerance is seconds, from 0 to 86400; not "${text}".`);
}

/** An editor that ends a file with a line end is the commonest reason for a body that does not fit: worth a second look. */
async function lineEndHint(
  context: Context,
  request: GivenRequest,
  options: VerifyOptions,
  { code }: WebhookVerificationError,
): Promise<string | undefined> {
  if (code !== 'body_changed' && code !== 'signature_mismatch') return undefined;
  const text = Buffer.from(request.body).toString('latin1');
  const end = /\r?\n$/.exec(text)?.[0];
  if (end === undefined) return undefined;
  const body = request.body.subarray(0, request.body.length - end.length);
  const fits = await check(context, { ...request, body }, options).then(
    () => true,
    () => false,
  );
  return fits
    ? 'The signature fits this body without the line end at its end: the file was saved with one, or the receiver adds one. Verify the bytes as they came.'
    : undefined;
}

function accept(context: Context, request: GivenRequest, accepted: Accepted): ExitCode {
  const { id, timestamp, keyId, secretIndex } = accepted;
  if (context.options.json === true) {
    context.printJson({
      verified: true,
      id,
      timestamp: timestamp ?? null,
      key_id: keyId ?? null,
      secret_index: secretIndex,
      body_bytes: request.body.length,
    });
    return EXIT.done;
  }
  const key = keyId === undefined ? '' : ` with key ${shortKeyId(keyId)}`;
  const signedAt = timestamp === undefined ? '' : `, at ${new Date(timestamp * 1000).toISOString()}`;
  const { terminal } = context;
  terminal.out(
    `${styled(terminal, 'green', '✔')} ${id} is signed${key} (secret ${secretIndex + 1} of those given)${signedAt}; ${request.body.length} bytes\n`,
  );
  return EXIT.done;
}

function refuse(context: Context, { code, message }: WebhookVerificationError, fix: string): ExitCode {
  if (context.options.json !== true) throw new CommandError(EXIT.checkFailed, code, message, { mend: fix });
  context.printJson({ verified: false, code, message, fix });
  return EXIT.checkFailed;
}
