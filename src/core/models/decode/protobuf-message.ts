import { invalidModel } from './limits.js';
import { readVarint, wireFields } from './protobuf.js';
import { COST, type ReadBudget, spend } from './read-budget.js';
import { textAt, type Words } from './words.js';

/** Most fields of one file: a tree of 3 million nodes writes 24 million of them when they are not packed. */
const MAX_FIELDS: number = 2 ** 26;
/** Most messages of one file (nodes, attributes, tensors, inputs); a graph of trees has some dozens. */
const MAX_MESSAGES: number = 2 ** 16;
/** Most field numbers of one message; the messages of ONNX use about 20. */
const MAX_NUMBERS = 64;

/** Numbers of a file, in an array of any element type. */
export interface NumberList extends ArrayLike<number> {
  forEach(visit: (value: number, index: number) => void): void;
  every(test: (value: number) => boolean): boolean;
  reduce(join: (total: number, value: number) => number, start: number): number;
  slice(from: number, to?: number): NumberList;
}

/** A file that is being read, with its budget and the number of fields and messages read so far. */
export interface WireSource {
  readonly where: string;
  readonly budget: ReadBudget;
  readonly words: Words;
  fields: number;
  messages: number;
}

export const wireSource = (budget: ReadBudget): WireSource => ({
  where: budget.where,
  budget,
  words: new Map(),
  fields: 0,
  messages: 0,
});

function count(source: WireSource, what: 'fields' | 'messages', more: number, most: number): void {
  source[what] += more;
  if (source[what] > most) throw invalidModel(source.where, `has more than ${most} ${what}`);
}

/** The entries of a message under one field number: how many there are, and the last one, which wins. */
interface Held {
  count: number;
  start: number;
  /** End of the last entry; -1 when it is a varint. */
  end: number;
  varint: number;
}

/**
 * A message by field number. Only counts and last entries are stored; the entries of a repeated field are found again in the bytes when
 * they are needed.
 */
export interface Message {
  readonly source: WireSource;
  readonly bytes: Uint8Array;
  readonly held: ReadonlyMap<number, Held>;
}

export function readMessage(bytes: Uint8Array, source: WireSource): Message {
  count(source, 'messages', 1, MAX_MESSAGES);
  const held = new Map<number, Held>();
  let fields = 0;
  for (const field of wireFields(bytes, source.where)) {
    if (++fields > MAX_FIELDS) break;
    let own = held.get(field.number);
    if (own === undefined) {
      own = { count: 0, start: 0, end: 0, varint: 0 };
      held.set(field.number, own);
      if (held.size > MAX_NUMBERS)
        throw invalidModel(source.where, `a message has more than ${MAX_NUMBERS} kinds of fields`);
    }
    own.count++;
    own.start = field.start;
    own.end = field.type === 0 ? -1 : field.end;
    own.varint = field.varint;
  }
  count(source, 'fields', fields, MAX_FIELDS);
  return { source, bytes, held };
}

/** The entries of one field number, in order. Every step yields the same record. */
function* entriesOf(
  { bytes, source }: Message,
  number: number,
): Generator<{ start: number; end: number; varint: number; type: number }> {
  for (const field of wireFields(bytes, source.where)) if (field.number === number) yield field;
}

const countOf = (message: Message, number: number): number => message.held.get(number)?.count ?? 0;

/** Bytes of every entry of a field, in order; each is about to be read as a message. */
export function entries(message: Message, number: number): Uint8Array[] {
  const { bytes, source } = message;
  if (countOf(message, number) > MAX_MESSAGES) throw invalidModel(source.where, `repeats field ${number} too often`);
  return Array.from(entriesOf(message, number), ({ start, end }) => bytes.subarray(start, end));
}

/** The last entry of a field wins, as protobuf demands. */
export const lastEntry = (message: Message, number: number): Uint8Array | undefined => {
  const last = message.held.get(number);
  return last === undefined || last.end < 0 ? undefined : message.bytes.subarray(last.start, last.end);
};

export const lastVarint = (message: Message, number: number): number | undefined => {
  const last = message.held.get(number);
  return last?.end === -1 ? last.varint : undefined;
};

export function texts(message: Message, number: number): string[] {
  const { bytes, source } = message;
  const found = countOf(message, number);
  spend(source.budget, COST.list + 8 * found);
  const list = new Array<string>(found);
  let filled = 0;
  for (const range of entriesOf(message, number)) list[filled++] = textAt(source.words, bytes, range, source.budget);
  return list;
}

export const lastText = (message: Message, number: number): string => {
  const last = message.held.get(number);
  if (last === undefined || last.end < 0) return '';
  return textAt(message.source.words, message.bytes, last, message.source.budget);
};

/** A repeated field of float32 (size 4) or float64 (size 8), packed or one by one. */
export function reals(message: Message, number: number, size: 4 | 8): NumberList {
  const { bytes, source } = message;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let numbers = 0;
  for (const { start, end } of whereHeld(message, number)) numbers += Math.floor((end - start) / size);
  spend(source.budget, COST.list + size * numbers);
  const out = size === 4 ? new Float32Array(numbers) : new Float64Array(numbers);
  let filled = 0;
  for (const { start, end } of whereHeld(message, number)) {
    for (let at = start; at + size <= end; at += size) {
      out[filled++] = size === 4 ? view.getFloat32(at, true) : view.getFloat64(at, true);
    }
  }
  return out;
}

const whereHeld = (
  message: Message,
  number: number,
): Iterable<{ start: number; end: number; varint: number; type: number }> =>
  countOf(message, number) === 0 ? [] : entriesOf(message, number);

/** A repeated field of integers, packed or one by one, in the narrowest list that holds them. */
export function integers(message: Message, number: number): NumberList {
  let [numbers, lowest, highest] = [0, 0, 0];
  forEachInteger(message, number, (value) => {
    numbers++;
    lowest = Math.min(lowest, value);
    highest = Math.max(highest, value);
  });
  const Kind = listKind(lowest, highest);
  spend(message.source.budget, COST.list + Kind.BYTES_PER_ELEMENT * numbers);
  const out = new Kind(numbers);
  let filled = 0;
  forEachInteger(message, number, (value) => {
    out[filled++] = value;
  });
  return out;
}

function listKind(
  lowest: number,
  highest: number,
): typeof Int8Array | typeof Int16Array | typeof Int32Array | typeof Float64Array {
  const bits = Math.max(Math.log2(highest + 1), Math.log2(-lowest || 1));
  if (bits <= 7) return Int8Array;
  if (bits <= 15) return Int16Array;
  return bits <= 31 ? Int32Array : Float64Array;
}

function forEachInteger(message: Message, number: number, take: (value: number) => void): void {
  const { bytes, source } = message;
  const read = { value: 0, next: 0 };
  for (const { start, end, varint, type } of whereHeld(message, number)) {
    if (type === 0) take(varint);
    else {
      for (let at = start; at < end; at = read.next) {
        readVarint(bytes, at, source.where, read);
        take(read.value);
      }
    }
  }
}
