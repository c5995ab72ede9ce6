/** What the envelope of an event is made of. Texts are as published; nothing is filled in here. */
export interface EnvelopeParts {
  readonly id: string;
  /** A URI reference: `/accounts/<id>` unless the publisher gave another. */
  readonly source: string;
  readonly type: string;
  readonly subject?: string;
  /** RFC 3339. */
  readonly time: string;
  readonly dataschema?: string;
  readonly datacontenttype: string;
  /** The event's data, as JSON text (see `json-source.ts`). */
  readonly dataText: string;
}

const encoder = new TextEncoder();

/**
 * The body of an event as published with `data`: a compact CloudEvents 1.0 envelope in JSON, UTF-8, always in the order `specversion,
 * id, source, type, subject, time, dataschema, datacontenttype, data`, absent ones left out. Made once: the same bytes are signed and
 * sent in every attempt. The bytes have a buffer of their own, so that a worker thread can be given them whole.
 */
export function makeEnvelope(parts: EnvelopeParts): Uint8Array {
  const { id, source, type, subject, time, dataschema, datacontenttype, dataText } = parts;
  // Written as one object for its quoting and its left-out fields; the data goes in as text, before the closing brace.
  const head = JSON.stringify({
    specversion: '1.0',
    id,
    source,
    type,
    subject,
    time,
    dataschema,
    datacontenttype,
  });
  return encoder.encode(`${head.slice(0, -1)},"data":${dataText}}`);
}
