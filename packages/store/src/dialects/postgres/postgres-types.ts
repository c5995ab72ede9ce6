import { type CustomTypesConfig, types } from 'pg';

const INT8 = 20;
const BYTEA = 17;

/**
 * How columns come out: bigint as a number (the driver gives text, since most databases hold larger ones; ours never do) and bytea as a
 * plain Uint8Array, as the other dialect gives it.
 */
export const POSTGRES_TYPES: CustomTypesConfig = {
  getTypeParser(oid, format) {
    if (format !== 'binary' && oid === INT8) return parseInt8;
    if (format !== 'binary' && oid === BYTEA) return parseBytea;
    return types.getTypeParser(oid, format);
  },
} as CustomTypesConfig;

function parseInt8(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError('a bigint of the database is beyond 2^53');
  return value;
}

/** `bytea_output` is `hex` in every session: `\x` and two digits a byte. */
function parseBytea(text: string): Uint8Array {
  const bytes = Buffer.from(text.slice(2), 'hex');
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
