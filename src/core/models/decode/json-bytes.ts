import { parseNumber } from './json-number.js';
import { invalidModel } from './limits.js';
import { COST, type ReadBudget, spend } from './read-budget.js';
import { textAt, type Words } from './words.js';

/**
 * Deepest nesting that is read: LightGBM's JSON nests one object per level of a tree, each takes three frames of the stack, and the stack
 * holds about 2,000 levels.
 */
const MAX_NESTING = 1000;
/** Lists of numbers up to this length are plain arrays, because a typed array takes a hundred bytes besides its numbers. */
const SHORT_LIST = 8;
/** Up to this many keys make an object with fields; V8 turns an object with more into a dictionary. */
const FIELDS = 32;

const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d] as const;
const [QUOTE, BACKSLASH, COMMA, COLON, SPACE] = [0x22, 0x5c, 0x2c, 0x3a, 0x20] as const;

interface Cursor {
  readonly bytes: Uint8Array;
  readonly budget: ReadBudget;
  at: number;
  depth: number;
  readonly number: { value: number; end: number };
  readonly words: Words;
}

/**
 * Parses JSON from its bytes. It reads what `JSON.parse` reads but takes less memory: there is no string of the whole file, lists of
 * numbers become typed arrays of the narrowest kind, everything is charged to the budget, and nesting has a limit. `NaN`, `Infinity` and
 * `-Infinity` are numbers: XGBoost up to 2 writes them at splits on categories, Python's json wherever they occur. The reader of the format
 * decides what they mean at their place.
 */
export function parseJsonBytes(bytes: Uint8Array, budget: ReadBudget): unknown {
  const start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  const cursor: Cursor = { bytes, budget, at: start, depth: 0, number: { value: 0, end: 0 }, words: new Map() };
  const value = readValue(cursor);
  if (skipBlanks(cursor) !== undefined) throw fault(cursor, 'something follows the end of the document');
  return value;
}

const fault = (cursor: Cursor, what: string): Error =>
  invalidModel(cursor.budget.where, `is not JSON (byte ${cursor.at}: ${what})`);

const isBlank = (byte: number | undefined): boolean =>
  byte === SPACE || byte === 0x0a || byte === 0x0d || byte === 0x09;

/** Moves to the next byte that is no blank and returns it; undefined at the end. */
function skipBlanks(cursor: Cursor): number | undefined {
  while (isBlank(cursor.bytes[cursor.at])) cursor.at++;
  return cursor.bytes[cursor.at];
}

const LITERALS = [
  ['true', true],
  ['false', false],
  ['null', null],
] as const;

function readValue(cursor: Cursor): unknown {
  const first = skipBlanks(cursor);
  if (first === OPEN_OBJECT) return nested(cursor, readObject);
  if (first === OPEN_LIST) return nested(cursor, readList);
  if (first === QUOTE) return readText(cursor);
  if (first === undefined) throw fault(cursor, 'the file ends inside a value');
  for (const [word, value] of LITERALS) {
    if (first === word.charCodeAt(0) && hasWord(cursor, word)) {
      cursor.at += word.length;
      return value;
    }
  }
  spend(cursor.budget, COST.number);
  return readNumber(cursor);
}

const hasWord = ({ bytes, at }: Cursor, word: string): boolean =>
  Array.from(word).every((letter, i) => bytes[at + i] === letter.charCodeAt(0));

function nested(cursor: Cursor, read: (cursor: Cursor) => unknown): unknown {
  if (++cursor.depth > MAX_NESTING) throw fault(cursor, `nested deeper than ${MAX_NESTING}`);
  cursor.at++;
  const value = read(cursor);
  cursor.depth--;
  return value;
}

const NOT_FINITE = [
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
] as const;

function readNumber(cursor: Cursor): number {
  parseNumber(cursor.bytes, cursor.at, cursor.number);
  if (cursor.number.end < 0) return readNotFinite(cursor);
  cursor.at = cursor.number.end;
  return cursor.number.value;
}

function readNotFinite(cursor: Cursor): number {
  const found = NOT_FINITE.find(([word]) => hasWord(cursor, word));
  if (found === undefined) throw fault(cursor, 'expected a value');
  cursor.at += found[0].length;
  return found[1];
}

/** Whether the list or object ends here. If it does not, a comma must follow, except before the first element. */
function atEnd(cursor: Cursor, close: number, isFirst: boolean): boolean {
  const byte = skipBlanks(cursor);
  if (byte === close) {
    cursor.at++;
    return true;
  }
  if (isFirst) return false;
  if (byte !== COMMA) throw fault(cursor, `expected "," or "${String.fromCharCode(close)}"`);
  cursor.at++;
  return false;
}

function readList(cursor: Cursor): unknown {
  spend(cursor.budget, COST.list);
  const ahead = numbersAhead(cursor);
  if (ahead !== null) return readNumbers(cursor, ahead);
  const items: unknown[] = [readValue(cursor)];
  if (atEnd(cursor, CLOSE_LIST, false)) return items;
  spend(cursor.budget, COST.growing);
  do {
    spend(cursor.budget, COST.slot);
    items.push(readValue(cursor));
  } while (!atEnd(cursor, CLOSE_LIST, false));
  return items;
}

/** Letters of a key that a message shows. */
const SHOWN_KEY = 60;

/** Reads an object into own properties only, so that a key `__proto__` is a key like any other. */
function readObject(cursor: Cursor): Record<string, unknown> {
  spend(cursor.budget, COST.object);
  const object: Record<string, unknown> = {};
  for (let count = 0; !atEnd(cursor, CLOSE_OBJECT, count === 0); count++) {
    if (skipBlanks(cursor) !== QUOTE) throw fault(cursor, 'expected a key in quotes');
    spend(cursor.budget, count < FIELDS ? COST.slot : COST.key);
    const key = readText(cursor);
    // Readers differ in which of two values they take: another program may have another model.
    if (Object.hasOwn(object, key))
      throw fault(cursor, `the key ${JSON.stringify(key.slice(0, SHOWN_KEY))} stands twice`);
    if (skipBlanks(cursor) !== COLON) throw fault(cursor, 'expected ":"');
    cursor.at++;
    const value = readValue(cursor);
    if (key === '__proto__') Object.defineProperty(object, key, { value, enumerable: true, configurable: true });
    else object[key] = value;
  }
  return object;
}

interface Ahead {
  readonly count: number;
  /** Whether no number of the list has a point or an exponent. */
  readonly isWhole: boolean;
  /** Number of characters of the longest number. */
  readonly longest: number;
}

/** Letters of `NaN` and `Infinity`; `true`, `false` and `null` have others too. */
const NOT_FINITE_LETTERS: ReadonlySet<number> = new Set(Array.from('NaInfity', (letter) => letter.charCodeAt(0)));

/** Counts the numbers of the list that begins here; null when it holds anything else. */
function numbersAhead({ bytes, at }: Cursor): Ahead | null {
  let [commas, length, longest] = [0, 0, 0];
  let [isWhole, isEmpty] = [true, true];
  for (let i = at; i < bytes.length; i++) {
    const byte = bytes[i]!;
    if (byte === CLOSE_LIST) return { count: isEmpty ? 0 : commas + 1, isWhole, longest: Math.max(longest, length) };
    if (isBlank(byte)) continue;
    isEmpty = false;
    if (byte === COMMA) {
      commas++;
      longest = Math.max(longest, length);
      length = 0;
    } else if ((byte >= 0x30 && byte <= 0x39) || byte === 0x2d) length++;
    else if (byte === 0x2e || byte === 0x2b || (byte | 0x20) === 0x65 || NOT_FINITE_LETTERS.has(byte)) isWhole = false;
    else return null;
  }
  return null;
}

type NumberList = number[] | Int8Array | Int16Array | Int32Array | Float64Array;

/** An empty list of the narrowest kind that holds whole numbers of this many characters. */
function emptyList({ count, isWhole, longest }: Ahead, budget: ReadBudget): NumberList {
  if (count <= SHORT_LIST) {
    spend(budget, 8 * count);
    return new Array<number>(count);
  }
  const Kind =
    !isWhole || longest > 9 ? Float64Array : longest <= 2 ? Int8Array : longest <= 4 ? Int16Array : Int32Array;
  spend(budget, COST.typed + Kind.BYTES_PER_ELEMENT * count);
  return new Kind(count);
}

function readNumbers(cursor: Cursor, ahead: Ahead): NumberList {
  const list = emptyList(ahead, cursor.budget);
  for (let i = 0; !atEnd(cursor, CLOSE_LIST, i === 0); i++) {
    skipBlanks(cursor);
    list[i] = readNumber(cursor);
  }
  return list;
}

function readText(cursor: Cursor): string {
  const { bytes, budget } = cursor;
  const start = cursor.at + 1;
  let end = start;
  let isPlain = true;
  for (let byte = bytes[end]; byte !== QUOTE; byte = bytes[++end]) {
    if (byte === undefined) throw fault(cursor, 'a text has no end');
    if (byte === BACKSLASH) end++;
    if (byte === BACKSLASH || byte < SPACE) isPlain = false;
  }
  const text = isPlain ? textAt(cursor.words, bytes, { start, end }, budget) : unescaped(cursor, end);
  cursor.at = end + 1;
  return text;
}

/** The text of a string with escapes, which `JSON.parse` resolves. */
function unescaped(cursor: Cursor, end: number): string {
  spend(cursor.budget, COST.text + end - cursor.at);
  try {
    return JSON.parse(new TextDecoder().decode(cursor.bytes.subarray(cursor.at, end + 1))) as string;
  } catch {
    throw fault(cursor, 'a text holds an unknown escape or a control character');
  }
}
