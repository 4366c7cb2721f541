import type { LogName } from '../log/ports/index.js';
import type { TagIndexStore, TagRun } from './ports.js';
import { bucketsAtOnce } from './tag-entries.js';

/** Number of bytes of buckets kept in memory, which hold the ids of two million decisions. */
const MAX_CACHED = 32 * 1024 * 1024;

/** Reads the buckets of ids of all runs. A run never changes once it is made, so the buckets used last stay in memory. */
export class IdBuckets {
  readonly #store: TagIndexStore;
  readonly #log: LogName;
  readonly #maxCached: number;
  readonly #cache = new Map<number, readonly Uint8Array[]>();
  #cachedBytes = 0;
  #nRuns: number | null = null;
  /** Counts the runs that were added, so that buckets read before a run was added are not cached as if they held it. */
  #added = 0;

  constructor(store: TagIndexStore, log: LogName, maxCached: number = MAX_CACHED) {
    this.#store = store;
    this.#log = log;
    this.#maxCached = maxCached;
  }

  /** Gives the entries of some buckets, 16 bytes each, in several pieces. */
  async *of(buckets: Iterable<number>): AsyncIterable<Uint8Array> {
    const missing: number[] = [];
    const known: (readonly Uint8Array[])[] = [];
    for (const bucket of buckets) {
      const pieces = this.#use(bucket);
      if (pieces === null) missing.push(bucket);
      else known.push(pieces);
    }
    for (const pieces of known) yield* pieces;
    if (missing.length === 0) return;
    this.#nRuns ??= (await this.#store.runs(this.#log, 'id')).length;
    const atOnce = bucketsAtOnce(this.#nRuns);
    for (let from = 0; from < missing.length; from += atOnce) {
      const some = missing.slice(from, from + atOnce);
      for (const pieces of await this.#fetch(some)) yield* pieces;
    }
  }

  /** Adds the entries of a run that was just made durable to the buckets in memory. */
  add({ buckets }: Pick<TagRun, 'buckets'>): void {
    this.#added++;
    this.#nRuns = null;
    for (const [bucket, pieces] of [...this.#cache]) {
      const more = buckets[bucket]!;
      if (more.length > 0) this.#keep(bucket, [...pieces, more.slice()]);
    }
  }

  async #fetch(buckets: readonly number[]): Promise<readonly (readonly Uint8Array[])[]> {
    const asked = this.#added;
    const found = new Map<number, Uint8Array[]>(buckets.map((bucket) => [bucket, []]));
    for (const { bucket, bytes } of await this.#store.buckets(this.#log, 'id', buckets)) found.get(bucket)!.push(bytes);
    if (asked === this.#added) for (const [bucket, pieces] of found) this.#keep(bucket, pieces);
    return [...found.values()];
  }

  /** Gives a bucket from memory and moves it to the end, as the bucket at the front is dropped first. */
  #use(bucket: number): readonly Uint8Array[] | null {
    const pieces = this.#cache.get(bucket);
    if (pieces === undefined) return null;
    this.#cache.delete(bucket);
    this.#cache.set(bucket, pieces);
    return pieces;
  }

  #keep(bucket: number, pieces: readonly Uint8Array[]): void {
    this.#drop(bucket);
    this.#cache.set(bucket, pieces);
    this.#cachedBytes += bytesOf(pieces);
    while (this.#cachedBytes > this.#maxCached) this.#drop(this.#cache.keys().next().value!);
  }

  #drop(bucket: number): void {
    this.#cachedBytes -= bytesOf(this.#cache.get(bucket) ?? []);
    this.#cache.delete(bucket);
  }
}

const bytesOf = (pieces: readonly Uint8Array[]): number => pieces.reduce((sum, { length }) => sum + length, 0);
