/** Ports that are tried, one after the other, before the demo gives up. */
const PORTS_TRIED_MAX = 20;
const PORT_MAX = 65_535;

/**
 * Opens something on `port`, or on the next free one. `open` rejects with `EADDRINUSE`, itself or as its `cause`, where a port is
 * taken; any other failure comes out as it is.
 */
export async function openOnFreePort<T>(port: number, open: (port: number) => Promise<T>): Promise<T> {
  for (let tried = 0; ; tried++) {
    try {
      return await open(port + tried);
    } catch (error) {
      const isLast = tried + 1 >= PORTS_TRIED_MAX || port + tried >= PORT_MAX;
      if (!isTaken(error) || isLast) throw error;
    }
  }
}

function isTaken(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return ('code' in error && error.code === 'EADDRINUSE') || isTaken(error.cause);
}
