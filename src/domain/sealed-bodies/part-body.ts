import type { Random } from '../../core/base/clock.js';
import { TribuneError } from '../../core/base/errors.js';

/** Length of the salt of one commitment in bytes. */
export const SALT_BYTES = 32;

const VERSION = 1;
const HEADER_BYTES = 10;
const SEEDED = 0;
const EXPLICIT = 1;

/** Length that marks an erased record; its salts are zero. */
const ERASED = 0xffffffff;

/** Largest body: 512 records of the largest size and their salts. */
export const MAX_BODY_BYTES = 80 * 1024 * 1024;

/** Compression and salts, as the runtime gives them. */
export interface BodyCrypto {
  /** `n` bytes of the keystream of a 32-byte key from a multiple of 16 on. */
  keystream(key: Uint8Array, n: number, from?: number): Uint8Array;
  compress(data: Uint8Array): Uint8Array;
  decompress(data: Uint8Array, maxBytes: number): Uint8Array;
  decompressBeginning(data: Uint8Array, maxBytes: number): Uint8Array;
}

/**
 * The plain content of one part of a batch. Layout, big-endian: version 1, salt mode 1, n 4, length of the head 4, head,
 * seed 32 or salts n x saltsEach x 32, lengths n x 4, contents.
 *
 * A new batch derives its salts from one seed, which compresses well; a re-sealed batch lists the salts of the remaining records, so that
 * the seed, and with it the salts of the erased records, no longer exist.
 */
export interface PartBody {
  /** Salts of record i, one after the other. */
  readonly saltsEach: number;
  readonly salts: Uint8Array;
  /** Content of each record, null when erased. */
  readonly contents: readonly (Uint8Array | null)[];
  /** JSON that is needed to read the part, such as the envelopes of payloads. */
  readonly head: Uint8Array;
}

/** Writes a body record by record into one growing buffer. */
export class PartWriter {
  readonly salts: Uint8Array;
  readonly #runtime: BodyCrypto;
  readonly #seed: Uint8Array;
  readonly #lengths: Uint8Array;
  #contents: Uint8Array;
  #size = 0;
  #n = 0;

  constructor(runtime: BodyCrypto & Random, n: number, saltsEach: number, expectedBytes: number) {
    this.#runtime = runtime;
    this.#seed = runtime.randomBytes(SALT_BYTES);
    this.salts = runtime.keystream(this.#seed, n * saltsEach * SALT_BYTES);
    this.#lengths = new Uint8Array(n * 4);
    this.#contents = new Uint8Array(expectedBytes);
  }

  /** Appends the content of the next record: the bytes from `from` on. */
  add(bytes: Uint8Array, from: number): void {
    const length = bytes.length - from;
    this.#reserve(length);
    this.#contents.set(bytes.subarray(from), this.#size);
    this.#size += length;
    writeU32(this.#lengths, this.#n++ * 4, length);
  }

  finish(head: Uint8Array): Uint8Array {
    const contents = this.#contents.subarray(0, this.#size);
    const sections = { mode: SEEDED, n: this.#n, head, salts: this.#seed, lengths: this.#lengths, contents };
    return this.#runtime.compress(joinSections(sections));
  }

  #reserve(more: number): void {
    if (this.#size + more <= this.#contents.length) return;
    const grown = new Uint8Array(2 * (this.#size + more));
    grown.set(this.#contents.subarray(0, this.#size));
    this.#contents = grown;
  }
}

/** The compressed body with explicit salts, for re-sealing. */
export function encodeBody(runtime: BodyCrypto, { salts, contents, head }: PartBody): Uint8Array {
  const lengths = new Uint8Array(contents.length * 4);
  const joined = new Uint8Array(contents.reduce((sum, content) => sum + (content?.length ?? 0), 0));
  let at = 0;
  contents.forEach((content, i) => {
    writeU32(lengths, i * 4, content?.length ?? ERASED);
    if (content === null) return;
    joined.set(content, at);
    at += content.length;
  });
  return runtime.compress(joinSections({ mode: EXPLICIT, n: contents.length, head, salts, lengths, contents: joined }));
}

/** Reads a compressed body. Throws `STORE_INVALID` when it is damaged. */
export function decodeBody(runtime: BodyCrypto, compressed: Uint8Array, saltsEach: number): PartBody {
  const bytes = runtime.decompress(compressed, MAX_BODY_BYTES);
  const layout = layoutOf(bytes, saltsEach);
  const salts = saltsOf(runtime, bytes, layout, { from: 0, n: layout.n * saltsEach });
  return {
    saltsEach,
    salts,
    contents: splitContents(bytes, layout),
    head: bytes.subarray(HEADER_BYTES, layout.headEnd),
  };
}

/** What is decompressed beyond the share of a record, because records differ in length: a sixteenth of the body. */
const SHARE_MORE = 1 / 16;

interface RecordPlace {
  readonly saltsEach: number;
  readonly position: number;
  /** Number of records of the body. */
  readonly n: number;
}

/**
 * Reads one record of a compressed body, which is decompressed about as far as the record goes: the whole takes three quarters of the time of
 * opening a batch. Gives a body that holds this record alone. Throws `STORE_INVALID` when it is damaged.
 */
export function decodeRecord(runtime: BodyCrypto, compressed: Uint8Array, place: RecordPlace): PartBody {
  const end = Math.ceil(((place.position + 1) / place.n + SHARE_MORE) * compressed.length);
  const beginning =
    end < compressed.length ? runtime.decompressBeginning(compressed.subarray(0, end), MAX_BODY_BYTES) : null;
  const body =
    (beginning && recordIn(runtime, beginning, place)) ??
    recordIn(runtime, runtime.decompress(compressed, MAX_BODY_BYTES), place);
  if (body === null) throw bodyError();
  return body;
}

/** A record of a body of which only the beginning may be there; null where it ends before the record does. */
function recordIn(runtime: BodyCrypto, bytes: Uint8Array, { saltsEach, position, n }: RecordPlace): PartBody | null {
  if (bytes.length < HEADER_BYTES) return null;
  const layout = layoutOf(bytes, saltsEach);
  if (layout.n !== n) throw bodyError();
  if (layout.saltsEnd + 4 * n > bytes.length) return null;
  let at = layout.saltsEnd + 4 * n;
  const lengthOf = (i: number): number => readU32(bytes, layout.saltsEnd + 4 * i);
  for (let i = 0; i < position; i++) if (lengthOf(i) !== ERASED) at += lengthOf(i);
  const length = lengthOf(position);
  if (length !== ERASED && at + length > bytes.length) return null;
  const salts = saltsOf(runtime, bytes, layout, { from: position * saltsEach, n: saltsEach });
  const contents = [length === ERASED ? null : bytes.subarray(at, at + length)];
  return { saltsEach, salts, contents, head: bytes.subarray(HEADER_BYTES, layout.headEnd) };
}

interface Layout {
  readonly n: number;
  readonly isSeeded: boolean;
  readonly headEnd: number;
  readonly saltsEnd: number;
}

function layoutOf(bytes: Uint8Array, saltsEach: number): Layout {
  const n = bytes.length < HEADER_BYTES ? 0 : readU32(bytes, 2);
  const mode = bytes[1];
  const known = bytes[0] === VERSION && (mode === SEEDED || mode === EXPLICIT) && n > 0;
  if (!known) throw bodyError();
  const headEnd = HEADER_BYTES + readU32(bytes, 6);
  const isSeeded = mode === SEEDED;
  return { n, isSeeded, headEnd, saltsEnd: headEnd + (isSeeded ? SALT_BYTES : n * saltsEach * SALT_BYTES) };
}

/** Salts by their places among all of a body: derived from its seed, or those that it lists. */
function saltsOf(
  runtime: BodyCrypto,
  bytes: Uint8Array,
  { isSeeded, headEnd, saltsEnd }: Layout,
  { from, n }: { readonly from: number; readonly n: number },
): Uint8Array {
  const stored = bytes.subarray(headEnd, saltsEnd);
  const [start, length] = [from * SALT_BYTES, n * SALT_BYTES];
  return isSeeded ? runtime.keystream(stored, length, start) : stored.subarray(start, start + length);
}

function splitContents(bytes: Uint8Array, { n, saltsEnd }: Layout): (Uint8Array | null)[] {
  const contents: (Uint8Array | null)[] = [];
  let at = saltsEnd + 4 * n;
  for (let i = 0; i < n; i++) {
    const length = readU32(bytes, saltsEnd + 4 * i);
    contents.push(length === ERASED ? null : bytes.subarray(at, at + length));
    if (length !== ERASED) at += length;
  }
  if (at !== bytes.length) throw bodyError();
  return contents;
}

interface Sections {
  readonly mode: number;
  readonly n: number;
  readonly head: Uint8Array;
  readonly salts: Uint8Array;
  readonly lengths: Uint8Array;
  readonly contents: Uint8Array;
}

function joinSections({ mode, n, head, salts, lengths, contents }: Sections): Uint8Array {
  const parts = [head, salts, lengths, contents];
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, HEADER_BYTES));
  bytes[0] = VERSION;
  bytes[1] = mode;
  writeU32(bytes, 2, n);
  writeU32(bytes, 6, head.length);
  let at = HEADER_BYTES;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

const bodyError = (): TribuneError =>
  new TribuneError('STORE_INVALID', 'a sealed batch opens, but its content is damaged', {
    remedy: 'Restore the database from a backup; run `tribune verify`.',
  });

function writeU32(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 24;
  bytes[at + 1] = value >>> 16;
  bytes[at + 2] = value >>> 8;
  bytes[at + 3] = value;
}

const readU32 = (bytes: Uint8Array, at: number): number =>
  ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0;
