import type { Gate } from './gate.ts';

/** How a receiver treats one request. */
export type Answer =
  /** A whole response. */
  | {
      readonly type: 'respond';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string | Uint8Array;
    }
  /** Waits for the gate, then treats the request as `then` says. */
  | { readonly type: 'wait'; readonly gate: Gate; readonly then: Answer }
  /** Sends a 200 one byte of its head at a time. */
  | { readonly type: 'drip_head'; readonly everyMs: number }
  /** Sends the head of `status` at once and then one byte of body at a time, without end. */
  | { readonly type: 'drip_body'; readonly status: number; readonly everyMs: number }
  /** Sends `bytes` of a response body as fast as the sender takes them. */
  | { readonly type: 'huge_body'; readonly status: number; readonly bytes: number }
  /** Writes the text as it is (a broken response, half of one, two of them), and then resets, ends or keeps the connection. */
  | { readonly type: 'raw'; readonly text: string; readonly after: 'reset' | 'end' | 'keep' }
  /** Reads the request and never answers. */
  | { readonly type: 'hang' };

/** A whole response with a status and nothing remarkable. */
export function respond(
  status: number,
  headers: Readonly<Record<string, string>> = {},
  body: string | Uint8Array = '',
): Answer {
  return { type: 'respond', status, headers, body };
}

/** 429 or 503 with a Retry-After of seconds, a date, or any other text. */
export function retryAfter(value: string, status = 429): Answer {
  return respond(status, { 'retry-after': value });
}

/** 410: the receiver wants no event any more. */
export function gone(): Answer {
  return respond(410);
}

/** A redirect, which no sender may follow. */
export function redirectTo(location: string, status = 302): Answer {
  return respond(status, { location });
}

/** Closes the connection with a reset before any byte of an answer. */
export function resetBeforeHead(): Answer {
  return { type: 'raw', text: '', after: 'reset' };
}

/** Sends the head of `status`, announces a body, and resets the connection before it. */
export function resetAfterHead(status = 200): Answer {
  return { type: 'raw', text: `HTTP/1.1 ${status} X\r\ncontent-length: 1000\r\n\r\nhalf`, after: 'reset' };
}

/** Answers as `then` says once the test has opened the gate. */
export function waitFor(gate: Gate, then: Answer = respond(200)): Answer {
  return { type: 'wait', gate, then };
}
