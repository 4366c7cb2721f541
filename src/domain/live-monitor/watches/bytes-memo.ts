import type { PiecesOfText } from './watched-decision.js';

/** Most texts that are remembered; then everything is forgotten, so that attributes that are identifiers cost memory once. */
const MOST_TEXTS = 16_384;
const SLOTS = 2 * MOST_TEXTS;
/** Texts are read, hashed and compared four bytes at a time. */
const WORD = 4;
/** Longest text that is remembered, 2,048 bytes: one that is longer is of inputs or notes, of which no two are alike. */
const LONGEST_WORDS = 512;
/** Most bytes that are remembered, headings and what an entry takes besides its text included. */
const MOST_BYTES = 8 * 1024 * 1024;
const ENTRY_BYTES = 256;
const FIRST_WORDS = 128;
const FIRST_STORED_WORDS = 4096;
const MOST_HEADINGS = 4096;
const NO_VIEW = new DataView(new ArrayBuffer(0));

/**
 * Values by a text of bytes that is put together piece by piece. It allocates nothing for a text that it has met, and compares every byte, so that a
 * hash that agrees by chance or by design gives nobody the value of another. All texts stand in one array and hashes in another, so that what is looked at again and again stays in the caches of the processor.
 */
export class BytesMemo<T> implements PiecesOfText {
  readonly #seed: number;
  /** For each slot the number of its text and one more; 0 where it is free. */
  #slots = new Int32Array();
  #size = 0;
  #bytes = 0;
  readonly #hashes = new Int32Array(MOST_TEXTS);
  readonly #lengths = new Uint16Array(MOST_TEXTS);
  /** Where each text begins in `#stored`. */
  readonly #starts = new Int32Array(MOST_TEXTS);
  #values: T[] = [];
  #stored = new Int32Array();
  #storedEnd = 0;
  #words = new Int32Array(FIRST_WORDS);
  /** Number of words of the text that is put together. */
  #length = 0;
  #bytesOfView: Uint8Array | null = null;
  #view: DataView = NO_VIEW;
  #hash = 0;
  readonly #headings = new Map<string, number>();
  #heading: string | null = null;
  #number = 0;

  /** @param seed 32 random bits that nobody outside knows */
  constructor(seed: number) {
    this.#seed = seed | 0;
  }

  get size(): number {
    return this.#size;
  }

  /** Bytes that are remembered. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Forgets everything, the text that is put together included: afterwards nothing of any record is in memory here. */
  forget(): void {
    this.#forgetTexts();
    this.#stored = new Int32Array();
    this.#slots = new Int32Array();
    this.#bytes = 0;
    this.#words = new Int32Array(FIRST_WORDS);
    this.#length = 0;
    this.#bytesOfView = null;
    this.#view = NO_VIEW;
    this.#headings.clear();
    this.#heading = null;
  }

  /** Begins a text that stands under a heading. */
  begin(heading: string): void {
    this.#words[0] = heading === this.#heading ? this.#number : this.#numberOf(heading);
    this.#length = 1;
  }

  /** Adds a piece of the text: its length, and its bytes, the last word of which is filled up with zeros. */
  add(bytes: Uint8Array, start: number, end: number): void {
    const length = end - start;
    if (this.#length + 1 + wordsOf(length) > this.#words.length) this.#grow(1 + wordsOf(length));
    const words = this.#words;
    let to = this.#length;
    words[to++] = length;
    if (bytes !== this.#bytesOfView) this.#look(bytes);
    const view = this.#view;
    let at = start;
    for (; at + WORD <= end; at += WORD) words[to++] = view.getInt32(at, true);
    if (at < end) {
      let rest = 0;
      for (let i = 0; at + i < end; i++) rest |= bytes[at + i]! << (8 * i);
      words[to++] = rest;
    }
    this.#length = to;
  }

  /** Opens bytes for reading four at a time; those of a batch are mostly in one array. */
  #look(bytes: Uint8Array): void {
    this.#bytesOfView = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** The value of the text; undefined for one that is not remembered. */
  get(): T | undefined {
    if (this.#length > LONGEST_WORDS) return undefined;
    this.#takeHash();
    const number = this.#slots.length === 0 ? -1 : this.#slots[this.#slot()]! - 1;
    return number < 0 ? undefined : this.#values[number];
  }

  /** Remembers a value for the text, which `get` did not find; not for one that is too long. */
  set(value: T): void {
    if (this.#length > LONGEST_WORDS) return;
    this.#takeHash();
    const bytes = ENTRY_BYTES + WORD * this.#length;
    // The headings stay, for the text that is remembered now stands under one.
    if (this.#size >= MOST_TEXTS || this.#bytes + bytes > MOST_BYTES) this.#forgetTexts();
    const words = this.#words.subarray(0, this.#length);
    this.#reserve(words.length);
    if (this.#slots.length === 0) this.#slots = new Int32Array(SLOTS);
    const slot = this.#slot();
    const number = this.#size++;
    this.#slots[slot] = number + 1;
    this.#hashes[number] = this.#hash;
    this.#lengths[number] = this.#length;
    this.#starts[number] = this.#storedEnd;
    this.#values[number] = value;
    this.#stored.set(words, this.#storedEnd);
    this.#storedEnd += words.length;
    this.#bytes += bytes;
  }

  #forgetTexts(): void {
    this.#slots.fill(0);
    this.#values = [];
    this.#stored.fill(0);
    this.#storedEnd = 0;
    this.#size = 0;
    this.#bytes = 0;
    for (const heading of this.#headings.keys()) this.#bytes += headingBytes(heading);
  }

  #takeHash(): void {
    const words = this.#words;
    let hash = this.#seed;
    for (let i = 0; i < this.#length; i++) {
      hash = Math.imul(hash ^ words[i]!, 0x9e3779b1);
      hash ^= hash >>> 15;
    }
    this.#hash = hash;
  }

  /** The slot of the text, or else the first free one from its own on. */
  #slot(): number {
    const slots = this.#slots;
    const hash = this.#hash;
    for (let at = hash & (SLOTS - 1); ; at = (at + 1) & (SLOTS - 1)) {
      const number = slots[at]! - 1;
      if (number < 0 || (this.#hashes[number] === hash && this.#isText(number))) return at;
    }
  }

  #isText(number: number): boolean {
    const length = this.#length;
    if (this.#lengths[number] !== length) return false;
    const [words, stored, start] = [this.#words, this.#stored, this.#starts[number]!];
    for (let i = 0; i < length; i++) if (words[i] !== stored[start + i]) return false;
    return true;
  }

  /** Headings are few and long, so that numbers stand for them; after very many the texts of the old ones are forgotten with them. */
  #numberOf(heading: string): number {
    const known = this.#headings.get(heading);
    if (known === undefined) {
      const isFull = this.#headings.size >= MOST_HEADINGS || this.#bytes + headingBytes(heading) > MOST_BYTES;
      if (isFull) {
        this.#headings.clear();
        this.#forgetTexts();
      }
      this.#bytes += headingBytes(heading);
    }
    this.#number = known ?? this.#headings.size;
    this.#headings.set(heading, this.#number);
    this.#heading = heading;
    return this.#number;
  }

  #grow(more: number): void {
    const wider = new Int32Array(2 * (this.#length + more));
    wider.set(this.#words.subarray(0, this.#length));
    this.#words = wider;
  }

  /** Makes room for so many words of a text that is to be remembered. */
  #reserve(words: number): void {
    if (this.#storedEnd + words <= this.#stored.length) return;
    const wider = new Int32Array(Math.max(FIRST_STORED_WORDS, 2 * (this.#storedEnd + words)));
    wider.set(this.#stored.subarray(0, this.#storedEnd));
    this.#stored = wider;
  }
}

const wordsOf = (length: number): number => (length + WORD - 1) >> 2;

const headingBytes = (heading: string): number => ENTRY_BYTES + 2 * heading.length;
