import { type Bytes, concatBytes, utf8Bytes } from './bytes.ts';
import { WebhookVerificationError } from './verification-error.ts';

const rawBodyFix =
  'Hand over the raw bytes. Express: express.raw({ type: "*/*" }) on this route, before express.json(). Fastify: a content-type ' +
  'parser with parseAs: "buffer". Node: join the chunks of the request. Next pages: bodyParser: false. Lambda: decode the base64 body.';

/** The bytes of a body that a framework handed over. Throws `body_not_raw` for anything but bytes or a string. */
export function rawBodyBytes(body: unknown, maxBytes: number): Uint8Array {
  if (typeof body === 'string') return withinLimit(utf8Bytes(body), maxBytes);
  if (body instanceof Uint8Array) return withinLimit(body, maxBytes);
  if (body instanceof ArrayBuffer) return withinLimit(new Uint8Array(body), maxBytes);
  throw new WebhookVerificationError(
    'body_not_raw',
    body === undefined || body === null
      ? `The body is ${body}: nothing has read it as bytes. An empty body is "" or an empty Uint8Array.`
      : `The body is ${nameOfKind(body)}, not bytes: a parser ran first, and what it makes of them cannot be turned back.`,
    rawBodyFix,
  );
}

/**
 * Reads the body of a web Request, once, and stops as soon as it passes `maxBytes`. Throws `body_too_large`,
 * `body_already_read`, and `body_not_raw` for the request object of another kind of framework.
 */
export async function readRequestBody(request: Request, maxBytes: number): Promise<Bytes> {
  if (request.bodyUsed || request.body?.locked === true) {
    throw new WebhookVerificationError(
      'body_already_read',
      'Something has read the body of this request before; a body can be read only once.',
      'Verify first, then take the parsed value from event.json(); or verify request.clone(), made before the first reading.',
    );
  }
  const declaredBytes = Number(request.headers.get('content-length') ?? '0');
  if (declaredBytes > maxBytes) throw tooLarge(declaredBytes, maxBytes);
  // Some runtimes give no stream; they hold the whole body already.
  if (request.body === undefined) return withinLimit(new Uint8Array(await request.arrayBuffer()), maxBytes);
  if (request.body === null) return new Uint8Array(0);
  const reader: {
    read(): Promise<{ done: boolean; value?: Uint8Array | undefined }>;
    cancel(): Promise<void>;
  } = request.body.getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done || value === undefined) return concatBytes(chunks);
    length += value.length;
    if (length > maxBytes) {
      // Not awaited: a sender that never stops must not hold up its own refusal.
      reader.cancel().catch(() => undefined);
      throw tooLarge(length, maxBytes);
    }
    chunks.push(value);
  }
}

/** Throws `body_not_raw` unless this is a web Request; the `req` of Express, Fastify and Node has other properties. */
export function assertWebRequest(request: unknown): asserts request is Request {
  const isWebRequest =
    typeof request === 'object' &&
    request !== null &&
    'arrayBuffer' in request &&
    typeof request.arrayBuffer === 'function';
  if (isWebRequest) return;
  throw new WebhookVerificationError(
    'body_not_raw',
    'verify() was given something else than a web Request, such as the req of Express, Fastify or Node.',
    `Call verifyBytes({ headers: req.headers, body }) instead. ${rawBodyFix}`,
  );
}

function withinLimit<T extends Uint8Array>(bytes: T, maxBytes: number): T {
  if (bytes.length > maxBytes) throw tooLarge(bytes.length, maxBytes);
  return bytes;
}

function tooLarge(bodyBytes: number, maxBytes: number): WebhookVerificationError {
  return new WebhookVerificationError(
    'body_too_large',
    `The body has ${bodyBytes} bytes or more; the limit is ${maxBytes}.`,
    'Raise maxBytes if your sender really sends such bodies.',
  );
}

function nameOfKind(value: unknown): string {
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
