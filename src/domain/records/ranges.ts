import { TribuneError } from '../../core/base/errors.js';
import { MAX_RECORDS } from './limits.js';

/** How a body is framed: one JSON value (object or array), or one record a line. */
export type BodyForm = 'json' | 'ndjson';

/** A record of a body: where its bytes stand, and its line or its place in the array, counted from one. */
export interface RecordRange {
  readonly line: number;
  readonly start: number;
  readonly end: number;
}

const NEWLINE = 0x0a;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

const isSpace = (byte: number | undefined): boolean =>
  byte === 0x20 || byte === NEWLINE || byte === 0x0d || byte === 0x09;

const bodyError = (what: string, remedy: string): TribuneError => new TribuneError('BODY_INVALID', what, { remedy });

/**
 * Finds where the records of a body stand, without copying or parsing them: lines, elements of an array, or the one object. Throws
 * `BODY_INVALID` for a body without records or an array that does not close, `DATA_TOO_LARGE` for too many.
 */
export function recordRanges(bytes: Uint8Array, form: BodyForm): RecordRange[] {
  const start = skipSpace(bytes, hasByteOrderMark(bytes) ? 3 : 0);
  const end = trimEnd(bytes, start);
  if (start === end) throw bodyError('the body is empty', 'Send at least one record.');
  if (form === 'ndjson') return lineRanges(bytes, start, end);
  if (bytes[start] === OPEN_BRACKET) return elementRanges(bytes, start, end);
  return [{ line: 1, start, end }];
}

const hasByteOrderMark = (bytes: Uint8Array): boolean => bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;

function skipSpace(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < bytes.length && isSpace(bytes[at])) at++;
  return at;
}

function trimEnd(bytes: Uint8Array, start: number): number {
  let end = bytes.length;
  while (end > start && isSpace(bytes[end - 1])) end--;
  return end;
}

function add(ranges: RecordRange[], range: RecordRange): void {
  if (ranges.length === MAX_RECORDS) {
    const remedy = 'Send several smaller batches: 100 to 1,000 records are fastest.';
    throw new TribuneError('DATA_TOO_LARGE', `the batch has more than ${MAX_RECORDS} records`, { remedy });
  }
  ranges.push(range);
}

/** Blank lines are no records, but they count as lines. */
function lineRanges(bytes: Uint8Array, first: number, end: number): RecordRange[] {
  const ranges: RecordRange[] = [];
  let line = 1 + countLines(bytes, first);
  for (let at = first; at < end; line++) {
    const newline = bytes.indexOf(NEWLINE, at);
    const stop = newline < 0 || newline > end ? end : newline;
    const from = skipSpace(bytes, at);
    if (from < stop) add(ranges, { line, start: from, end: stop });
    at = stop + 1;
  }
  return ranges;
}

function countLines(bytes: Uint8Array, end: number): number {
  let lines = 0;
  for (let at = 0; at < end; at++) if (bytes[at] === NEWLINE) lines++;
  return lines;
}

function elementRanges(bytes: Uint8Array, start: number, end: number): RecordRange[] {
  const ranges: RecordRange[] = [];
  let depth = 0;
  let from = start + 1;
  for (let at = start; at < end; at++) {
    const byte = bytes[at]!;
    if (byte === QUOTE) at = closingQuote(bytes, at + 1, end);
    else if (byte === OPEN_BRACKET || byte === OPEN_BRACE) depth++;
    else if (byte === CLOSE_BRACKET || byte === CLOSE_BRACE) depth--;
    const closes = depth === 0;
    if (!closes && !(byte === COMMA && depth === 1)) continue;
    const begin = skipSpace(bytes, from);
    const isEmptyArray = closes && ranges.length === 0 && begin === at;
    if (!isEmptyArray) add(ranges, { line: ranges.length + 1, start: Math.min(begin, at), end: at });
    from = at + 1;
    if (closes) return closed(ranges, at + 1 === end);
  }
  throw bodyError('the array does not close', 'The body was cut off: send the whole batch again.');
}

function closed(ranges: RecordRange[], isLast: boolean): RecordRange[] {
  if (!isLast) throw bodyError('something follows the array', 'Send one array, or NDJSON as application/x-ndjson.');
  if (ranges.length === 0) throw bodyError('the array is empty', 'Send at least one record.');
  return ranges;
}

function closingQuote(bytes: Uint8Array, from: number, end: number): number {
  for (let at = from; at < end; at++) {
    if (bytes[at] === QUOTE) return at;
    if (bytes[at] === BACKSLASH) at++;
  }
  return end;
}
