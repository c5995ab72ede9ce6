import { parseJsonKeepingNumbers, stringifyJson } from '@keyturn/core';

/**
 * What may keep receivers from verifying a body that is sent verbatim. Some libraries parse the body and write it anew before they verify, some take it
 * as UTF-8 text: compact JSON in UTF-8 is what verifies everywhere.
 */
export function bodyWarnings(bytes: Uint8Array): readonly string[] {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return [
      'The body is not UTF-8: libraries that take it as text cannot verify it. Receivers must verify the raw bytes.',
    ];
  }
  if (text.startsWith('\uFEFF')) {
    return [
      'The body begins with a byte order mark: some libraries drop it and then cannot verify. Publish without it.',
    ];
  }
  let value: unknown;
  try {
    value = parseJsonKeepingNumbers(text);
  } catch {
    return [
      'The body is not JSON: libraries that parse what they verify will refuse it. Receivers must verify the raw bytes.',
    ];
  }
  if (stringifyJson(value) === text) return [];
  return [
    'The body is not compact JSON: receivers that parse it and write it anew before they verify will refuse it.',
  ];
}
