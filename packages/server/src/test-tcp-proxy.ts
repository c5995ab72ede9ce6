/** A proxy between a sender and its receiver: it holds bytes back until told, and counts what came over each connection. */
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** One connection that came in. */
export interface ProxiedConnection {
  /** Bytes that the sender has written. */
  bytes: number;
  readonly socket: Socket;
}

/** Accepts connections at once and passes bytes on, each connection after `letThrough` has resolved. */
export class TcpProxy {
  readonly connections: ProxiedConnection[] = [];
  readonly #server: Server;

  private constructor(targetPort: number, letThrough: (n: number) => Promise<void>) {
    this.#server = createServer((socket) => {
      const connection: ProxiedConnection = { bytes: 0, socket };
      this.connections.push(connection);
      socket.on('error', () => {});
      socket.pause();
      void letThrough(this.connections.length - 1).then(() => {
        const onward = connect(targetPort, '127.0.0.1');
        onward.on('error', () => socket.destroy());
        onward.on('data', (chunk) => socket.write(chunk));
        onward.on('close', () => socket.end());
        socket.on('data', (chunk) => {
          connection.bytes += chunk.length;
          onward.write(chunk);
        });
        socket.on('close', () => onward.destroy());
        socket.resume();
      });
    });
  }

  /** Opens one on loopback; `letThrough` is given the number of each connection, 0 for the first. */
  static async open(
    targetPort: number,
    letThrough: (n: number) => Promise<void> = async () => {},
  ): Promise<TcpProxy> {
    const proxy = new TcpProxy(targetPort, letThrough);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as { port: number }).port;
  }

  async close(): Promise<void> {
    for (const { socket } of this.connections) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
