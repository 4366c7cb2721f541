import type { Duplex } from 'node:stream';
import type pg from 'pg';

/** How long to wait for the end of a connection, ms. A server that is there ends it at once; a broken network never answers. */
const GOODBYE_LIMIT_MS = 1000;

/**
 * Connections that are open, so that none is held for longer than a goodbye takes: the driver waits for the other side without end,
 * and a process does not end while it waits.
 */
export class Leaving {
  readonly #open = new Set<pg.ClientBase>();

  /** Registers a client; to be called with every client that connects. */
  joined(client: pg.ClientBase): void {
    this.#open.add(client);
    client.once('end', () => this.#open.delete(client));
  }

  /** Closes, after the limit, the connections that have not ended by themselves. */
  breakOff(): void {
    const timer = setTimeout(() => {
      for (const client of this.#open) streamOf(client)?.destroy();
    }, GOODBYE_LIMIT_MS);
    // The timer must not keep the process alive: open connections do so until then, and without them it has nothing to do.
    timer.unref();
  }
}

const streamOf = (client: pg.ClientBase): Duplex | undefined =>
  (client as unknown as { connection?: { stream?: Duplex } }).connection?.stream;
