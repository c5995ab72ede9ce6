import {
  RESPONSE_READ_BYTES_MAX,
  RESPONSE_STORED_BYTES_MAX,
  RESPONSE_STORED_HEAD_CHARACTERS_MAX,
} from '@keyturn/core';

/** Keeps the first bytes of a response's body, as they came: never decompressed, so that a bomb stays as small as it was sent. */
export class ResponseReader {
  readonly #keptBytesMax: number;
  #bytesRead = 0;
  #kept: Uint8Array | undefined;

  /** `nothing` reads as much, and keeps none of it. */
  constructor(keep: 'first_bytes' | 'nothing') {
    this.#keptBytesMax = keep === 'first_bytes' ? RESPONSE_STORED_BYTES_MAX : 0;
  }

  /** Takes a chunk; false once as much was read as is read of any response. */
  take(chunk: Uint8Array): boolean {
    const keptBytes = this.#kept?.length ?? 0;
    this.#bytesRead += chunk.length;
    if (keptBytes < this.#keptBytesMax) {
      const more = chunk.subarray(0, this.#keptBytesMax - keptBytes);
      // A copy in either case: the chunk is a window on the socket's buffer of 64 KiB, which would be kept alive with it.
      this.#kept = Uint8Array.from(this.#kept === undefined ? more : Buffer.concat([this.#kept, more]));
    }
    return this.#bytesRead < RESPONSE_READ_BYTES_MAX;
  }

  /** At most RESPONSE_STORED_BYTES_MAX; undefined when there was no body, or nothing of it is kept. */
  get kept(): Uint8Array | undefined {
    return this.#kept;
  }
}

/** Never stored: they are the receiver's own secrets. */
const HIDDEN_HEADERS = new Set(['set-cookie', 'authorization', 'www-authenticate', 'proxy-authenticate']);

/** The headers of a response that are stored with a failed attempt: without cookies, and bounded. */
export function storedHeaders(
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Record<string, string> {
  const stored: Record<string, string> = {};
  let characters = 0;
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined || HIDDEN_HEADERS.has(name)) continue;
    const text = Array.isArray(value) ? value.join(', ') : value;
    characters += name.length + text.length;
    if (characters > RESPONSE_STORED_HEAD_CHARACTERS_MAX) break;
    stored[name] = text;
  }
  return stored;
}
