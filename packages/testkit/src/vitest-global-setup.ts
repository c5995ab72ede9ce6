import type { TestProject } from 'vitest/node';
import { PostgresBroker } from './processes/postgres-broker.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where test files ask for PostgreSQL databases (`createPostgresDatabase`). */
    keyturnPostgresBroker: string;
  }
}

/** Run by vitest once before all test files; what it returns, once after them, whatever became of them. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const broker = await PostgresBroker.open();
  project.provide('keyturnPostgresBroker', broker.url);
  return () => broker.close();
}
