/** What the engine says to the person who runs it: rare things only, never one line per event. The order of arguments is pino's. */
export interface EngineLog {
  info(facts: Readonly<Record<string, unknown>>, message: string): void;
  warn(facts: Readonly<Record<string, unknown>>, message: string): void;
  error(facts: Readonly<Record<string, unknown>>, message: string): void;
}

/** The name, code and message of something thrown: what a log line may hold of it. */
export function errorFacts(error: unknown): Readonly<Record<string, unknown>> {
  if (!(error instanceof Error)) return { error: String(error) };
  const code = 'code' in error ? error.code : undefined;
  return { error: error.message, name: error.name, ...(code === undefined ? {} : { code }) };
}
