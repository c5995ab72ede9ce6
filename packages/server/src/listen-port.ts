import { createServer } from 'node:net';
import { StartError } from './start-error.ts';

/**
 * The port to listen on: the given one when it is free, another when it is 0. Asked before anything else is opened, so that a taken port
 * stops a process before it has sent anything. Throws StartError with the variable to set.
 */
export function choosePort(host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error) => reject(listenErrorOf(error, host, port)));
    probe.listen({ host, port, exclusive: true }, () => {
      const address = probe.address();
      const chosen = typeof address === 'object' && address !== null ? address.port : port;
      probe.close(() => resolve(chosen));
    });
  });
}

/** What a failed `listen` means to who starts the process. */
export function listenErrorOf(error: unknown, host: string, port: number): StartError {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const cause = { cause: error };
  switch (code) {
    case 'EADDRINUSE':
      return new StartError(
        75,
        `Port ${port} on ${host} is taken by another process: stop that one, or set KEYTURN_PORT to a free port.`,
        cause,
      );
    case 'EACCES':
      return new StartError(
        78,
        `This user may not listen on port ${port}: set KEYTURN_PORT to one from 1024 on.`,
        cause,
      );
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new StartError(
        78,
        `${host} is no address of this machine: set KEYTURN_HOST to one of its own, or to 0.0.0.0.`,
        cause,
      );
    default:
      return new StartError(
        78,
        `Listening on ${host} port ${port} failed (${String(code)}): look at KEYTURN_HOST and KEYTURN_PORT.`,
        cause,
      );
  }
}
