import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import {
  LEAVE_MS,
  MAX_CONNECTIONS,
  RESERVED_FILES,
  STRANGER_CONNECTIONS_PER_ADDRESS,
  STRANGER_LEAVE_MS,
} from '../limits.js';
import { networkOf } from './address.js';
import { family, type HttpMetrics } from './metrics.js';

export interface ConnectionBounds {
  /** Connections at once over all; by default what the limit of open files leaves. */
  readonly most?: number;
  /** Of strangers at once from one address. */
  readonly perAddress?: number;
}

/**
 * Bounds the connections that are open at once, so that the process keeps files for its database and its tiles. A connection is a
 * stranger's until a key or a session was shown on it, or until a proxy that is believed spoke for somebody. Over a bound the oldest
 * stranger's connection gives way to a new one: whoever has a key gets in, however many others sit and wait.
 */
export function boundConnections(app: FastifyInstance, metrics: HttpMetrics, bounds: ConnectionBounds = {}): void {
  const connections = new BoundedConnections(app.server, bounds);
  app.addHook('onRequest', async (request) => {
    const { socket } = request.raw;
    const isBelievedProxy = request.ip !== socket.remoteAddress;
    if (request.caller.kind !== 'anonymous' || isBelievedProxy) connections.isKnown(socket);
  });
  app.addHook('preClose', async () => connections.leave());
  const closed = 'Connections of strangers closed over a bound.';
  metrics.more.push(
    () => family('tribune_http_connections', 'gauge', 'Connections that are open.', [['', connections.open]]),
    () => family('tribune_http_connections_closed_total', 'counter', closed, [['', connections.turnedAway]]),
  );
}

/** The connections of a server. */
export class BoundedConnections {
  open = 0;
  turnedAway = 0;
  readonly #server: Server;
  readonly #bounds: Required<ConnectionBounds>;
  /** In the order in which they came. */
  readonly #strangers = new Map<Socket, string>();
  readonly #byAddress = new Map<string, Set<Socket>>();

  constructor(server: Server, bounds: ConnectionBounds = {}) {
    const { most = mostConnections(openFileLimit()), perAddress = STRANGER_CONNECTIONS_PER_ADDRESS } = bounds;
    this.#server = server;
    this.#bounds = { most, perAddress };
    server.on('connection', (socket: Socket) => this.#joined(socket));
  }

  /** From now on the connection gives way to nobody. */
  isKnown(socket: Socket): void {
    const from = this.#strangers.get(socket);
    if (from === undefined) return;
    this.#strangers.delete(socket);
    const others = this.#byAddress.get(from);
    others?.delete(socket);
    if (others?.size === 0) this.#byAddress.delete(from);
  }

  /**
   * For a stop: nobody is waited for without end. Node closes what is idle, but a connection that never said anything counts as busy, and
   * its limits of time end with the server.
   */
  leave(): void {
    const strangers = setTimeout(() => {
      for (const socket of this.#strangers.keys()) socket.destroy();
    }, STRANGER_LEAVE_MS);
    const all = setTimeout(() => this.#server.closeAllConnections(), LEAVE_MS);
    this.#server.once('close', () => {
      clearTimeout(strangers);
      clearTimeout(all);
    });
  }

  #joined(socket: Socket): void {
    const from = networkOf(socket.remoteAddress ?? '');
    this.open++;
    socket.once('close', () => {
      this.open--;
      this.isKnown(socket);
    });
    const same = this.#byAddress.get(from) ?? new Set();
    this.#byAddress.set(from, same.add(socket));
    this.#strangers.set(socket, from);
    if (same.size > this.#bounds.perAddress) this.#turnAway(same.values().next().value!);
    else if (this.open > this.#bounds.most) this.#turnAway(this.#strangers.keys().next().value!);
  }

  #turnAway(socket: Socket): void {
    this.turnedAway++;
    this.isKnown(socket);
    socket.destroy();
  }
}

/**
 * Connections at once, of the files that may be open: a reserve stays, and half of them where the limit is that small.
 *
 * @example
 * mostConnections(1024); // 768
 */
export function mostConnections(openFiles: number): number {
  return Math.min(Math.max(openFiles - RESERVED_FILES, Math.floor(openFiles / 2)), MAX_CONNECTIONS);
}

/** What systems usually allow, where this one does not say. */
const USUAL_LIMIT = 1024;

/** Files that this process may have open at once. */
function openFileLimit(): number {
  try {
    const soft = /^Max open files\s+(\d+|unlimited)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1];
    return soft === 'unlimited' ? Number.MAX_SAFE_INTEGER : Number(soft ?? USUAL_LIMIT);
  } catch {
    return USUAL_LIMIT;
  }
}
