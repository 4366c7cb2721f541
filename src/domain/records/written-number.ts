import type { RecordRange } from './ranges.js';
import { spells, stringEnd, valueAt } from './scan.js';

const QUOTE = 0x22;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;

const OF_NUMBERS = new Set(Uint8Array.from('0123456789.+-eE', (letter) => letter.charCodeAt(0)));

const bytesOf = (word: string): Uint8Array => Uint8Array.from(word, (letter) => letter.charCodeAt(0));
const KEYS = { outcome: bytesOf('outcome'), label: bytesOf('label') } as const;

/** Fields whose number is needed as it was written, since a double may differ from it. */
export type WrittenField = keyof typeof KEYS;

/**
 * Gives the text of the number under a key of a record, which was parsed already; null where the key is spelt with escapes or no number
 * stands there.
 *
 * @example writtenNumber(bytesOf('{"outcome": 12.50}'), range, 'outcome') // '12.50'
 */
export function writtenNumber(bytes: Uint8Array, { start, end }: RecordRange, field: WrittenField): string | null {
  const key = KEYS[field];
  let depth = 0;
  for (let at = start; at < end; at++) {
    const byte = bytes[at]!;
    if (byte === OPEN_BRACE || byte === OPEN_BRACKET) depth++;
    else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) depth--;
    if (byte !== QUOTE) continue;
    const begin = at + 1;
    at = stringEnd(bytes, begin, end);
    if (depth !== 1 || at - begin !== key.length || !spells(bytes, begin, key)) continue;
    const value = valueAt(bytes, at + 1, end);
    if (value >= 0) return numberAt(bytes, value, end);
  }
  return null;
}

function numberAt(bytes: Uint8Array, start: number, end: number): string | null {
  let stop = start;
  while (stop < end && OF_NUMBERS.has(bytes[stop]!)) stop++;
  return stop === start ? null : String.fromCharCode(...bytes.subarray(start, stop));
}
