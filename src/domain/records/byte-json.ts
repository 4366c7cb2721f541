import { characterEnd } from './utf8.js';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const MINUS = 0x2d;
const DOT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const COMMA = 0x2c;
const COLON = 0x3a;

/** Deeper records, and objects with more keys, are left to the full reader. */
const MAX_PLAIN_DEPTH = 8;
const MAX_PLAIN_KEYS = 64;
/** A number of so few characters, with an exponent of at most two digits, fits a double and is not so small that it becomes 0. */
const MAX_PLAIN_NUMBER = 24;
const MAX_PLAIN_EXPONENT = 2;

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const [TRUE, FALSE, NULL] = [bytesOf('true'), bytesOf('false'), bytesOf('null')];
const SPECIAL_KEYS = ['__proto__', 'prototype', 'constructor'].map(bytesOf);

const FNV_OFFSET = 0x811c9dc5 | 0;
const FNV_PRIME = 0x01000193;

/**
 * Holds 0 for every byte that a plain text may contain, so that one look-up a byte is enough. Past the end of a body the look-up gives
 * undefined, which ends a text as well.
 */
const ENDS_PLAIN = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte < 0x20 || byte > 0x7e || byte === QUOTE || byte === BACKSLASH ? 1 : 0,
);

const PLUS = 0x2b;
const SMALL_E = 0x65;

const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= ZERO && byte <= NINE;

/**
 * A cursor over JSON bytes that knows only plain JSON: texts in UTF-8 without backslashes, numbers of usual size, no key twice in an
 * object. Every method gives false for anything else, and the full reader decides. Whatever the cursor accepts means the same to
 * `JSON.parse` (record.test.ts proves it on generated records).
 */
export class ByteCursor {
  readonly bytes: Uint8Array;
  at = 0;
  end = 0;
  /** Start of the content of the string or number that was read last; `stop` is its end. */
  start = 0;
  stop = 0;
  readonly #keys = new Int32Array(MAX_PLAIN_DEPTH * MAX_PLAIN_KEYS);

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  skipSpace(): void {
    const { bytes } = this;
    // Most records have no space here, so this one look usually suffices.
    if (bytes[this.at]! > 0x20) return;
    let { at } = this;
    for (; at < this.end; at++) {
      const byte = bytes[at];
      if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) break;
    }
    this.at = at;
  }

  take(byte: number): boolean {
    if (this.at >= this.end || this.bytes[this.at] !== byte) return false;
    this.at++;
    return true;
  }

  /** Moves behind these bytes when exactly they stand at the cursor. */
  literal(bytes: Uint8Array): boolean {
    const { at } = this;
    if (at + bytes.length > this.end || !this.spells(at, bytes)) return false;
    this.at = at + bytes.length;
    return true;
  }

  /** Whether exactly these bytes stand from `start` on. */
  spells(start: number, bytes: Uint8Array): boolean {
    for (let i = 0; i < bytes.length; i++) if (this.bytes[start + i] !== bytes[i]) return false;
    return true;
  }

  /** Reads a key and its colon, with the spaces around them. */
  key(): boolean {
    if (!this.string()) return false;
    this.skipSpace();
    if (!this.take(COLON)) return false;
    this.skipSpace();
    return true;
  }

  string(): boolean {
    const { bytes, end } = this;
    if (this.at >= end || bytes[this.at] !== QUOTE) return false;
    const start = this.at + 1;
    let at = start;
    while (ENDS_PLAIN[bytes[at]!] === 0) at++;
    if (at >= end || bytes[at] !== QUOTE) return this.#stringBeyondAscii(start, at);
    this.start = start;
    this.stop = at;
    this.at = at + 1;
    return true;
  }

  /**
   * Reads the rest of a text from `from` on, where the first byte stands that is not printable ASCII. It is a method of its own so that
   * texts without such bytes pay nothing for it.
   */
  #stringBeyondAscii(start: number, from: number): boolean {
    const { bytes, end } = this;
    let at = from;
    while (at >= 0 && at < end && bytes[at]! >= 0x80) {
      at = characterEnd(bytes, at);
      while (at >= 0 && ENDS_PLAIN[bytes[at]!] === 0) at++;
    }
    if (at < 0 || at >= end || bytes[at] !== QUOTE) return false;
    this.start = start;
    this.stop = at;
    this.at = at + 1;
    return true;
  }

  number(): boolean {
    const { bytes, end } = this;
    const start = this.at;
    let at = start;
    if (bytes[at] === MINUS) at++;
    const first = at;
    while (at < end && isDigit(bytes[at])) at++;
    if (at === first || (bytes[first] === ZERO && at > first + 1)) return false;
    if (at < end && bytes[at] === DOT) {
      const fraction = ++at;
      while (at < end && isDigit(bytes[at])) at++;
      if (at === fraction) return false;
    }
    if (at - start > MAX_PLAIN_NUMBER) return false;
    if (at < end && (bytes[at]! | 0x20) === SMALL_E) return this.#exponent(start, at + 1);
    this.start = start;
    this.stop = at;
    this.at = at;
    return true;
  }

  /** Reads the rest of a number from behind its `e`; only an exponent of few digits is plain. */
  #exponent(start: number, from: number): boolean {
    const { bytes, end } = this;
    const first = bytes[from] === PLUS || bytes[from] === MINUS ? from + 1 : from;
    let at = first;
    while (at < end && isDigit(bytes[at])) at++;
    if (at === first || at - first > MAX_PLAIN_EXPONENT) return false;
    this.start = start;
    this.stop = at;
    this.at = at;
    return true;
  }

  /** Reads any value; an object or array is read with everything in it. */
  value(depth: number): boolean {
    const byte = this.bytes[this.at];
    if (byte === OPEN_BRACE) return this.object(depth, true);
    if (byte === OPEN_BRACKET) return this.#array(depth);
    return this.scalar();
  }

  /** Reads a text, number, boolean or null. */
  scalar(): boolean {
    const byte = this.bytes[this.at];
    if (byte === QUOTE) return this.string();
    if (byte === TRUE[0]) return this.literal(TRUE);
    if (byte === FALSE[0]) return this.literal(FALSE);
    if (byte === NULL[0]) return this.literal(NULL);
    return this.number();
  }

  /** Reads an object. Unless `isDeep`, its values must be scalars. */
  object(depth: number, isDeep: boolean): boolean {
    if (depth >= MAX_PLAIN_DEPTH || !this.take(OPEN_BRACE)) return false;
    this.skipSpace();
    if (this.take(CLOSE_BRACE)) return true;
    for (let nKeys = 0; ; nKeys++) {
      if (!this.key() || !this.#isNewKey(depth, nKeys)) return false;
      if (!(isDeep ? this.value(depth + 1) : this.scalar())) return false;
      this.skipSpace();
      if (this.take(CLOSE_BRACE)) return true;
      if (!this.take(COMMA)) return false;
      this.skipSpace();
    }
  }

  #array(depth: number): boolean {
    if (depth >= MAX_PLAIN_DEPTH || !this.take(OPEN_BRACKET)) return false;
    this.skipSpace();
    if (this.take(CLOSE_BRACKET)) return true;
    for (;;) {
      if (!this.value(depth + 1)) return false;
      this.skipSpace();
      if (this.take(CLOSE_BRACKET)) return true;
      if (!this.take(COMMA)) return false;
      this.skipSpace();
    }
  }

  /**
   * Whether no earlier key of the object has the hash of this one. Two equal hashes may be a repeated key, which the full reader then tells
   * apart.
   */
  #isNewKey(depth: number, nKeys: number): boolean {
    if (nKeys === MAX_PLAIN_KEYS || this.#isSpecial()) return false;
    let hash = FNV_OFFSET;
    for (let at = this.start; at < this.stop; at++) hash = Math.imul(hash ^ this.bytes[at]!, FNV_PRIME);
    const from = depth * MAX_PLAIN_KEYS;
    for (let i = from; i < from + nKeys; i++) if (this.#keys[i] === hash) return false;
    this.#keys[from + nKeys] = hash;
    return true;
  }

  /** Whether the key is one that changes how a JavaScript object behaves, such as `__proto__`. */
  #isSpecial(): boolean {
    const { start, stop } = this;
    return SPECIAL_KEYS.some((key) => key.length === stop - start && this.spells(start, key));
  }
}
