import type { EpochMs } from '@keyturn/core';
import type { SigningKeyset } from '../keyring/keyring.ts';
import type { EndpointTarget } from './endpoint-target.ts';
import type { LiveDelivery } from './live-delivery.ts';

/**
 * All headers of one request but those that undici writes (host, connection, content-length), as a flat list of names and values. Made
 * just before the request and never kept: a signature is of one attempt. Which headers a signature is made of only the keyring knows.
 */
export function signRequest(
  target: EndpointTarget,
  delivery: LiveDelivery,
  signers: SigningKeyset,
  now: EpochMs,
): string[] {
  const signature = signers.sign({
    eventId: delivery.eventId,
    timestampSeconds: Math.floor(now / 1000),
    body: delivery.body,
    typedUrl: target.endpoint.url,
  });
  return [...target.headers, 'content-type', delivery.contentType, ...signature];
}
