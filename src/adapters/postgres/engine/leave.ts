import type { Duplex } from 'node:stream';
import type pg from 'pg';

/** A server that is there takes the goodbye at once; a network that swallows everything never answers, ms. */
const GOODBYE_LIMIT_MS = 1000;

/**
 * Connections that are open, so that none is held for longer than a goodbye takes: the driver waits for the other side without end,
 * and a process does not end while it waits.
 */
export class Leaving {
  readonly #open = new Set<pg.ClientBase>();

  /** To be called with every client that connects. */
  joined(client: pg.ClientBase): void {
    this.#open.add(client);
    client.once('end', () => this.#open.delete(client));
  }

  /** Breaks off, soon, what has not ended by itself. */
  breakOff(): void {
    const timer = setTimeout(() => {
      for (const client of this.#open) streamOf(client)?.destroy();
    }, GOODBYE_LIMIT_MS);
    // Open connections keep the process alive until then; without them there is nothing to do.
    timer.unref();
  }
}

const streamOf = (client: pg.ClientBase): Duplex | undefined =>
  (client as unknown as { connection?: { stream?: Duplex } }).connection?.stream;
