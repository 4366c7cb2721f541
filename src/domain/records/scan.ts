import { RecordFault } from './codes.js';
import { MAX_DEPTH } from './limits.js';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;

const ATTRIBUTES = Uint8Array.from('attributes', (letter) => letter.charCodeAt(0));

/** What one pass over the bytes of a record finds. One object is reused for all records of a body. */
export interface Scan {
  /**
   * Number of strings in the text, keys included. Parsing drops a repeated key, so the parsed value then has fewer strings than the text.
   */
  nStrings: number;
  hasEscape: boolean;
  /** Start of the object under the top-level key `attributes`; -1 when the record has none. */
  attributesStart: number;
  attributesEnd: number;
}

export const newScan = (): Scan => ({ nStrings: 0, hasEscape: false, attributesStart: -1, attributesEnd: -1 });

/**
 * Scans once the bytes of what should be a JSON object; whether it is JSON at all is left to the parser. Throws `RecordFault` only for
 * depth.
 */
export function scanRecord(bytes: Uint8Array, start: number, end: number, scan: Scan): void {
  let nStrings = 0;
  let depth = 0;
  scan.hasEscape = false;
  scan.attributesStart = -1;
  scan.attributesEnd = -1;
  for (let at = start; at < end; at++) {
    const byte = bytes[at]!;
    if (byte === QUOTE) {
      const begin = at + 1;
      at = stringEnd(bytes, begin, end, scan);
      nStrings++;
      if (depth === 1 && at - begin === ATTRIBUTES.length && spells(bytes, begin, ATTRIBUTES))
        noteAttributes(bytes, at + 1, end, scan);
    } else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
      depth++;
      if (depth > MAX_DEPTH)
        throw new RecordFault('RECORD_DEPTH', `the record is nested deeper than ${MAX_DEPTH} levels`);
    } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
      depth--;
      if (depth === 1 && scan.attributesStart >= 0 && scan.attributesEnd < 0) scan.attributesEnd = at + 1;
    }
  }
  scan.nStrings = nStrings;
}

/** Gives the position of the closing quote, or `end` when there is none. */
export function stringEnd(bytes: Uint8Array, begin: number, end: number, scan?: Pick<Scan, 'hasEscape'>): number {
  let at = begin;
  for (; at < end; at++) {
    const byte = bytes[at];
    if (byte === QUOTE) return at;
    if (byte !== BACKSLASH) continue;
    if (scan !== undefined) scan.hasEscape = true;
    at++;
  }
  return end;
}

/** Whether exactly this word stands from `begin` on. */
export function spells(bytes: Uint8Array, begin: number, word: Uint8Array): boolean {
  for (let i = 0; i < word.length; i++) if (bytes[begin + i] !== word[i]) return false;
  return true;
}

const isSpace = (byte: number | undefined): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;

/** Notes where the object of attributes begins. The word is that key only if a colon follows it, and then a brace. */
function noteAttributes(bytes: Uint8Array, from: number, end: number, scan: Scan): void {
  const at = valueAt(bytes, from, end);
  if (at < 0 || bytes[at] !== OPEN_BRACE) return;
  scan.attributesStart = at;
  scan.attributesEnd = -1;
}

/** Where the value begins whose key ends at `from`; -1 where no colon follows, so that the text is no key. */
export function valueAt(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && isSpace(bytes[at])) at++;
  if (bytes[at] !== COLON) return -1;
  at++;
  while (at < end && isSpace(bytes[at])) at++;
  return at;
}
