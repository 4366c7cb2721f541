import { readFileSync } from 'node:fs';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { observing } from '../../../core/base/metrics.js';
import {
  LEAVE_MS,
  MAX_CONNECTIONS,
  RESERVED_FILES,
  STRANGER_CONNECTIONS_PER_ADDRESS,
  STRANGER_GRACE_MS,
  STRANGER_LEAVE_MS,
} from '../base/limits.js';
import { networkOf } from './address.js';
import { believedProxies } from './believed-proxies.js';
import type { HttpMetrics } from './metrics.js';

export interface ConnectionBounds {
  /** Number of simultaneous connections of all addresses; by default what the limit of open files leaves. */
  readonly most?: number;
  /** Number of simultaneous connections of strangers from one address. */
  readonly perAddress?: number;
  /** Time for which a new connection may stay silent before it counts against its address, ms. */
  readonly graceMs?: number;
}

/**
 * Bounds the connections that are open at once, so that the process keeps files for its database and its tiles. A connection is a
 * stranger's until a key or a session was shown on it, or until a proxy that is believed spoke for somebody. Over the bound of an
 * address its oldest strangers give way, but none before it had time to speak: Node accepts a burst before it reads any of it, and
 * whoever sends a key at once must get in. Over the bound of all there is no time to give; then the oldest stranger gives way at once,
 * and a new connection is closed only when nobody is a stranger.
 */
export function boundConnections(
  app: FastifyInstance,
  metrics: HttpMetrics,
  options: { readonly bounds?: ConnectionBounds; readonly trustProxy?: string } = {},
): void {
  const { bounds, trustProxy = '' } = options;
  const connections = new BoundedConnections(app.server, bounds, believedProxies(trustProxy));
  app.addHook('onRequest', async (request) => {
    const { socket } = request.raw;
    const isBelievedProxy = request.ip !== socket.remoteAddress;
    if (request.caller.kind !== 'anonymous' || isBelievedProxy) connections.isKnown(socket);
    else connections.isStranger(socket);
  });
  app.addHook('preClose', async () => connections.leave());
  const { counter, gauge } = observing(() => connections);
  metrics.add(
    gauge('tribune_http_connections', 'Connections that are open.', ({ open }) => open),
    counter(
      'tribune_http_connections_closed_total',
      'Connections of strangers closed over a bound.',
      ({ turnedAway }) => turnedAway,
    ),
  );
}

interface Stranger {
  /** Address that the connection counts against; null for a trusted proxy, which speaks for many. */
  readonly from: string | null;
  readonly sinceMs: number;
  /** A request came on the connection, and its sender is being determined. */
  isJudged: boolean;
}

/** The connections of a server. */
export class BoundedConnections {
  turnedAway = 0;
  readonly #server: Server;
  readonly #bounds: Required<ConnectionBounds>;
  readonly #isProxy: (address: string) => boolean;
  readonly #all = new Set<Socket>();
  /** Strangers in the order in which they came. */
  readonly #strangers = new Map<Socket, Stranger>();
  readonly #byAddress = new Map<string, Set<Socket>>();
  /** Addresses with more connections than their bound. */
  readonly #over = new Set<string>();
  #sweep: NodeJS.Timeout | null = null;

  constructor(server: Server, bounds: ConnectionBounds = {}, isProxy: (address: string) => boolean = () => false) {
    const { most = mostConnections(openFileLimit()), perAddress = STRANGER_CONNECTIONS_PER_ADDRESS } = bounds;
    this.#server = server;
    this.#bounds = { most, perAddress, graceMs: bounds.graceMs ?? STRANGER_GRACE_MS };
    this.#isProxy = isProxy;
    server.on('connection', (socket: Socket) => this.#joined(socket));
    // This listener runs before the request is handled, because finding out who sent it may take a query of the database.
    server.prependListener('request', ({ socket }: IncomingMessage, answer: ServerResponse) => {
      const stranger = this.#strangers.get(socket);
      if (stranger === undefined) return;
      stranger.isJudged = true;
      answer.once('close', () => this.isStranger(socket));
    });
  }

  get open(): number {
    return this.#all.size;
  }

  /** Marks a connection as known: from now on it is not closed in favour of others. */
  isKnown(socket: Socket): void {
    const from = this.#strangers.get(socket)?.from ?? null;
    this.#strangers.delete(socket);
    const same = from === null ? undefined : this.#byAddress.get(from);
    if (from === null || same === undefined) return;
    same.delete(socket);
    if (same.size <= this.#bounds.perAddress) this.#over.delete(from);
    if (same.size === 0) this.#byAddress.delete(from);
  }

  /** Marks a connection as a stranger's, as a request came on it without key or session. */
  isStranger(socket: Socket): void {
    const stranger = this.#strangers.get(socket);
    if (stranger !== undefined) stranger.isJudged = false;
  }

  /**
   * Closes connections at a stop, so that it waits for nobody without end. Node closes idle connections, but one that never sent anything
   * counts as busy, and Node's time limits end with the server.
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
    const address = socket.remoteAddress ?? '';
    const from = this.#isProxy(address) ? null : networkOf(address);
    this.#all.add(socket);
    socket.once('close', () => this.#left(socket));
    this.#strangers.set(socket, { from, sinceMs: performance.now(), isJudged: false });
    if (from !== null) {
      const same = this.#byAddress.get(from) ?? new Set();
      this.#byAddress.set(from, same.add(socket));
      if (same.size > this.#bounds.perAddress) this.#over.add(from);
    }
    if (this.open > this.#bounds.most) this.#turnAway(this.#oldest() ?? socket);
    this.#sweepLater();
  }

  #left(socket: Socket): void {
    this.#all.delete(socket);
    this.isKnown(socket);
  }

  /** The oldest stranger of an address that has more than its share, or else the oldest of all. It is closed when connections run out. */
  #oldest(): Socket | undefined {
    const over = this.#over.values().next().value;
    const gives = (socket: Socket): boolean => this.#strangers.get(socket)?.isJudged === false;
    return first(over === undefined ? [] : this.#byAddress.get(over)!, gives) ?? first(this.#strangers.keys(), gives);
  }

  #sweepLater(): void {
    if (this.#sweep !== null || this.#over.size === 0) return;
    // Data that arrived meanwhile are read first, also when the process was busy for longer than the grace period.
    this.#sweep = setTimeout(() => setImmediate(() => this.#sweepNow()), this.#bounds.graceMs).unref();
  }

  #sweepNow(): void {
    this.#sweep = null;
    const silentSince = performance.now() - this.#bounds.graceMs;
    for (const from of [...this.#over]) {
      const same = this.#byAddress.get(from)!;
      for (const socket of [...same]) {
        const { sinceMs, isJudged } = this.#strangers.get(socket)!;
        if (same.size <= this.#bounds.perAddress || sinceMs > silentSince) break;
        if (!isJudged) this.#turnAway(socket);
      }
    }
    this.#sweepLater();
  }

  #turnAway(socket: Socket): void {
    this.turnedAway++;
    this.#left(socket);
    socket.destroy();
  }
}

function first<T>(items: Iterable<T>, holds: (item: T) => boolean): T | undefined {
  for (const item of items) if (holds(item)) return item;
  return undefined;
}

/**
 * Gives the greatest number of connections for a limit of open files: a reserve of files stays free, or half of them where the limit is
 * small.
 *
 * @example
 * mostConnections(1024); // 768
 */
export function mostConnections(openFiles: number): number {
  return Math.min(Math.max(openFiles - RESERVED_FILES, Math.floor(openFiles / 2)), MAX_CONNECTIONS);
}

/** Limit of open files that systems usually have, for those that do not tell theirs. */
const USUAL_LIMIT = 1024;

/** Number of files that this process may have open at once. */
function openFileLimit(): number {
  try {
    const soft = /^Max open files\s+(\d+|unlimited)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1];
    return soft === 'unlimited' ? Number.MAX_SAFE_INTEGER : Number(soft ?? USUAL_LIMIT);
  } catch {
    return USUAL_LIMIT;
  }
}
