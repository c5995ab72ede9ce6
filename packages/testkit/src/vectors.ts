import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The folder of the published vectors, `spec/vectors` of this repository. */
export const VECTORS_FOLDER = fileURLToPath(new URL('../../../spec/vectors/', import.meta.url));

/** One file of the published vectors, parsed from JSON and nothing more; its caller knows its shape. Throws when there is none. */
export function readVectors(name: string, folder = VECTORS_FOLDER): unknown {
  if (!/^[a-z0-9-]+$/.test(name)) throw new RangeError(`a vector file is named in kebab-case, not ${name}`);
  const value: unknown = JSON.parse(readFileSync(`${folder}/${name}.json`, 'utf8'));
  return value;
}
