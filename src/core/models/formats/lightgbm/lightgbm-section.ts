import { type ParsedNumber, parseNumber } from '../../decode/json-number.js';
import { invalidModel } from '../../decode/limits.js';
import { COST, type ReadBudget, spend } from '../../decode/read-budget.js';

const [NEWLINE, RETURN, EQUALS, SPACE, TAB] = [0x0a, 0x0d, 0x3d, 0x20, 0x09] as const;

/** The place of a value in the file. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** The `key=value` lines of one section, each value as its place in the bytes of the file. */
export interface Section {
  readonly bytes: Uint8Array;
  readonly budget: ReadBudget;
  readonly values: ReadonlyMap<string, Range>;
}

const decode = (bytes: Uint8Array, { start, end }: Range): string =>
  new TextDecoder().decode(bytes.subarray(start, end));

/** The lines of a file, without their ends. Every step yields the same record. */
function* linesOf(bytes: Uint8Array): Generator<Range> {
  const line = { start: 0, end: 0 };
  for (let at = 0; at < bytes.length; at++) {
    const next = bytes.indexOf(NEWLINE, at);
    line.start = at;
    at = next < 0 ? bytes.length : next;
    line.end = at > line.start && bytes[at - 1] === RETURN ? at - 1 : at;
    yield line;
  }
}

/** Longest key that is read; keys have some dozens of letters. */
const LONGEST_KEY = 100;

const startsWith = (bytes: Uint8Array, at: number, word: string): boolean =>
  Array.from(word).every((letter, i) => bytes[at + i] === letter.charCodeAt(0));

/**
 * The head of the file, then one section per tree (`Tree=`), up to `end of trees`. Each section is charged to the budget only while it is
 * read, because the next one takes its place.
 */
export function* sectionsOf(bytes: Uint8Array, budget: ReadBudget): Generator<Section> {
  let values = new Map<string, Range>();
  let paid = 0;
  const section = (): Section => ({ bytes, budget, values });
  for (const line of linesOf(bytes)) {
    if (startsWith(bytes, line.start, 'end of trees')) break;
    if (startsWith(bytes, line.start, 'Tree=')) {
      yield section();
      budget.left += paid;
      paid = 0;
      values = new Map();
      continue;
    }
    if (line.end === line.start) continue;
    spend(budget, COST.key);
    paid += COST.key;
    const found = bytes.subarray(line.start, Math.min(line.end, line.start + LONGEST_KEY)).indexOf(EQUALS);
    const keyEnd = found < 0 ? line.end : line.start + found;
    const key = decode(bytes, { start: line.start, end: Math.min(keyEnd, line.start + LONGEST_KEY) }).trim();
    values.set(key, { start: Math.min(line.end, keyEnd + 1), end: line.end });
  }
  yield section();
}

/** The list that the Python package appends after the trees, as it stands in the file; null when there is none. */
export function pandasBytes(bytes: Uint8Array): Uint8Array | null {
  const mark = 'pandas_categorical:';
  let found: Range | null = null;
  for (const line of linesOf(bytes)) {
    if (startsWith(bytes, line.start, mark)) found = { start: line.start + mark.length, end: line.end };
  }
  return found === null ? null : bytes.subarray(found.start, found.end);
}

/** Longest text of a value of a few words; no message needs more. */
const LONGEST_TEXT = 10_000;

export function textOf(section: Section, key: string): string | undefined {
  const range = section.values.get(key);
  return range === undefined
    ? undefined
    : decode(section.bytes, { start: range.start, end: Math.min(range.end, range.start + LONGEST_TEXT) });
}

const isBlank = (byte: number | undefined): boolean => byte === SPACE || byte === TAB || byte === RETURN;

function countWords(bytes: Uint8Array, { start, end }: Range): number {
  let count = 0;
  for (let at = start; at < end; at++) count += +(!isBlank(bytes[at]) && (at === start || isBlank(bytes[at - 1])));
  return count;
}

/** The words of a value, or null unless there are as many as expected; `found` says how many there are. */
export function wordsOf(section: Section, key: string, expected: number): { words: string[] | null; found: number } {
  const range = section.values.get(key);
  const found = range === undefined ? 0 : countWords(section.bytes, range);
  if (range === undefined || found !== expected) return { words: null, found };
  spend(section.budget, found * (COST.text + COST.slot) + range.end - range.start);
  return { words: decode(section.bytes, range).trim().split(/\s+/), found };
}

/** The numbers of a line; an empty list where it is missing. */
export function numbersOf(section: Section, key: string, where: string): Float64Array {
  const range = section.values.get(key);
  if (range === undefined) return new Float64Array(0);
  const { bytes, budget } = section;
  const count = countWords(bytes, range);
  spend(budget, Float64Array.BYTES_PER_ELEMENT * count);
  const list = new Float64Array(count);
  const read: ParsedNumber = { value: 0, end: 0 };
  for (let i = 0, at = range.start; i < count; i++) {
    while (isBlank(bytes[at])) at++;
    let end = at;
    while (end < range.end && !isBlank(bytes[end])) end++;
    parseNumber(bytes, at, read);
    list[i] = read.end === end ? read.value : rareNumber(bytes, { start: at, end }, `${where}, ${key}`);
    at = end;
  }
  return list;
}

/**
 * Reads a number that is no plain decimal: C++ prints an infinite threshold (missing values against all others) as `inf`, everything else
 * as JavaScript reads it.
 */
function rareNumber(bytes: Uint8Array, range: Range, where: string): number {
  if (range.end - range.start > LONGEST_KEY) throw invalidModel(where, 'a number has too many characters');
  const text = decode(bytes, range);
  const infinite = /^([+-]?)inf(inity)?$/i.exec(text);
  if (infinite === null) return Number(text);
  return infinite[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}
