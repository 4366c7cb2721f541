import { hasUnderflow } from '../../core/base/underflow.js';
import { RecordFault } from './codes.js';
import { MAX_NAME_LENGTH, MAX_RECORD_BYTES } from './limits.js';
import type { RecordRange } from './ranges.js';
import { newScan, type Scan, scanRecord } from './scan.js';

export type JsonObject = { readonly [key: string]: unknown };

/** These keys are refused: a program that copies them onto an object changes how the object behaves instead. */
const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

const HALF_SURROGATE_OR_NUL = /\p{Surrogate}|\0/u;

/**
 * Reads records out of a body, one at a time. `scan` describes the record that was read last.
 *
 * @example
 * const reader = new ObjectReader(bytes);
 * for (const range of recordRanges(bytes, 'ndjson')) reader.read(range); // throws RecordFault
 */
export class ObjectReader {
  readonly scan: Scan = newScan();
  readonly #bytes: Uint8Array;
  readonly #decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  /** The whole body as text when every character of it is one byte; the texts of the records are then parts of it. */
  #ascii: string | null | undefined;
  #nStrings = 0;
  #hasZero = false;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Gives the JSON object of a range, after the checks that hold for every record. Throws `RecordFault`. */
  read({ start, end }: RecordRange): JsonObject {
    if (end - start > MAX_RECORD_BYTES) {
      throw new RecordFault(
        'RECORD_TOO_LARGE',
        `the record has ${end - start} bytes, at most ${MAX_RECORD_BYTES} are taken`,
      );
    }
    scanRecord(this.#bytes, start, end, this.scan);
    const text = this.#slice(start, end);
    const value = parse(text);
    this.#nStrings = 0;
    this.#hasZero = false;
    this.#walk(value);
    if (this.#hasZero && hasUnderflow(text))
      throw new RecordFault('RECORD_FIELD_INVALID', 'a number is too near to zero for a double; send 0 if it is meant');
    if (this.#nStrings !== this.scan.nStrings) {
      throw new RecordFault('RECORD_KEY_REPEATED', 'a key stands twice in the record; each may stand once');
    }
    return value;
  }

  #slice(start: number, end: number): string {
    if (this.#ascii === undefined) this.#ascii = this.#decodeWhole();
    const text = this.#ascii?.slice(start, end) ?? this.#decode(this.#bytes.subarray(start, end));
    if (text === null) throw new RecordFault('RECORD_UTF8', 'the record is not UTF-8; encode it as UTF-8');
    return text;
  }

  #decodeWhole(): string | null {
    const text = this.#decode(this.#bytes);
    return text?.length === this.#bytes.length ? text : null;
  }

  #decode(bytes: Uint8Array): string | null {
    try {
      return this.#decoder.decode(bytes);
    } catch {
      return null;
    }
  }

  /** Counts the strings and keys of a value and checks everything inside it. */
  #walk(value: object): void {
    if (Array.isArray(value)) {
      for (const item of value) this.#look(item, null);
      return;
    }
    for (const key of Object.keys(value)) {
      this.#nStrings++;
      if (FORBIDDEN_KEYS.has(key))
        throw new RecordFault('RECORD_KEY_FORBIDDEN', `the key ${key} is not taken; rename it`);
      if (this.scan.hasEscape) demandText(key);
      this.#look((value as JsonObject)[key], key);
    }
  }

  /** Looks at a value; `key` is the one that it stands under. */
  #look(value: unknown, key: string | null): void {
    if (typeof value === 'string') {
      this.#nStrings++;
      if (this.scan.hasEscape) demandText(value);
    } else if (typeof value === 'number') {
      if (value === 0) this.#hasZero = true;
      if (!Number.isFinite(value)) throw tooLarge(key);
    } else if (typeof value === 'object' && value !== null) {
      this.#walk(value);
    }
  }
}

function tooLarge(key: string | null): RecordFault {
  const what = key === null ? 'a number in a list' : `the number ${JSON.stringify(key.slice(0, MAX_NAME_LENGTH))}`;
  return new RecordFault(
    'RECORD_FIELD_INVALID',
    `${what} is too large for a double; send what is finite, or leave it out`,
  );
}

function parse(text: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new RecordFault(
      'RECORD_JSON',
      'the record is not JSON; check for cut lines, trailing commas, single quotes, and numbers such as 1,250.50 or NaN',
    );
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject;
  throw new RecordFault('RECORD_JSON', 'the record is JSON, but no object');
}

function demandText(text: string): void {
  if (!HALF_SURROGATE_OR_NUL.test(text)) return;
  throw new RecordFault('RECORD_TEXT', 'a text holds NUL or half of a surrogate pair; send whole characters');
}
