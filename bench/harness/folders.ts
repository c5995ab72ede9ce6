import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const kept = new Set<string>();

// The last net: a run that was interrupted leaves no databases behind either.
process.on('exit', () => {
  for (const folder of kept) rmSync(folder, { recursive: true, force: true });
});

/** Makes a folder under the system's temporary one that does not outlive this process. */
export async function makeFolder(purpose: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), `keyturn-bench-${purpose}-`));
  kept.add(folder);
  return folder;
}

/** Removes a folder that `makeFolder` made, with all that is in it. */
export async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  kept.delete(folder);
}
