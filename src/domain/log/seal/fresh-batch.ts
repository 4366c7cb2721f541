import type { PartBody } from '../../sealed-bodies/index.js';
import type { SealedBatch } from '../ports/index.js';
import { envelopeText } from './entry.js';
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
/** Bytes that V8 takes for a view into other bytes, besides those. */
const VIEW_BYTES = 112;
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
  readonly envelopes: readonly string[];
  /** The envelope of each record. */
  readonly which: Uint16Array;
  readonly #columns: Columns;
  readonly #onGrown: (bytes: number) => void;
  #size: number;
  #payload: BatchRecords['payload'] | null = null;
  #attributes: BatchRecords['attributes'] = null;

  /** @param onGrown called with the bytes that it takes besides, when it is asked for its contents one by one */
  constructor(batch: SealedBatch, parts: readonly Part[], onGrown: (bytes: number) => void = () => undefined) {
    this.batch = batch;
    this.#onGrown = onGrown;
    const contexts = new Map<string, number>();
    for (const { records } of parts)
      for (const context of records.contexts) if (!contexts.has(context)) contexts.set(context, contexts.size);
    const at = new Date(batch.receivedAtMs).toISOString();
    this.envelopes = [...contexts.keys()].map((context) => envelopeText(batch.kind, at, context));
    this.which = new Uint16Array(batch.n);
    this.#columns = {
      source: new Uint8Array(parts.reduce((sum, part) => sum + lengthOf(part), 0)),
      places: new Int32Array(batch.n * PLACE_WIDTH),
      marks: new Int32Array(batch.n * MARK_WIDTH),
    };
    this.#copy(parts, contexts);
    const { source, places, marks } = this.#columns;
    const texts = this.envelopes.reduce((sum, { length }) => sum + length, 0);
    this.#size = [source, places, marks, this.which].reduce((sum, { byteLength }) => sum + byteLength, texts);
  }

  /** Bytes that it keeps in memory. */
  get size(): number {
    return this.#size;
  }

  get payload(): BatchRecords['payload'] {
    this.#payload ??= this.#all(payloadOf);
    return this.#payload;
  }

  get attributes(): BatchRecords['attributes'] {
    if (this.batch.attributes !== null) this.#attributes ??= this.#all(attributesOf);
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

  #all(contentOf: (record: RecordBytes) => Uint8Array): BatchRecords['payload'] {
    const record = noRecord();
    let bytes = 0;
    const contents = Array.from({ length: this.batch.n }, (_, position) => {
      this.locate(position, record);
      const content = contentOf(record);
      const isCopy = contentOf === payloadOf && record.attributesEnd !== 0;
      bytes += VIEW_BYTES + (isCopy ? content.length : 0);
      return content;
    });
    this.#size += bytes;
    this.#onGrown(bytes);
    return { contents };
  }

  #copy(parts: readonly Part[], contexts: ReadonlyMap<string, number>): void {
    let [position, end] = [0, 0];
    for (const { records, from, to } of parts) {
      const envelopes = records.contexts.map((context) => contexts.get(context)!);
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
