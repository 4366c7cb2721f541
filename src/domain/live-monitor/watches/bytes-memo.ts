import type { PiecesOfText } from './watched-decision.js';

/** Most texts that are remembered; then everything is forgotten, so that attributes that are identifiers cost memory once. */
const MOST_TEXTS = 16_384;
const SLOTS = 2 * MOST_TEXTS;
/** Longest text that is remembered: one that is longer is of inputs or notes, of which no two are alike. */
const LONGEST = 2048;
/** Most bytes that are remembered, headings and what an entry takes besides its text included. */
const MOST_BYTES = 8 * 1024 * 1024;
const ENTRY_BYTES = 256;
const FIRST_LENGTH = 512;
const MOST_HEADINGS = 4096;
const HEADING_BYTES = 2;

/**
 * Values by a text of bytes that is put together piece by piece. It allocates nothing for a text that it has met, and compares every byte, so that a
 * hash that agrees by chance or by design gives nobody the value of another.
 */
export class BytesMemo<T> implements PiecesOfText {
  readonly #seed: number;
  #slots: (Entry<T> | undefined)[] = [];
  #size = 0;
  #bytes = 0;
  #text = new Uint8Array(FIRST_LENGTH);
  #length = 0;
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
    this.#slots = [];
    this.#size = 0;
    this.#bytes = 0;
    this.#text = new Uint8Array(FIRST_LENGTH);
    this.#length = 0;
    this.#headings.clear();
    this.#heading = null;
  }

  /** Begins a text that stands under a heading. */
  begin(heading: string): void {
    this.#length = HEADING_BYTES;
    const number = heading === this.#heading ? this.#number : this.#numberOf(heading);
    const text = this.#text;
    for (let i = 0; i < HEADING_BYTES; i++) text[i] = number >>> (8 * i);
    this.#hash = Math.imul(this.#seed ^ number, 0x01000193);
  }

  /** Adds a piece of the text, and an end that no piece holds. */
  add(bytes: Uint8Array, start: number, end: number): void {
    if (this.#length + end - start + 1 > this.#text.length) this.#grow(end - start + 1);
    const text = this.#text;
    let [hash, length] = [this.#hash, this.#length];
    for (let at = start; at < end; at++) {
      const byte = bytes[at]!;
      text[length++] = byte;
      hash = Math.imul(hash ^ byte, 0x01000193);
    }
    // JSON holds no byte 0.
    text[length++] = 0;
    this.#hash = Math.imul(hash, 0x01000193);
    this.#length = length;
  }

  /** The value of the text; undefined for one that is not remembered. */
  get(): T | undefined {
    return this.#slots[this.#slot()]?.value;
  }

  /** Remembers a value for the text, which `get` did not find; not for one that is too long. */
  set(value: T): void {
    if (this.#length > LONGEST) return;
    const bytes = ENTRY_BYTES + this.#length;
    // The headings stay, for the text that is remembered now stands under one.
    if (this.#size >= MOST_TEXTS || this.#bytes + bytes > MOST_BYTES) this.#forgetTexts();
    this.#slots[this.#slot()] = { hash: this.#hash, text: this.#text.slice(0, this.#length), value };
    this.#size += 1;
    this.#bytes += bytes;
  }

  #forgetTexts(): void {
    this.#slots = [];
    this.#size = 0;
    this.#bytes = 0;
    for (const heading of this.#headings.keys()) this.#bytes += headingBytes(heading);
  }

  /** The slot of the text, or else the first free one from its own on. */
  #slot(): number {
    if (this.#slots.length === 0) this.#slots = new Array<Entry<T> | undefined>(SLOTS).fill(undefined);
    const hash = this.#hash;
    for (let at = (hash ^ (hash >>> 15)) & (SLOTS - 1); ; at = (at + 1) & (SLOTS - 1)) {
      const entry = this.#slots[at];
      if (entry === undefined || (entry.hash === hash && this.#isText(entry.text))) return at;
    }
  }

  #isText(text: Uint8Array): boolean {
    if (text.length !== this.#length) return false;
    for (let i = 0; i < text.length; i++) if (text[i] !== this.#text[i]) return false;
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
    const wider = new Uint8Array(2 * (this.#length + more));
    wider.set(this.#text.subarray(0, this.#length));
    this.#text = wider;
  }
}

const headingBytes = (heading: string): number => ENTRY_BYTES + 2 * heading.length;

interface Entry<T> {
  readonly hash: number;
  readonly text: Uint8Array;
  readonly value: T;
}
