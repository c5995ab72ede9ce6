/** The one body parser of the edge: uncompressed UTF-8 JSON, whose text is kept when an idempotency key asks for it. */
import { isUtf8 } from 'node:buffer';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ProblemError } from './problem.ts';
import { invalidRequest } from './validate.ts';

/** Makes `application/json`, parsed by `parseText` (which throws SyntaxError), the only content that a request to `app` can have. */
export function addJsonBodyParser(app: FastifyInstance, parseText: (text: string) => unknown): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    try {
      done(null, parseJsonBody(request, body as Buffer, parseText));
    } catch (error) {
      done(error as Error, undefined);
    }
  });
}

function parseJsonBody(request: FastifyRequest, body: Buffer, parseText: (text: string) => unknown): unknown {
  const encoding = request.headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity') {
    throw new ProblemError({
      code: 'unsupported_media_type',
      detail: 'Compressed requests are not read: send the JSON as it is, without `Content-Encoding`.',
    });
  }
  if (body.length === 0) return undefined;
  if (!isUtf8(body)) throw malformed('The body is not valid UTF-8.');
  const text = body.toString('utf8');
  if (request.headers['idempotency-key'] !== undefined) request.bodyText = text;
  try {
    return parseText(text);
  } catch (error) {
    throw malformed(`The body is not valid JSON. ${whereOf(error)}`);
  }
}

/** Where the fault lies, when it is told. V8's own sentence quotes the text around it, which may be anything: it is not repeated. */
function whereOf(error: unknown): string {
  const message = error instanceof Error ? error.message : '';
  if (message.startsWith('JSON nested')) return `${message}.`;
  const [, line, column] = /\(line (\d+) column (\d+)\)/.exec(message) ?? [];
  if (line !== undefined) return `The fault is in line ${line}, column ${column}.`;
  return message.includes('end of JSON') ? 'It ends too early.' : 'Check its quotes, commas and brackets.';
}

function malformed(detail: string): ProblemError {
  return invalidRequest([{ pointer: '', code: 'malformed_json', detail }]);
}
