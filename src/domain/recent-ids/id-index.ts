import { UUID_BYTES } from '../../core/base/uuid.js';
import { IdFingerprints } from './id-fingerprints.js';
import { type RecentDeps, RecentIds } from './id-recent.js';
import { IdSegments } from './id-segments.js';

/** Batch numbers are stored modulo 2^32 - 1, because one value marks an empty slot: 50 days at 1,000 batches a second. */
const SEQ_MODULUS = 0xffffffff;

/**
 * Index of the ids of the window: it maps 64-bit fingerprints (place and fingerprint) to batch numbers. A hit is only a candidate, which
 * the batch's ids confirm. In memory an id takes about 13 bytes. With a place to spill to, ids of version 7 whose time is near their
 * receipt leave memory within a minute, because their time tells which file can hold them.
 *
 * @example
 * const index = new IdIndex(seed);
 * index.add(batch.ids, batch.seq, batch.receivedAtMs);
 * index.candidates(batch.ids, 16); // [batch.seq]: the second id
 */
export class IdIndex {
  readonly #fingerprints: IdFingerprints;
  readonly #segments = new IdSegments();
  readonly #recent: RecentIds | null;

  /**
   * Makes an empty index.
   *
   * @param seed random, so that no sender can choose ids that collide
   * @param recent where tables may be spilled to; without it every id stays in memory
   */
  constructor(seed: number, recent?: RecentDeps) {
    this.#fingerprints = new IdFingerprints(seed);
    this.#recent = recent === undefined ? null : new RecentIds(recent);
  }

  get size(): number {
    return this.#segments.size + (this.#recent?.size ?? 0);
  }

  add(ids: Uint8Array, seq: number, receivedAtMs: number): void {
    const mark = (seq % SEQ_MODULUS) + 1;
    const fingerprints = this.#fingerprints;
    const recent = this.#recent;
    for (let at = 0; at < ids.length; at += UUID_BYTES) {
      fingerprints.take(ids, at);
      const { place, fingerprint } = fingerprints;
      const table = recent === null ? null : recent.tableFor(ids, at, receivedAtMs);
      if (table?.insert(place, fingerprint, mark)) continue;
      this.#segments.insert(place, fingerprint, mark, receivedAtMs);
    }
    recent?.tend(receivedAtMs);
  }

  /**
   * Batches that may hold the id, oldest first; empty for an id never seen. Throws `STORE_INVALID` or `STORE_UNAVAILABLE` when a spilled
   * table cannot be read, so that nothing is known about the id.
   */
  candidates(ids: Uint8Array, at = 0): number[] {
    this.#fingerprints.take(ids, at);
    const { place, fingerprint } = this.#fingerprints;
    let marks = this.#segments.find(place, fingerprint, null);
    if (this.#recent !== null) {
      for (const table of this.#recent.tablesOf(ids, at)) marks = table.find(place, fingerprint, marks);
    }
    return marks === null ? NONE : marks.map((mark) => mark - 1).sort((a, b) => a - b);
  }

  /** Forgets ids received before a time, in groups: some stay longer, none is forgotten earlier. */
  dropBefore(timeMs: number): void {
    this.#segments.dropBefore(timeMs);
    this.#recent?.dropBefore(timeMs);
  }

  /** Waits until spilling has caught up. Callers await it between calls of `add` in a long run. */
  async yieldToEventLoop(): Promise<void> {
    await this.#recent?.yieldToEventLoop();
  }

  /** Resolves when no table waits to be spilled. */
  async settled(): Promise<void> {
    await this.#recent?.settled();
  }
}

const NONE: number[] = [];

/** 32 bits of a keyed hash of 16 bytes (the mixing steps of MurmurHash3). */
export function mix(seed: number, bytes: Uint8Array, at: number): number {
  let hash = seed;
  for (let i = at; i < at + UUID_BYTES; i += 4) {
    let word = bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16) | (bytes[i + 3]! << 24);
    word = Math.imul(word, 0xcc9e2d51);
    word = (word << 15) | (word >>> 17);
    hash ^= Math.imul(word, 0x1b873593);
    hash = (hash << 13) | (hash >>> 19);
    hash = (Math.imul(hash, 5) + 0xe6546b64) | 0;
  }
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
