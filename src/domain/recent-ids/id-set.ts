import { UUID_BYTES } from '../../core/base/uuid.js';
import type { IdFingerprints } from './id-fingerprints.js';

const LEAST_SLOTS = 16;

/** A set of ids (16 bytes each) that numbers them in the order of adding. It uses open addressing and no object per id. */
export class IdSet {
  readonly #fingerprints: IdFingerprints;
  #ids: Uint8Array;
  /** Number of the id plus 1; 0 is an empty slot. */
  #slots: Int32Array;
  #size = 0;

  /**
   * Makes an empty set.
   *
   * @param expected number of ids; the set grows beyond it
   */
  constructor(fingerprints: IdFingerprints, expected: number) {
    this.#fingerprints = fingerprints;
    const slots = Math.max(LEAST_SLOTS, 2 ** Math.ceil(Math.log2(2 * (expected + 1))));
    this.#ids = new Uint8Array((slots / 2) * UUID_BYTES);
    this.#slots = new Int32Array(slots);
  }

  has(ids: Uint8Array, at: number): boolean {
    return this.#size > 0 && this.#slots[this.#slotOf(ids, at)] !== 0;
  }

  /** Adds an id; returns its number when it was in the set before, otherwise -1. */
  add(ids: Uint8Array, at: number): number {
    const slot = this.#slotOf(ids, at);
    const stored = this.#slots[slot]!;
    if (stored !== 0) return stored - 1;
    for (let i = 0; i < UUID_BYTES; i++) this.#ids[this.#size * UUID_BYTES + i] = ids[at + i]!;
    this.#slots[slot] = ++this.#size;
    if (2 * this.#size === this.#slots.length) this.#grow();
    return -1;
  }

  /** The slot of an id, or the empty one where it would go. */
  #slotOf(ids: Uint8Array, at: number): number {
    const mask = this.#slots.length - 1;
    this.#fingerprints.take(ids, at);
    let slot = this.#fingerprints.place & mask;
    for (let stored = this.#slots[slot]!; stored !== 0; stored = this.#slots[slot]!) {
      if (this.#isAt((stored - 1) * UUID_BYTES, ids, at)) return slot;
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  #isAt(place: number, ids: Uint8Array, at: number): boolean {
    for (let i = UUID_BYTES - 1; i >= 0; i--) if (this.#ids[place + i] !== ids[at + i]) return false;
    return true;
  }

  #grow(): void {
    const ids = new Uint8Array(2 * this.#ids.length);
    ids.set(this.#ids);
    this.#ids = ids;
    this.#slots = new Int32Array(2 * this.#slots.length);
    for (let i = 0; i < this.#size; i++) this.#slots[this.#slotOf(ids, i * UUID_BYTES)] = i + 1;
  }
}
