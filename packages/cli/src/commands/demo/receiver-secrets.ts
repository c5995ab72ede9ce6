/** The secrets that the demo's receiver holds: the last two that it was given, kept in a private file so that a restart goes on. */
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { createVerifier, type VerifiedEvent, type Verifier } from '@keyturn/verify';
import { deriveKeyId, parseSecretText } from '@keyturn/verify/sign';

/** A receiver that turns a key needs two: the one that signs, and the next. */
const SECRETS_HELD_MAX = 2;

/** What the receiver verifies with. */
export interface ReceiverSecrets {
  /** Undefined while it holds no secret. */
  readonly verifier: Verifier<VerifiedEvent> | undefined;
  /** With the newest secret alone, as a receiver that forgot the one before. */
  readonly newestVerifier: Verifier<VerifiedEvent> | undefined;
  /** Key ids, newest first. */
  readonly keyIds: readonly string[];
  /** Takes one more secret, on disk before it answers; the oldest of three is forgotten. Throws `bad_secret`. Gives its key id. */
  add(text: string): Promise<string>;
}

/** Reads the secrets that an earlier run was given. */
export async function openReceiverSecrets(path: string): Promise<ReceiverSecrets> {
  let texts = readTexts(path);
  let keyIds = await Promise.all(texts.map(keyIdOf));
  let verifier = verifierOf(texts);
  let newestVerifier = verifierOf(texts.slice(0, 1));
  return {
    get verifier() {
      return verifier;
    },
    get newestVerifier() {
      return newestVerifier;
    },
    get keyIds() {
      return keyIds;
    },
    async add(given) {
      const text = given.trim();
      const keyId = await keyIdOf(text);
      const held = [text, ...texts.filter((each) => each !== text)].slice(0, SECRETS_HELD_MAX);
      writeTexts(path, held);
      texts = held;
      keyIds = await Promise.all(held.map(keyIdOf));
      verifier = verifierOf(held);
      newestVerifier = verifierOf(held.slice(0, 1));
      return keyId;
    },
  };
}

function keyIdOf(text: string): Promise<string> {
  return deriveKeyId(parseSecretText(text));
}

function verifierOf(texts: readonly string[]): Verifier<VerifiedEvent> | undefined {
  return texts.length === 0 ? undefined : createVerifier({ secrets: texts });
}

function readTexts(path: string): readonly string[] {
  try {
    return readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => line !== '');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}

/** Written beside and moved into place: a receiver that is killed here must not wake up without the secret it acknowledged. */
function writeTexts(path: string, texts: readonly string[]): void {
  const draft = `${path}.${process.pid}.tmp`;
  rmSync(draft, { force: true });
  const descriptor = openSync(draft, 'wx', 0o600);
  try {
    writeSync(descriptor, texts.map((text) => `${text}\n`).join(''));
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  renameSync(draft, path);
}
