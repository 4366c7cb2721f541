import { UUID_BYTES } from '../record/uuid.js';

/** Slots of a segment; a full one is never rebuilt, so that no insertion waits for another. */
const SEGMENT_SLOTS = 1 << 21;
const FIRST_SEGMENT_SLOTS = 1 << 14;
/** Linear probing stays short up to here. */
const MAX_LOAD = 0.6;

/** Numbers of batches are kept modulo 2^32 less the mark for empty: 50 days at 1,000 batches a second. */
const SEQ_MODULUS = 0xffffffff;

interface Segment {
  readonly mask: number;
  readonly capacity: number;
  readonly prints: Uint32Array;
  /** Batch number + 1; 0 marks an empty slot. */
  readonly seqs: Uint32Array;
  size: number;
  newestMs: number;
}

/**
 * Where the ids of the window are: 64-bit fingerprints (slot and print) to batch numbers. A hit is only a candidate; the
 * batch's ids decide. 8 bytes a slot, about 13 bytes an id.
 */
export class IdIndex {
  readonly #seed: number;
  #segments: Segment[] = [];

  /** @param seed random, so that no sender can choose ids that collide. */
  constructor(seed: number) {
    this.#seed = seed;
  }

  get size(): number {
    return this.#segments.reduce((sum, { size }) => sum + size, 0);
  }

  add(ids: Uint8Array, seq: number, receivedAtMs: number): void {
    const stored = (seq % SEQ_MODULUS) + 1;
    for (let at = 0; at < ids.length; at += UUID_BYTES) {
      const segment = this.#writable();
      const print = mix(this.#seed, ids, at);
      let slot = mix(~this.#seed, ids, at) & segment.mask;
      while (segment.seqs[slot] !== 0) slot = (slot + 1) & segment.mask;
      segment.prints[slot] = print;
      segment.seqs[slot] = stored;
      segment.size++;
      segment.newestMs = receivedAtMs;
    }
  }

  /** Batches that may hold the id, oldest first; empty for an id never seen. */
  candidates(ids: Uint8Array, at = 0): number[] {
    const print = mix(this.#seed, ids, at);
    const place = mix(~this.#seed, ids, at);
    let found: number[] = NONE;
    for (const { mask, prints, seqs } of this.#segments) {
      for (let slot = place & mask; seqs[slot] !== 0; slot = (slot + 1) & mask) {
        if (prints[slot] !== print) continue;
        if (found === NONE) found = [];
        found.push(seqs[slot]! - 1);
      }
    }
    return found;
  }

  /** Forgets segments whose every id was received before a time. */
  dropBefore(timeMs: number): void {
    this.#segments = this.#segments.filter(({ newestMs }) => newestMs >= timeMs);
  }

  #writable(): Segment {
    const last = this.#segments.at(-1);
    if (last !== undefined && last.size < last.capacity) return last;
    const slots = last === undefined ? FIRST_SEGMENT_SLOTS : Math.min(SEGMENT_SLOTS, 4 * (last.mask + 1));
    const segment = {
      mask: slots - 1,
      capacity: Math.floor(slots * MAX_LOAD),
      prints: new Uint32Array(slots),
      seqs: new Uint32Array(slots),
      size: 0,
      newestMs: 0,
    };
    this.#segments.push(segment);
    return segment;
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
