/**
 * Connections to receivers: undici clients with one request each, so that a signed request is never queued behind another, a kept
 * connection is known from a fresh one, and giving one request up ends nobody else's.
 */
import type { Socket } from 'node:net';
import {
  CONNECTION_IDLE_MARGIN_MS,
  CONNECTION_IDLE_MS_MAX,
  CONNECTIONS_IDLE_MAX,
  ORIGIN_CONNECTIONS_MAX,
  RESPONSE_HEAD_BYTES_MAX,
} from '@keyturn/core';
import { Client } from 'undici';
import type { Egress } from './egress.ts';

/** One connection to an origin; connects when its first request comes, and anew when it was closed between two. */
export class Connection {
  readonly origin: string;
  readonly client: Client;
  isBusy = true;
  /** Whether its socket has carried a response before. */
  isUsed = false;
  reach: 'public' | 'private' = 'private';
  #connecting: Socket | undefined;

  constructor(origin: string, egress: Egress, onClosed: (connection: Connection) => void) {
    this.origin = origin;
    this.client = new Client(origin, {
      pipelining: 1,
      allowH2: false,
      keepAliveTimeout: CONNECTION_IDLE_MS_MAX,
      keepAliveMaxTimeout: CONNECTION_IDLE_MS_MAX,
      keepAliveTimeoutThreshold: CONNECTION_IDLE_MARGIN_MS,
      maxHeaderSize: RESPONSE_HEAD_BYTES_MAX,
      // The attempt has a deadline of its own; undici's measure gaps, and a drip of bytes outlives them.
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: (options, callback) => {
        this.#connecting = egress.connect(options, (error, socket, reach) => {
          this.#connecting = undefined;
          if (error !== null || socket === null) {
            callback(error ?? new Error('no socket'), null);
            return;
          }
          this.isUsed = false;
          this.reach = reach;
          callback(null, socket);
        });
      },
    });
    this.client.on('disconnect', () => onClosed(this));
  }

  /** Closes it, whatever it is doing. */
  destroy(): void {
    this.#connecting?.destroy();
    this.client.destroy(null, () => {});
  }
}

interface OriginConnections {
  /** Carrying a request. */
  busyCount: number;
  /** The last one used is taken first, so that the others can grow old and close. */
  readonly idle: Connection[];
}

/** The connections of every origin, kept for a few seconds after their request. */
export class Connections {
  readonly #egress: Egress;
  readonly #byOrigin = new Map<string, OriginConnections>();
  /** All idle ones, the one idle longest first. */
  readonly #idle = new Set<Connection>();
  readonly #busy = new Set<Connection>();
  readonly #onClosed = (connection: Connection) => this.#drop(connection);

  constructor(egress: Egress) {
    this.#egress = egress;
  }

  /** Whether an origin has as many requests under way as it may. */
  isFull(origin: string): boolean {
    return (this.#byOrigin.get(origin)?.busyCount ?? 0) >= ORIGIN_CONNECTIONS_MAX;
  }

  /** A connection for one request: a kept one, or a new one. Ask `isFull` first. */
  take(origin: string): Connection {
    const connections = this.#connectionsOf(origin);
    const kept = connections.idle.pop();
    if (kept === undefined) return this.#open(origin, connections);
    this.#idle.delete(kept);
    kept.isBusy = true;
    this.#busy.add(kept);
    connections.busyCount++;
    return kept;
  }

  /** In place of a connection whose socket was found closed: a new one, that surely connects anew. */
  replace(connection: Connection): Connection {
    this.giveBack(connection, 'spent');
    return this.#open(connection.origin, this.#connectionsOf(connection.origin));
  }

  /** Takes a connection back after its request: kept for the next one, or closed. */
  giveBack(connection: Connection, state: 'reusable' | 'spent'): void {
    const connections = this.#connectionsOf(connection.origin);
    connections.busyCount--;
    connection.isBusy = false;
    this.#busy.delete(connection);
    if (state === 'reusable') {
      connections.idle.push(connection);
      this.#idle.add(connection);
      if (this.#idle.size > CONNECTIONS_IDLE_MAX) this.#closeOldest();
    } else {
      this.#forgetEmpty(connection.origin, connections);
      // Not within undici's own callbacks.
      setImmediate(() => connection.destroy());
    }
  }

  /** Closes every connection, those with a request too. */
  close(): void {
    for (const connection of [...this.#idle, ...this.#busy]) connection.destroy();
  }

  #open(origin: string, connections: OriginConnections): Connection {
    const connection = new Connection(origin, this.#egress, this.#onClosed);
    this.#busy.add(connection);
    connections.busyCount++;
    return connection;
  }

  #connectionsOf(origin: string): OriginConnections {
    const found = this.#byOrigin.get(origin);
    if (found !== undefined) return found;
    const made: OriginConnections = { busyCount: 0, idle: [] };
    this.#byOrigin.set(origin, made);
    return made;
  }

  /** An idle connection was closed, by the receiver or because it had been idle too long. */
  #drop(connection: Connection): void {
    if (connection.isBusy || !this.#idle.delete(connection)) return;
    const connections = this.#connectionsOf(connection.origin);
    const at = connections.idle.lastIndexOf(connection);
    if (at >= 0) connections.idle.splice(at, 1);
    this.#forgetEmpty(connection.origin, connections);
    setImmediate(() => connection.destroy());
  }

  #closeOldest(): void {
    const [oldest] = this.#idle;
    if (oldest !== undefined) this.#drop(oldest);
  }

  #forgetEmpty(origin: string, connections: OriginConnections): void {
    if (connections.busyCount === 0 && connections.idle.length === 0) this.#byOrigin.delete(origin);
  }
}
