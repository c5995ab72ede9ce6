/** Bytes in memory of their own. Web Crypto takes no view of shared memory, so what reaches it has this type. */
export type Bytes = Uint8Array<ArrayBuffer>;

const utf8Encoder = new TextEncoder();

/** The UTF-8 bytes of `text`. A lone surrogate becomes U+FFFD, as everywhere on the web. */
export function utf8Bytes(text: string): Bytes {
  // Copied because TextEncoder's type does not promise memory of its own in every runtime's declarations.
  return new Uint8Array(utf8Encoder.encode(text));
}

/** The parts, one after another, in new memory. */
export function concatBytes(parts: readonly Uint8Array[]): Bytes {
  let length = 0;
  for (const part of parts) length += part.length;
  const joined = new Uint8Array(length);
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}

/** Padded standard base64 (RFC 4648 section 4). For keys and signatures: 64 bytes or so, not for bodies. */
export function encodeBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}

/**
 * The bytes of padded standard base64 in its only canonical form, or `undefined` for anything else: white space, base64url,
 * missing padding, stray bits in the last character. `atob` alone forgives three of those.
 */
export function decodeBase64(text: string): Bytes | undefined {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4 !== 0) return undefined;
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  return encodeBase64(bytes) === text ? bytes : undefined;
}

/** Lower-case hexadecimal. */
export function encodeHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The bytes of lower-case hexadecimal, or `undefined` for anything else. */
export function decodeHex(text: string): Bytes | undefined {
  if (!/^(?:[0-9a-f]{2})*$/.test(text)) return undefined;
  const bytes = new Uint8Array(text.length / 2);
  for (let index = 0; index < bytes.length; index += 1) {
    bytes[index] = Number.parseInt(text.slice(index * 2, index * 2 + 2), 16);
  }
  return bytes;
}
