import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** What becomes of a piece of a conversation: passed on, swallowed (the other side waits), or the end of both connections. */
export type Verdict = 'pass' | 'drop' | 'cut';

/** Looks at each piece before it is passed on. */
export type Inspection = (chunk: Buffer, direction: 'to_server' | 'to_client') => Verdict;

/** A TCP proxy on loopback that can lose what passes through it: a network between a process and its database. */
export class TcpProxy {
  /** Connections accepted so far. */
  connectionCount = 0;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #inspect: Inspection = () => 'pass';
  #isBlackHole = false;

  private constructor(targetPort: number) {
    this.#server = createServer((client) => {
      this.connectionCount++;
      const server = connect(targetPort, '127.0.0.1');
      this.#relay(client, server, 'to_server');
      this.#relay(server, client, 'to_client');
    });
  }

  /** Opens a proxy on a free port of 127.0.0.1 in front of another port there. */
  static async open(targetPort: number): Promise<TcpProxy> {
    const proxy = new TcpProxy(targetPort);
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Decides from now on what becomes of each piece, also on connections that are open. */
  inspect(inspection: Inspection): void {
    this.#inspect = inspection;
  }

  /** Swallows everything in both directions, ends of connections too: neither side learns that the other is gone. */
  blackHole(): void {
    this.#isBlackHole = true;
  }

  /** Passes everything on again; what ended meanwhile stays half open. */
  heal(): void {
    this.#isBlackHole = false;
    this.#inspect = () => 'pass';
  }

  /** Ends every open connection. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Ends every connection and frees the port. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.cut();
    await closed;
  }

  #relay(from: Socket, to: Socket, direction: 'to_server' | 'to_client'): void {
    this.#sockets.add(from);
    from.on('error', () => {});
    from.once('close', () => {
      this.#sockets.delete(from);
      if (!this.#isBlackHole) to.destroy();
    });
    from.on('data', (chunk: Buffer) => {
      const verdict = this.#isBlackHole ? 'drop' : this.#inspect(chunk, direction);
      if (verdict === 'pass') to.write(chunk);
      if (verdict === 'cut') {
        from.destroy();
        to.destroy();
      }
    });
  }
}
