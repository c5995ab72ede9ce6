import { ADMIN_KEY_CHARACTERS_MAX, ADMIN_KEY_CHARACTERS_MIN } from '@keyturn/core';
import type { RandomBytes } from '../random-bytes.ts';
import { PrivateFileError, readPrivateFile, writePrivateFile } from './private-file.ts';
import { Sensitive } from './sensitive.ts';

const ADMIN_KEY_RANDOM_BYTES = 32;
const FORM = new RegExp(`^[!-~]{${ADMIN_KEY_CHARACTERS_MIN},${ADMIN_KEY_CHARACTERS_MAX}}$`);

/** The operator's key, and the file when it was made just now. */
export interface OpenedAdminKey {
  readonly adminKey: Sensitive<string>;
  readonly madeFile?: string;
}

/** The admin key that is given, or that of the file, or a new one in the file. Throws PrivateFileError with a sentence that mends it. */
export function openAdminKey(
  given: Sensitive<string> | undefined,
  path: string,
  random: RandomBytes,
): OpenedAdminKey {
  if (given !== undefined) return { adminKey: given };
  const text = readPrivateFile(path)?.trim();
  if (text === undefined) {
    const made = Buffer.from(random(ADMIN_KEY_RANDOM_BYTES)).toString('base64url');
    writePrivateFile(path, `${made}\n`);
    return { adminKey: new Sensitive(made), madeFile: path };
  }
  if (!FORM.test(text)) {
    throw new PrivateFileError(
      `${path} holds no admin key: one line of 32 characters or more, without spaces. Remove it to have a new one made.`,
    );
  }
  return { adminKey: new Sensitive(text) };
}
