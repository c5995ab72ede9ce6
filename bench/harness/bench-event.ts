// The event that every scenario publishes. Its width is fixed, so that the load generator can state a content-length
// without measuring each body, and its two stamps are text that a receiver finds without parsing JSON: the sink must
// stay cheap, it eats the same cores as the program that is measured.

/** Endpoints of a run; each event matches exactly one of them. */
export const ENDPOINT_COUNT = 100;

/** Bytes of a published request body, about what an invoice event weighs. */
export const REQUEST_BODY_BYTES = 850;

const STAMP_DIGITS = 16;
const SEQUENCE_MARK = Buffer.from('"sequence":"');
const PUBLISHED_MARK = Buffer.from('"published_us":"');

/** `e00` to `e99`: the name of endpoint `index`, used as the sink's path and in the event type. */
export function endpointName(index: number): string {
  return `e${String(index % ENDPOINT_COUNT).padStart(2, '0')}`;
}

/** The event type that only endpoint `index` asks for. */
export function eventType(index: number): string {
  return `bench.${endpointName(index)}`;
}

/** Microseconds of the machine's monotonic clock, which all processes of one machine share. */
export function monotonicUs(): number {
  return Number(process.hrtime.bigint() / 1000n);
}

/** Makes the request body of event `sequence`, published at `publishedUs`; always `REQUEST_BODY_BYTES` of ASCII. */
export function makeRequestBody(sequence: number, publishedUs: number): string {
  const stamps = `"sequence":"${digits(sequence)}","published_us":"${digits(publishedUs)}"`;
  return `{"type":"${eventType(sequence)}","data":{${stamps},${FILLING}}}`;
}

/** What the sink reads out of a delivered body, whichever envelope surrounds it; `undefined` when it is not ours. */
export function readStamps(body: Buffer): { sequence: number; publishedUs: number } | undefined {
  const sequenceAt = body.indexOf(SEQUENCE_MARK);
  const publishedAt = body.indexOf(PUBLISHED_MARK);
  if (sequenceAt < 0 || publishedAt < 0) return undefined;
  return {
    sequence: readDigits(body, sequenceAt + SEQUENCE_MARK.length),
    publishedUs: readDigits(body, publishedAt + PUBLISHED_MARK.length),
  };
}

function digits(value: number): string {
  return String(value).padStart(STAMP_DIGITS, '0');
}

function readDigits(body: Buffer, start: number): number {
  return Number(body.toString('latin1', start, start + STAMP_DIGITS));
}

const FILLING = makeFilling();

function makeFilling(): string {
  const invoice =
    '"object":"invoice","currency":"EUR","amount_due":129900,"attempt_count":1,"customer":"cus_9s6XKzkNRiz8i3",' +
    '"lines":[{"price":"price_1MtHbE","quantity":3,"amount":29900},{"price":"price_1MtHbF","quantity":1,"amount":40200}],' +
    '"status":"open","total_excluding_tax":109160,"period":{"start":1735689600,"end":1738368000}';
  const stamps = 2 * STAMP_DIGITS + SEQUENCE_MARK.length + PUBLISHED_MARK.length + 3;
  const frame = `{"type":"${eventType(0)}","data":{,}}`.length;
  const note = REQUEST_BODY_BYTES - frame - stamps - invoice.length - '"note":"",'.length;
  return `"note":"${'thank you for your business '.repeat(40).slice(0, note)}",${invoice}`;
}
