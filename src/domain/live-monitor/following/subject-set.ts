import type { Random } from '../../../core/base/clock.js';
import type { ClusterName } from '../watches/index.js';

/** Most subjects that are told apart in one block; each takes about 16 bytes. */
export const MOST_SUBJECTS: number = 2 ** 22;

const LEAST_SLOTS = 64;
/** Share of slots that may be taken, below which few slots are looked at for a subject. */
const MOST_LOAD = 0.5;
const UPPER = 2 ** 21;

/**
 * Subjects that were counted in one block, so that nobody counts twice in it. It holds fingerprints of 53 bits under a random seed: among a
 * million subjects two agree, and one of them is left out, with a chance of 1 in 18,000. Nothing of it is stored; after a restart it is
 * filled from the log again.
 */
export class SubjectSet {
  #slots = new Float64Array(LEAST_SLOTS);
  /** A slot is the upper bits of the lower half of a fingerprint: a table that grows is moved in its order, and not to and fro in memory. */
  #shift = 32 - Math.log2(LEAST_SLOTS);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Whether the set takes no further subject. */
  get isFull(): boolean {
    return this.#size >= MOST_SUBJECTS;
  }

  /** @param subject its fingerprint */
  has(subject: number): boolean {
    return this.#slots[this.#slotOf(subject)] === subject;
  }

  /** Adds the fingerprint of a subject; false where it is in the set already. */
  add(subject: number): boolean {
    if (this.#size >= this.#slots.length * MOST_LOAD) this.#grow();
    const at = this.#slotOf(subject);
    if (this.#slots[at] === subject) return false;
    this.#slots[at] = subject;
    this.#size += 1;
    return true;
  }

  /**
   * What stands in the first slot of a subject. A look at a large set waits for memory; looks at subjects that are about to be added wait together, as none depends on what another one sees.
   */
  look(subject: number): number {
    return this.#slots[(subject | 0) >>> this.#shift]!;
  }

  /** The slot in which a fingerprint stands, or else the first free one from its own on. */
  #slotOf(subject: number): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    let at = (subject | 0) >>> this.#shift;
    while (slots[at] !== 0 && slots[at] !== subject) at = (at + 1) & mask;
    return at;
  }

  #grow(): void {
    const before = this.#slots;
    this.#slots = new Float64Array(before.length * 2);
    this.#shift -= 1;
    for (const subject of before) if (subject !== 0) this.#slots[this.#slotOf(subject)] = subject;
  }
}

/**
 * 53 bits of a text, never 0: two sums of its bytes, each mixed as by Bob Jenkins' and Bret Mulvey's one-at-a-time hash in the form
 * "cyrb53" (public domain).
 *
 * @param seed 32 random bits that nobody outside knows, so that nobody can choose subjects that agree
 */
export function fingerprintOf({ name: { bytes, start, end }, isPerson }: ClusterName, seed: number): number {
  let one = 0xdeadbeef ^ seed;
  let two = (isPerson ? 0x41c6ce57 : 0x7c15a3d1) ^ seed;
  for (let at = start; at < end; at++) {
    const byte = bytes[at]!;
    one = Math.imul(one ^ byte, 2654435761);
    two = Math.imul(two ^ byte, 1597334677);
  }
  one = Math.imul(one ^ (one >>> 16), 2246822507) ^ Math.imul(two ^ (two >>> 13), 3266489909);
  two = Math.imul(two ^ (two >>> 16), 2246822507) ^ Math.imul(one ^ (one >>> 13), 3266489909);
  return (two & (UPPER - 1)) * 2 ** 32 + (one >>> 0) || 1;
}

/** A seed of a set: 32 bits. */
export const seedOf = (random: Random): number => new DataView(random.randomBytes(4).buffer).getUint32(0);
