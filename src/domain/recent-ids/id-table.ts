import type { Clock } from '../../core/base/clock.js';
import { TribuneError } from '../../core/base/errors.js';
import { CHUNK_WORDS, type IdChunks } from './id-chunks.js';
import type { IdSpill, SpilledBytes } from './ports.js';

/** A block serves one look-up: 64 pairs of words, the first of them its checksum. It has the size of one sector of a disk. */
const BLOCK_WORDS = 128;
const BLOCK_BYTES = 4 * BLOCK_WORDS;
const FIRST_PAIR = 2;
const LAST_PAIR = BLOCK_WORDS - 2;
const BLOCK_IDS = BLOCK_WORDS / 2 - 1;
/** Highest load: probing then takes 3 to 4 steps, and 1 id in 100,000 finds its block full. */
const MAX_LOAD = 0.6;
const TWO_TO_32 = 0x100000000;
const CHUNK_BLOCKS = CHUNK_WORDS / BLOCK_WORDS;
const CHUNK_SHIFT = Math.log2(CHUNK_BLOCKS);

/** Buffer into which a spilled table reads a block; reading is synchronous, so one buffer serves all tables. */
const scratch = new Uint32Array(BLOCK_WORDS);
const scratchBytes = new Uint8Array(scratch.buffer);

/** Number of blocks for this many ids. */
export const blocksFor = (ids: number): number => Math.ceil(ids / (BLOCK_IDS * MAX_LOAD));

/**
 * Fingerprints whose ids were made within the same seconds. A fingerprint belongs to one block and is found by reading that block alone, in
 * memory or, once nothing is added any more, in a file.
 */
export class IdTable {
  readonly blocks: number;
  readonly #scale: number;
  readonly #capacity: number;
  /** Number of the table, which distinguishes its blocks from those of another. */
  readonly #number: number;
  readonly #pool: IdChunks;
  #chunks: readonly Uint32Array[] | null;
  #spilled: SpilledBytes | null = null;
  #isDropped = false;
  size = 0;
  newestMs = 0;

  /**
   * Makes an empty table.
   *
   * @param blocks least number of blocks; beyond one chunk the table takes whole chunks
   */
  constructor(blocks: number, number: number, pool: IdChunks) {
    const chunkBlocks = Math.min(blocks, CHUNK_BLOCKS);
    const chunks = Array.from({ length: Math.ceil(blocks / chunkBlocks) }, () => pool.take(chunkBlocks * BLOCK_WORDS));
    this.blocks = chunks.length * chunkBlocks;
    this.#scale = this.blocks / TWO_TO_32;
    this.#capacity = Math.floor(this.blocks * BLOCK_IDS * MAX_LOAD);
    this.#number = number;
    this.#pool = pool;
    this.#chunks = chunks;
  }

  get isFull(): boolean {
    return this.size >= this.#capacity;
  }

  get isDropped(): boolean {
    return this.#isDropped;
  }

  /** Adds a fingerprint; false when its block is full, so that the id must go elsewhere. Not to be called after `spill`. */
  insert(place: number, fingerprint: number, mark: number): boolean {
    const block = this.#blockOf(place);
    const words = this.#chunks![block >>> CHUNK_SHIFT]!;
    const base = baseOf(block);
    let pair = firstPair(place);
    for (let step = 0; step < BLOCK_IDS; step++) {
      if (words[base + pair + 1] === 0) {
        words[base + pair] = fingerprint;
        words[base + pair + 1] = mark;
        this.size++;
        return true;
      }
      pair = pair === LAST_PAIR ? FIRST_PAIR : pair + 2;
    }
    return false;
  }

  /**
   * Adds the marks under a fingerprint to `found`, or to a new array if that is null. Throws `STORE_INVALID` or `STORE_UNAVAILABLE` when a
   * spilled block cannot be read as it was written.
   */
  find(place: number, fingerprint: number, found: number[] | null): number[] | null {
    const block = this.#blockOf(place);
    const words = this.#chunks === null ? this.#load(block) : this.#chunks[block >>> CHUNK_SHIFT]!;
    const base = this.#chunks === null ? 0 : baseOf(block);
    let all = found;
    let pair = firstPair(place);
    for (let step = 0; step < BLOCK_IDS; step++) {
      const mark = words[base + pair + 1]!;
      if (mark === 0) return all;
      if (words[base + pair] === fingerprint) {
        all ??= [];
        all.push(mark);
      }
      pair = pair === LAST_PAIR ? FIRST_PAIR : pair + 2;
    }
    return all;
  }

  /** Spills the table and frees its memory; until then, and when that fails, it stays readable in memory. */
  async spill(spill: IdSpill, clock: Pick<Clock, 'turn'>): Promise<void> {
    const chunks = this.#chunks!;
    for (const [i, words] of chunks.entries()) {
      for (let base = 0; base < words.length; base += BLOCK_WORDS) {
        stamp(words, base, this.#number + i * CHUNK_BLOCKS + base / BLOCK_WORDS);
      }
      await clock.turn();
    }
    const spilled = await spill.keep(chunks.map(({ buffer }) => new Uint8Array(buffer)));
    if (this.#isDropped) return spilled.remove();
    this.#spilled = spilled;
    this.#chunks = null;
    for (const chunk of chunks) {
      await clock.turn();
      this.#pool.give(chunk);
    }
  }

  /** Forgets everything; the table must not be used any more. */
  drop(): void {
    this.#isDropped = true;
    this.#spilled?.remove();
  }

  #blockOf(place: number): number {
    return (place * this.#scale) | 0;
  }

  #load(block: number): Uint32Array {
    this.#spilled!.read(block * BLOCK_BYTES, scratchBytes);
    const { 0: fingerprints, 1: marks } = scratch;
    stamp(scratch, 0, this.#number + block);
    if (scratch[0] === fingerprints && scratch[1] === marks) return scratch;
    throw new TribuneError('STORE_INVALID', 'a file of the ids of the last day is damaged', {
      remedy: 'Check the disk and start the service again: the files are made anew out of the database.',
    });
  }
}

/** Index within a block at which probing begins; the high bits of `place` chose the block. */
const firstPair = (place: number): number => FIRST_PAIR + 2 * (((place & 0xffff) * BLOCK_IDS) >>> 16);

/** Index in its chunk at which a block begins. */
const baseOf = (block: number): number => (block & (CHUNK_BLOCKS - 1)) * BLOCK_WORDS;

/** Writes the checksum of a block, a word over the fingerprints and a word over the marks, into its first pair. */
function stamp(words: Uint32Array, base: number, number: number): void {
  let fingerprints = number | 0;
  let marks = ~fingerprints;
  for (let at = base + FIRST_PAIR; at < base + BLOCK_WORDS; at += 2) {
    fingerprints = Math.imul(fingerprints ^ words[at]!, 0xcc9e2d51);
    fingerprints = (fingerprints << 15) | (fingerprints >>> 17);
    marks = Math.imul(marks ^ words[at + 1]!, 0x1b873593);
    marks = (marks << 13) | (marks >>> 19);
  }
  words[base] = fingerprints;
  words[base + 1] = marks;
}
