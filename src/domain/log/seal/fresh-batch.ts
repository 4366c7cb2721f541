import type { SealedBatch } from '../ports/index.js';
import { envelopeText } from './entry.js';
import type { PartBody } from './part-body.js';
import { MARK_WIDTH, PLACE_WIDTH } from './records.js';
import type { Part } from './seal-job.js';

/** What a batch holds, record by record: opened from its row (`openBatch`), or as it came in (`FreshBatch`). */
export interface BatchRecords {
  readonly batch: SealedBatch;
  readonly payload: Pick<PartBody, 'contents'>;
  readonly attributes: Pick<PartBody, 'contents'> | null;
  readonly envelopes: readonly string[];
  readonly which: ArrayLike<number> | null;
}

/** Where the bytes of a record stand. One object is filled again and again, so that a record leaves nothing behind. */
export interface RecordBytes {
  /** The record; the value of its top-level key `attributes` is not to be read here: it may be there or cut out. */
  bytes: Uint8Array;
  start: number;
  end: number;
  /** The object of its attributes; `attributesEnd` is 0 where it has none. */
  attributes: Uint8Array;
  attributesStart: number;
  attributesEnd: number;
  /** What the reader of the record noted of it (`Records.marks`), from `marksAt` on; null where it noted nothing. */
  marks: Int32Array | null;
  marksAt: number;
}

const NO_BYTES = new Uint8Array();
/** Text in the place of attributes that were cut out, as in the sealed payload. */
const NULL = Uint8Array.of(0x6e, 0x75, 0x6c, 0x6c);

export const noRecord = (): RecordBytes => ({
  ...{ bytes: NO_BYTES, start: 0, end: 0 },
  ...{ attributes: NO_BYTES, attributesStart: 0, attributesEnd: 0 },
  ...{ marks: null, marksAt: 0 },
});

/** Finds the bytes of a record; false for one that was erased. */
export function locateRecord(records: BatchRecords, position: number, into: RecordBytes): boolean {
  if (records instanceof FreshBatch) return records.locate(position, into);
  const content = records.payload.contents[position];
  if (content === null || content === undefined) return false;
  const attributes = records.attributes?.contents[position] ?? NO_BYTES;
  into.bytes = content;
  into.start = 0;
  into.end = content.length;
  into.attributes = attributes;
  into.attributesStart = 0;
  into.attributesEnd = attributes.length;
  into.marks = null;
  return true;
}

/**
 * A batch that was committed a moment ago, over a copy of the bytes that came in. It holds what its row holds, and costs whoever follows the log
 * neither a read, nor a cipher call, nor decompression. It is a copy, and record by record, so that it keeps no request in memory: a request may
 * be mostly spaces, or of records that were refused, and another batch of it may outlive an erasure.
 */
export class FreshBatch implements BatchRecords {
  readonly batch: SealedBatch;
  /** Bytes that it keeps in memory. */
  readonly size: number;
  readonly envelopes: readonly string[];
  /** The envelope of each record. */
  readonly which: Uint16Array;
  readonly #columns: Columns;
  #payload: BatchRecords['payload'] | null = null;
  #attributes: BatchRecords['attributes'] = null;

  constructor(batch: SealedBatch, parts: readonly Part[]) {
    this.batch = batch;
    const contexts = [...new Set(parts.flatMap(({ records }) => records.contexts))];
    const at = new Date(batch.receivedAtMs).toISOString();
    this.envelopes = contexts.map((context) => envelopeText(batch.kind, at, context));
    this.which = new Uint16Array(batch.n);
    this.#columns = {
      source: new Uint8Array(parts.reduce((sum, part) => sum + lengthOf(part), 0)),
      places: new Int32Array(batch.n * PLACE_WIDTH),
      marks: new Int32Array(batch.n * MARK_WIDTH),
    };
    this.#copy(parts, contexts);
    const { source, places, marks } = this.#columns;
    this.size = [source, places, marks, this.which].reduce((sum, { byteLength }) => sum + byteLength, 0);
  }

  get payload(): BatchRecords['payload'] {
    this.#payload ??= { contents: this.#all(payloadOf) };
    return this.#payload;
  }

  get attributes(): BatchRecords['attributes'] {
    if (this.batch.attributes !== null) this.#attributes ??= { contents: this.#all(attributesOf) };
    return this.#attributes;
  }

  /** Finds the bytes of a record, which is there: what is erased is no longer fresh. */
  locate(position: number, into: RecordBytes): boolean {
    if (position >= this.batch.n) return false;
    const { source, places, marks } = this.#columns;
    const at = position * PLACE_WIDTH;
    into.bytes = source;
    into.start = places[at]!;
    into.end = places[at + 1]!;
    into.attributes = source;
    into.attributesStart = Math.max(0, places[at + 2]!);
    into.attributesEnd = Math.max(0, places[at + 3]!);
    into.marksAt = position * MARK_WIDTH;
    into.marks = marks[into.marksAt + 1] === 0 ? null : marks;
    return true;
  }

  #all(contentOf: (record: RecordBytes) => Uint8Array): Uint8Array[] {
    const record = noRecord();
    return Array.from({ length: this.batch.n }, (_, position) => {
      this.locate(position, record);
      return contentOf(record);
    });
  }

  #copy(parts: readonly Part[], contexts: readonly string[]): void {
    let [position, end] = [0, 0];
    for (const { records, from, to } of parts) {
      const envelopes = records.contexts.map((context) => contexts.indexOf(context));
      for (let i = from; i < to; i++, position++) {
        this.which[position] = envelopes[records.which[i]!]!;
        end = copyRecord(records, i, { into: this.#columns, position, end });
      }
    }
  }
}

type Columns = Pick<Part['records'], 'source' | 'places' | 'marks'>;

function lengthOf({ records: { places }, from, to }: Part): number {
  let length = 0;
  for (let at = from * PLACE_WIDTH; at < to * PLACE_WIDTH; at += PLACE_WIDTH) length += places[at + 1]! - places[at]!;
  return length;
}

/** Copies a record behind `end`; gives the new end. */
function copyRecord(
  { source, places, marks }: Columns,
  i: number,
  { into, position, end }: { readonly into: Columns; readonly position: number; readonly end: number },
): number {
  const [from, to] = [i * PLACE_WIDTH, position * PLACE_WIDTH];
  const start = places[from]!;
  const by = end - start;
  into.source.set(source.subarray(start, places[from + 1]), end);
  for (let at = 0; at < PLACE_WIDTH; at++) into.places[to + at] = places[from + at]! < 0 ? -1 : places[from + at]! + by;
  const [marked, marksTo] = [i * MARK_WIDTH, position * MARK_WIDTH];
  if (marks[marked + 1] !== 0)
    for (let at = 0; at < MARK_WIDTH; at += 2) {
      // An end of 0 says that the record has no such member.
      if (marks[marked + at + 1] === 0) continue;
      into.marks[marksTo + at] = marks[marked + at]! + by;
      into.marks[marksTo + at + 1] = marks[marked + at + 1]! + by;
    }
  return into.places[to + 1]!;
}

/** The record as it is sealed: with `null` in the place of its attributes. */
function payloadOf({ bytes, start, end, attributesStart, attributesEnd }: RecordBytes): Uint8Array {
  if (attributesEnd === 0) return bytes.subarray(start, end);
  const head = attributesStart - start;
  const payload = new Uint8Array(head + NULL.length + end - attributesEnd);
  payload.set(bytes.subarray(start, attributesStart));
  payload.set(NULL, head);
  payload.set(bytes.subarray(attributesEnd, end), head + NULL.length);
  return payload;
}

const attributesOf = ({ attributes, attributesStart, attributesEnd }: RecordBytes): Uint8Array =>
  attributes.subarray(attributesStart, attributesEnd);
