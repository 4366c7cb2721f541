import { invalidModel } from './limits.js';
import { readVarint, wireFields } from './protobuf.js';

/** Fields of one file: a tree of 3 million nodes writes 24 million, one by one; each takes 32 bytes here. */
const MAX_FIELDS: number = 2 ** 25;
/** Messages of one file (nodes, attributes, tensors, inputs). A graph of trees has some dozens. */
const MAX_MESSAGES: number = 2 ** 18;
/** Texts of one file: categories and class labels. */
const MAX_TEXTS: number = 2 ** 20;

/** A file that is being read, and how much of it has become objects: a few bytes of a hostile file may announce millions. */
export interface WireSource {
  readonly where: string;
  fields: number;
  messages: number;
  texts: number;
}

export const wireSource = (where: string): WireSource => ({ where, fields: 0, messages: 0, texts: 0 });

function count(source: WireSource, what: 'fields' | 'messages' | 'texts', most: number): void {
  if (++source[what] > most) throw invalidModel(source.where, `has more than ${most} ${what}`);
}

/** One field number of a message: entry i lies at `start[i] .. end[i]`, or is the varint `varint[i]` (end -1). */
interface Run {
  readonly start: number[];
  readonly end: number[];
  readonly varint: number[];
}

/** A message by field number. Lists instead of one object per field: a file of 100 MB holds tens of millions. */
export interface Message {
  readonly source: WireSource;
  readonly bytes: Uint8Array;
  readonly runs: ReadonlyMap<number, Run>;
}

export function readMessage(bytes: Uint8Array, source: WireSource): Message {
  count(source, 'messages', MAX_MESSAGES);
  const runs = new Map<number, Run>();
  for (const field of wireFields(bytes, source.where)) {
    count(source, 'fields', MAX_FIELDS);
    let run = runs.get(field.number);
    if (run === undefined) {
      run = { start: [], end: [], varint: [] };
      runs.set(field.number, run);
    }
    const start = field.bytes.byteOffset - bytes.byteOffset;
    run.start.push(start);
    run.end.push(field.type === 0 ? -1 : start + field.bytes.length);
    run.varint.push(field.varint);
  }
  return { source, bytes, runs };
}

/** Bytes of every entry of a field, in order. */
export function entries(message: Message, number: number): Uint8Array[] {
  const run = message.runs.get(number);
  if (run === undefined) return [];
  if (run.start.length > MAX_MESSAGES) throw invalidModel(message.source.where, `repeats field ${number} too often`);
  return run.start.map((start, i) => message.bytes.subarray(start, Math.max(start, run.end[i]!)));
}

/** The last entry of a field wins, as protobuf demands. */
export const lastEntry = (message: Message, number: number): Uint8Array | undefined => {
  const run = message.runs.get(number);
  const end = run?.end.at(-1) ?? -1;
  return run === undefined || end < 0 ? undefined : message.bytes.subarray(run.start.at(-1)!, end);
};

export const lastVarint = (message: Message, number: number): number | undefined => {
  const run = message.runs.get(number);
  return run?.end.at(-1) === -1 ? run.varint.at(-1) : undefined;
};

export function texts(message: Message, number: number): string[] {
  const decoder = new TextDecoder();
  return entries(message, number).map((bytes) => {
    count(message.source, 'texts', MAX_TEXTS);
    return decoder.decode(bytes);
  });
}

export const lastText = (message: Message, number: number): string => {
  const bytes = lastEntry(message, number);
  return bytes === undefined ? '' : new TextDecoder().decode(bytes);
};

/** A repeated field of float32 (size 4) or float64 (size 8), packed or one by one. */
export function reals(message: Message, number: number, size: 4 | 8): Float64Array {
  const run = message.runs.get(number);
  if (run === undefined) return new Float64Array(0);
  const entryCount = (i: number): number => Math.max(0, Math.floor((run.end[i]! - run.start[i]!) / size));
  const out = new Float64Array(run.start.reduce((sum, _, i) => sum + entryCount(i), 0));
  const view = new DataView(message.bytes.buffer, message.bytes.byteOffset, message.bytes.byteLength);
  let filled = 0;
  for (let i = 0; i < run.start.length; i++) {
    for (let k = 0; k < entryCount(i); k++) {
      const at = run.start[i]! + k * size;
      out[filled++] = size === 4 ? view.getFloat32(at, true) : view.getFloat64(at, true);
    }
  }
  return out;
}

/** A repeated field of integers, packed or one by one. */
export function integers(message: Message, number: number): Float64Array {
  const run = message.runs.get(number);
  if (run === undefined) return new Float64Array(0);
  const out: number[] = [];
  for (let i = 0; i < run.start.length; i++) {
    if (run.end[i]! < 0) {
      out.push(run.varint[i]!);
      continue;
    }
    for (let at = run.start[i]!; at < run.end[i]!; ) {
      const value = readVarint(message.bytes, at, message.source.where);
      out.push(value.value);
      at = value.next;
    }
  }
  return Float64Array.from(out);
}
