import { inject } from 'vitest';
import '../vitest-global-setup.ts';

/**
 * A fresh, empty database on the test run's one PostgreSQL 18, which the first call of the run starts. Gives its URL. Only inside vitest;
 * it is gone with the run.
 */
export async function createPostgresDatabase(): Promise<string> {
  const answer = await fetch(inject('keyturnPostgresBroker'), { method: 'POST' });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`no PostgreSQL for this test: ${text}`);
  return text;
}
