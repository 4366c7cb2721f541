import type { Propagation } from '../acts/index.js';

/** Most changes of which it is kept how they came to the clients. */
const MOST_CHANGES = 200;

interface Change {
  readonly atMs: number;
  /** Clients that were connected when the change was made; each with the time at which it said that it knows, null before. */
  readonly clients: Map<string, number | null>;
}

/** Measures how changes of the switch come to the clients that are connected, by what they acknowledge. It is kept in memory only. */
export class Propagations {
  readonly #connected = new Map<string, number>();
  readonly #changes = new Map<number, Change>();

  get connected(): number {
    return this.#connected.size;
  }

  /** Counts a client as connected, until the returned function is called. Two connections of one name are one client. */
  connect(client: string): () => void {
    this.#connected.set(client, (this.#connected.get(client) ?? 0) + 1);
    return () => {
      const left = this.#connected.get(client)! - 1;
      if (left === 0) this.#connected.delete(client);
      else this.#connected.set(client, left);
    };
  }

  /** Begins to measure a change. */
  began(revision: number, atMs: number): void {
    if (this.#changes.has(revision)) return;
    this.#changes.set(revision, { atMs, clients: new Map([...this.#connected.keys()].map((name) => [name, null])) });
    const [oldest] = this.#changes.keys();
    if (this.#changes.size > MOST_CHANGES) this.#changes.delete(oldest!);
  }

  /** Notes that a client knows a state, and with it every change before it. */
  acknowledge(client: string, revision: number, nowMs: number): void {
    for (const [number, { clients }] of this.#changes)
      if (number <= revision && clients.get(client) === null) clients.set(client, nowMs);
  }

  /** How a change came to the clients; null for one that is not kept. */
  of(revision: number): Propagation | null {
    const change = this.#changes.get(revision);
    if (change === undefined) return null;
    const times = [...change.clients.values()]
      .filter((at) => at !== null)
      .map((at) => Math.max(0, at - change.atMs))
      .toSorted((a, b) => a - b);
    const at = (share: number): number | null =>
      times.length === 0 ? null : times[Math.min(times.length - 1, Math.ceil(share * times.length) - 1)]!;
    return {
      clients: change.clients.size,
      acknowledged: times.length,
      medianMs: at(0.5),
      p99Ms: at(0.99),
      slowestMs: times.at(-1) ?? null,
    };
  }
}
