import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type PostgresServer, startPostgres } from './postgres.ts';

/**
 * Stands in the main process of a test run and starts its one PostgreSQL when the first test file asks for a database: most runs never
 * do, and then none is started. `POST /` answers the URL of a fresh database.
 */
export class PostgresBroker {
  readonly #server: Server;
  #postgres: Promise<PostgresServer> | undefined;

  private constructor() {
    this.#server = createServer((_request, response) => {
      this.#createDatabase().then(
        (url) => response.end(url),
        (error: unknown) => response.writeHead(500).end(String(error)),
      );
    });
  }

  /** Opens a broker on a free port of 127.0.0.1. */
  static async open(): Promise<PostgresBroker> {
    const broker = new PostgresBroker();
    await new Promise<void>((resolve) => broker.#server.listen(0, '127.0.0.1', resolve));
    return broker;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  /** Whether a test asked for a database yet. */
  get hasStarted(): boolean {
    return this.#postgres !== undefined;
  }

  /** Stops and removes the server, if there is one. */
  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
    await (await this.#postgres)?.remove();
  }

  #createDatabase(): Promise<string> {
    this.#postgres ??= startPostgres();
    return this.#postgres.then((postgres) => postgres.createDatabase());
  }
}
