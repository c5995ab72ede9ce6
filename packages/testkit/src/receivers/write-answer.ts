import type { ServerResponse } from 'node:http';
import type { Answer } from './answer.ts';

const DRIPPED_HEAD = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok';
const HUGE_CHUNK = Buffer.alloc(64 * 1024, 'x');

/** Answers one request as told. Timers and streams end with the connection, so that closing a receiver leaves nothing behind. */
export async function writeAnswer(response: ServerResponse, answer: Answer): Promise<void> {
  switch (answer.type) {
    case 'respond':
      response.writeHead(answer.status, answer.headers ?? {});
      response.end(answer.body ?? '');
      return;
    case 'wait':
      await answer.gate.opened;
      return writeAnswer(response, answer.then);
    case 'drip_head':
      return drip(response, answer.everyMs, (n) => DRIPPED_HEAD.charAt(n));
    case 'drip_body': {
      const socket = response.socket;
      socket?.write(`HTTP/1.1 ${answer.status} X\r\ncontent-type: text/plain\r\n\r\n`);
      return drip(response, answer.everyMs, () => '.');
    }
    case 'huge_body':
      return pour(response, answer.status, answer.bytes);
    case 'raw': {
      const socket = response.socket;
      if (socket === null) return;
      const settle = () => {
        if (answer.after === 'reset') socket.resetAndDestroy();
        if (answer.after === 'end') socket.end();
      };
      if (answer.text === '') settle();
      else socket.write(answer.text, settle);
      return;
    }
    case 'hang':
      return;
    default:
      return answer satisfies never;
  }
}

function drip(response: ServerResponse, everyMs: number, byteAt: (n: number) => string): void {
  const socket = response.socket;
  if (socket === null) return;
  let n = 0;
  const timer = setInterval(() => {
    const byte = byteAt(n++);
    if (byte === '' || socket.destroyed) clearInterval(timer);
    else socket.write(byte);
  }, everyMs);
  socket.once('close', () => clearInterval(timer));
  socket.once('error', () => clearInterval(timer));
}

async function pour(response: ServerResponse, status: number, bytes: number): Promise<void> {
  response.writeHead(status, { 'content-length': String(bytes) });
  for (let left = bytes; left > 0 && !response.destroyed; left -= HUGE_CHUNK.length) {
    const chunk = left >= HUGE_CHUNK.length ? HUGE_CHUNK : HUGE_CHUNK.subarray(0, left);
    if (!response.write(chunk)) {
      await new Promise<void>((resolve) => {
        const go = () => {
          response.off('drain', go);
          response.off('close', go);
          resolve();
        };
        response.once('drain', go);
        response.once('close', go);
      });
    }
  }
  if (!response.destroyed) response.end();
}
