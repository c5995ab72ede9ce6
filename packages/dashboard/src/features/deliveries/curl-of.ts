import type { Endpoint, PublishedEvent } from '../../api/models.ts';

/** A text as one argument of a POSIX shell, whatever is in it. */
export function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/**
 * The request of a delivery as a curl command, to try a receiver by hand. Without a signature: only Keyturn can make one. Undefined
 * for a body that is not text, which a shell cannot carry.
 */
export function curlOf(event: PublishedEvent, endpoint: Endpoint): string | undefined {
  if (event.body === null || event.body.includes('\0')) return undefined;
  const headers = { ...endpoint.headers, 'content-type': event.content_type, 'webhook-id': event.id };
  return [
    `curl -X POST ${shellQuoted(endpoint.url)}`,
    ...Object.entries(headers).map(([name, value]) => `-H ${shellQuoted(`${name}: ${value}`)}`),
    `--data-binary ${shellQuoted(event.body)}`,
  ].join(' \\\n  ');
}
