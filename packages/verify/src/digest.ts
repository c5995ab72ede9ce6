import type { Bytes } from './bytes.ts';

/** A signing key, imported for HMAC-SHA256 and not extractable again. */
export function importSigningKey(signingKey: Uint8Array): Promise<CryptoKey> {
  return crypto.subtle.importKey(
    'raw',
    new Uint8Array(signingKey),
    { name: 'HMAC', hash: 'SHA-256' },
    false,
    ['sign'],
  );
}

/** HMAC-SHA256 of `content`: 32 bytes. */
export async function hmacSha256(key: CryptoKey, content: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.sign('HMAC', key, content));
}

/** SHA-256 of `content`: 32 bytes. */
export async function sha256(content: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', content));
}

/**
 * Whether two values are equal, in a time that tells nothing about where they differ. Both are hashed first: what is
 * then compared, byte by byte to the end, is no longer anything that the sender of a forged value can steer.
 */
export async function isSameInConstantTime(left: Bytes, right: Bytes): Promise<boolean> {
  const [leftDigest, rightDigest] = await Promise.all([sha256(left), sha256(right)]);
  let difference = left.length ^ right.length;
  for (let index = 0; index < leftDigest.length; index += 1) {
    difference |= (leftDigest[index] ?? 0) ^ (rightDigest[index] ?? 0);
  }
  return difference === 0;
}
