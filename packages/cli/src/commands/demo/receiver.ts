/**
 * The demo's receiver: a pretend customer on loopback. Its checks are real: once it holds a secret, what does not verify is refused,
 * as a careful customer would refuse it.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { DemoReceiverMode } from '@keyturn/server';
import { type VerificationErrorCode, WebhookVerificationError } from '@keyturn/verify';
import type { ReceiverSecrets } from './receiver-secrets.ts';

/** How the receiver may misbehave whatever comes, so that people see retries, timeouts and a paused endpoint where it costs nothing. */
export type ReceiverFault = Exclude<DemoReceiverMode, 'none' | 'forget'>;

/** What the receiver made of one request. */
export type Verdict =
  /** No secret held, no signature sent. */
  | { readonly type: 'unsigned' }
  /** Signed, as its headers say; without a secret nothing can be checked. */
  | { readonly type: 'unchecked'; readonly keyId: string | undefined }
  | { readonly type: 'verified'; readonly keyId: string }
  | { readonly type: 'refused'; readonly code: VerificationErrorCode; readonly message: string }
  | { readonly type: 'broken'; readonly fault: ReceiverFault };

/** A running receiver. */
export interface DemoReceiver {
  readonly port: number;
  /** Answers those that wait for a slow answer. */
  release(): void;
  /** Ends every connection, also those that wait for a slow answer. */
  close(): Promise<void>;
}

/** Where events arrive, and where the receiver takes a secret. */
export const HOOKS_PATH = '/hooks';
const SECRETS_PATH = '/secrets';

const BODY_BYTES_MAX = 1024 * 1024;
/** Past the 15 s that Keyturn gives an attempt. */
const SLOW_ANSWER_MS = 20_000;

/** Opens a receiver on 127.0.0.1. `onVerdict` is told of every event that arrives; `onSecret` of every secret that it is given. */
export async function openDemoReceiver(parts: {
  readonly port: number;
  readonly secrets: ReceiverSecrets;
  /** How it behaves at this moment. */
  readonly mode: () => DemoReceiverMode;
  readonly onVerdict: (verdict: Verdict) => void;
  readonly onSecret: (keyId: string) => void;
}): Promise<DemoReceiver> {
  const held = new Set<() => void>();
  const server = createServer((request, response) => {
    take(request, response).catch((error: unknown) => {
      // The sender went away in the middle of its request: there is nobody to answer.
      if (!response.destroyed) answer(response, 500, error instanceof Error ? error.message : 'failed');
    });
  });

  const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = request.url?.split('?')[0];
    if (request.method !== 'POST')
      return answer(response, 405, 'POST events to /hooks, a secret to /secrets');
    if (path === HOOKS_PATH) return takeEvent(request, response);
    if (path === SECRETS_PATH) return takeSecret(request, response);
    answer(response, 404, 'POST events to /hooks, a secret to /secrets');
  };

  const takeEvent = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await readBody(request);
    if (body === undefined) return answer(response, 413, 'body_too_large');
    const verdict = await judge(request, body, parts.secrets, parts.mode());
    parts.onVerdict(verdict);
    if (verdict.type === 'broken') return misbehave(response, verdict.fault, held);
    if (verdict.type === 'refused') return answer(response, 401, verdict.code);
    response.writeHead(204).end();
  };

  const takeSecret = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const refusal = refusalOfStranger(request);
    if (refusal !== undefined) return answer(response, 403, refusal);
    const body = await readBody(request);
    if (body === undefined) return answer(response, 413, 'A secret is one line.');
    try {
      const keyId = await parts.secrets.add(body.toString('utf8'));
      parts.onSecret(keyId);
      answer(
        response,
        200,
        `holding ${parts.secrets.keyIds.map((id) => `key ${id.slice(0, 5)}`).join(' and ')}`,
      );
    } catch (error) {
      if (!(error instanceof WebhookVerificationError)) throw error;
      answer(response, 400, `${error.message} ${error.fix}`);
    }
  };

  await listen(server, parts.port);
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : parts.port,
    release() {
      for (const letGo of held) letGo();
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function judge(
  request: IncomingMessage,
  body: Buffer,
  secrets: ReceiverSecrets,
  mode: DemoReceiverMode,
): Promise<Verdict> {
  if (mode !== 'none' && mode !== 'forget') return { type: 'broken', fault: mode };
  const verifier = mode === 'forget' ? secrets.newestVerifier : secrets.verifier;
  if (verifier === undefined) {
    if (request.headers['webhook-signature'] === undefined) return { type: 'unsigned' };
    const claimed = request.headers['keyturn-key-id'];
    const keyId = typeof claimed === 'string' ? /^[A-Z2-7]{10}/.exec(claimed)?.[0] : undefined;
    return { type: 'unchecked', keyId };
  }
  try {
    const { keyId } = await verifier.verifyBytes({ headers: request.headers, body });
    return { type: 'verified', keyId };
  } catch (error) {
    if (!(error instanceof WebhookVerificationError)) throw error;
    return { type: 'refused', code: error.code, message: error.message };
  }
}

/**
 * Any page in a browser can POST to loopback; it cannot leave its Origin out, nor claim a Host that is loopback (a name that was
 * pointed at 127.0.0.1 keeps its own).
 */
function refusalOfStranger({ headers }: IncomingMessage): string | undefined {
  if (headers.origin !== undefined || headers['sec-fetch-site'] !== undefined) {
    return 'A browser may not give the receiver a secret. Use curl.';
  }
  const host = headers.host?.replace(/:\d+$/, '');
  if (host !== '127.0.0.1' && host !== 'localhost') return 'Give the secret to 127.0.0.1 by that name.';
  return undefined;
}

function misbehave(response: ServerResponse, fault: ReceiverFault, held: Set<() => void>): void {
  switch (fault) {
    case '500':
      answer(response, 500, 'broken on purpose');
      return;
    case 'gone':
      answer(response, 410, 'gone on purpose');
      return;
    case 'slow': {
      const letGo = (): void => {
        clearTimeout(timer);
        held.delete(letGo);
        if (!response.destroyed && !response.writableEnded) answer(response, 200, 'slow on purpose');
      };
      const timer = setTimeout(letGo, SLOW_ANSWER_MS);
      held.add(letGo);
      response.once('close', letGo);
    }
  }
}

/** The body; undefined when it is larger than a receiver should read. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  // Left open when it is too large: the answer still has to get through.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    bytes += chunk.length;
    if (bytes > BODY_BYTES_MAX) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function answer(response: ServerResponse, status: number, text: string): void {
  const headers = {
    'content-type': 'text/plain; charset=utf-8',
    ...(status === 413 ? { connection: 'close' } : {}),
  };
  response.writeHead(status, headers).end(`${text}\n`);
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}
