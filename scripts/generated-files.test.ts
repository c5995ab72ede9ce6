import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

// What is generated is committed, so that readers and clients need no tools; it must be what its source says today.
describe('generated files', () => {
  it.each(['generate-openapi.ts', 'generate-problems.ts', 'generate-client.ts', 'generate-configuration.ts'])(
    'are current: %s',
    (script) => {
      const run = spawnSync(process.execPath, [join(import.meta.dirname, script), '--check'], {
        encoding: 'utf8',
      });
      expect(run.stderr).toBe('');
      expect(run.status).toBe(0);
    },
  );
});
