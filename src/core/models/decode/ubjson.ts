import { invalidModel } from './limits.js';
import { COST, type ReadBudget, readBudget, spend } from './read-budget.js';
import { textAt, type Words } from './words.js';

/**
 * UBJSON draft 12 as XGBoost writes it: big-endian numbers, containers optionally with a type (`$`) and a count (`#`).
 * Typed arrays of numbers come back as typed arrays. Every count is checked against the bytes that are left before
 * anything is allocated; nesting is bounded.
 */
export function parseUbjson(bytes: Uint8Array, where: string): unknown {
  const cursor: Cursor = {
    bytes,
    view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength),
    at: 0,
    where,
    depth: 0,
    budget: readBudget(bytes.length, where),
    words: new Map(),
  };
  const value = readValue(cursor, marker(cursor));
  if (cursor.at !== bytes.length)
    throw fault(cursor, `${bytes.length - cursor.at} bytes follow the end of the document`);
  return value;
}

/** XGBoost nests six levels; the bound keeps a hostile file from overflowing the stack. */
const MAX_NESTING = 64;

interface Cursor {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly where: string;
  at: number;
  depth: number;
  readonly budget: ReadBudget;
  readonly words: Words;
}

const fault = (cursor: Cursor, what: string): Error => invalidModel(`${cursor.where}, byte ${cursor.at}`, what);

/** Size in bytes of one value of each number type. */
const SIZES: ReadonlyMap<string, number> = new Map([
  ['i', 1],
  ['U', 1],
  ['I', 2],
  ['l', 4],
  ['L', 8],
  ['d', 4],
  ['D', 8],
]);

function need(cursor: Cursor, count: number): void {
  if (!(count >= 0) || count > cursor.bytes.length - cursor.at) {
    throw fault(cursor, `${count} more bytes are announced, ${cursor.bytes.length - cursor.at} are left`);
  }
}

function marker(cursor: Cursor): string {
  for (;;) {
    need(cursor, 1);
    const code = String.fromCharCode(cursor.bytes[cursor.at++]!);
    if (code !== 'N') return code;
  }
}

function readNumber(cursor: Cursor, type: string): number {
  const size = SIZES.get(type);
  if (size === undefined) throw fault(cursor, `"${type}" is not the marker of a number`);
  need(cursor, size);
  const at = cursor.at;
  cursor.at += size;
  switch (type) {
    case 'i':
      return cursor.view.getInt8(at);
    case 'U':
      return cursor.view.getUint8(at);
    case 'I':
      return cursor.view.getInt16(at);
    case 'l':
      return cursor.view.getInt32(at);
    case 'L':
      return Number(cursor.view.getBigInt64(at));
    case 'd':
      return cursor.view.getFloat32(at);
    default:
      return cursor.view.getFloat64(at);
  }
}

function readText(cursor: Cursor, type: string): string {
  const length = readNumber(cursor, type);
  need(cursor, length);
  const start = cursor.at;
  cursor.at += length;
  return textAt(cursor.words, cursor.bytes, { start, end: cursor.at }, cursor.budget);
}

function readValue(cursor: Cursor, type: string): unknown {
  spend(cursor.budget, COST.slot);
  switch (type) {
    case 'Z':
      return null;
    case 'T':
      return true;
    case 'F':
      return false;
    case 'S':
      return readText(cursor, marker(cursor));
    case 'C':
      need(cursor, 1);
      return String.fromCharCode(cursor.bytes[cursor.at++]!);
    case '[':
    case '{':
      return readContainer(cursor, type);
    default:
      return readNumber(cursor, type);
  }
}

function readContainer(cursor: Cursor, type: string): unknown {
  if (++cursor.depth > MAX_NESTING) throw fault(cursor, `nested deeper than ${MAX_NESTING}`);
  spend(cursor.budget, type === '[' ? COST.list : COST.object);
  const header = readHeader(cursor);
  const value = type === '[' ? readArray(cursor, header) : readObject(cursor, header);
  cursor.depth--;
  return value;
}

/**
 * Reads the type and count of a container. An element takes at least one byte, so a count past the end of the file is false and refused.
 */
function readHeader(cursor: Cursor): { type: string | null; count: number | null } {
  let type: string | null = null;
  const peek = (): string => String.fromCharCode(cursor.bytes[cursor.at] ?? 0);
  if (peek() === '$') {
    cursor.at++;
    type = marker(cursor);
    if (peek() !== '#') throw fault(cursor, 'a typed container has no count');
  }
  if (peek() !== '#') return { type, count: null };
  cursor.at++;
  const count = readNumber(cursor, marker(cursor));
  need(cursor, count * (type === null ? 1 : (SIZES.get(type) ?? 1)));
  return { type, count };
}

function readArray(cursor: Cursor, header: { type: string | null; count: number | null }): unknown {
  const { type, count } = header;
  if (type !== null && SIZES.has(type) && count !== null) {
    return readTyped(cursor, type, count);
  }
  const items: unknown[] = [];
  for (
    let next = elementMarker(cursor, header, ']', 0);
    next !== null;
    next = elementMarker(cursor, header, ']', items.length)
  ) {
    if (items.length === 0) spend(cursor.budget, COST.growing);
    items.push(readValue(cursor, next));
  }
  return items;
}

/** Numbers of one type, as narrow as in the file; bytes are not even copied. */
function readTyped(cursor: Cursor, type: string, count: number): ArrayLike<number> {
  const { bytes, at } = cursor;
  if (type === 'U') {
    spend(cursor.budget, COST.typed);
    cursor.at += count;
    return bytes.subarray(at, cursor.at);
  }
  const Kind = TYPED.get(type) ?? Float64Array;
  spend(cursor.budget, COST.typed + Kind.BYTES_PER_ELEMENT * count);
  const list = new Kind(count);
  for (let i = 0; i < count; i++) list[i] = readNumber(cursor, type);
  return list;
}

const TYPED = new Map<string, typeof Int8Array | typeof Int16Array | typeof Int32Array | typeof Float32Array>([
  ['i', Int8Array],
  ['I', Int16Array],
  ['l', Int32Array],
  ['d', Float32Array],
]);

/** The marker of the next element, or null at the end of the container. */
function elementMarker(
  cursor: Cursor,
  header: { type: string | null; count: number | null },
  end: string,
  done: number,
): string | null {
  if (header.count !== null) return done === header.count ? null : (header.type ?? marker(cursor));
  const next = marker(cursor);
  return next === end ? null : next;
}

/** Up to this many keys make an object with fields; V8 turns an object with more into a dictionary. */
const FIELDS = 32;

/** Reads an object into own properties only, so that a key `__proto__` is a key like any other. */
function readObject(cursor: Cursor, header: { type: string | null; count: number | null }): Record<string, unknown> {
  const object: Record<string, unknown> = {};
  for (let done = 0; header.count === null || done < header.count; done++) {
    const first = marker(cursor);
    if (header.count === null && first === '}') break;
    if (done >= FIELDS) spend(cursor.budget, COST.key);
    const key = readText(cursor, first);
    const value = readValue(cursor, header.type ?? marker(cursor));
    if (key === '__proto__') Object.defineProperty(object, key, { value, enumerable: true, configurable: true });
    else object[key] = value;
  }
  return object;
}
