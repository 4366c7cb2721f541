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
 * A batch that was committed a moment ago, over the bytes of the requests that brought it. It holds what its row holds, and costs whoever follows
 * the log neither a read, nor a cipher call, nor decompression.
 */
export class FreshBatch implements BatchRecords {
  readonly batch: SealedBatch;
  /** Length of its records, which it keeps in memory. */
  readonly size: number;
  readonly envelopes: readonly string[];
  readonly #parts: readonly Part[];
  #which: Uint16Array | null = null;
  #payload: BatchRecords['payload'] | null = null;
  #attributes: BatchRecords['attributes'] = null;
  /** The part that was looked at last, and the position of its first record: positions are mostly asked for in order. */
  #part = 0;
  #first = 0;

  constructor(batch: SealedBatch, parts: readonly Part[]) {
    this.batch = batch;
    this.#parts = parts;
    this.size = parts.reduce((sum, part) => sum + sizeOf(part), 0);
    const contexts = new Set(parts.flatMap(({ records }) => records.contexts));
    const at = new Date(batch.receivedAtMs).toISOString();
    this.envelopes = [...contexts].map((context) => envelopeText(batch.kind, at, context));
  }

  /** The envelope of each record. */
  get which(): Uint16Array {
    this.#which ??= this.#findEnvelopes();
    return this.#which;
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
    if (position < this.#first) this.#part = this.#first = 0;
    for (; ; this.#part++) {
      const part = this.#parts[this.#part];
      if (part === undefined) return false;
      const { records, from, to } = part;
      if (position < this.#first + to - from) return place(records, from + position - this.#first, into);
      this.#first += to - from;
    }
  }

  #all(contentOf: (record: RecordBytes) => Uint8Array): Uint8Array[] {
    const record = noRecord();
    return Array.from({ length: this.batch.n }, (_, position) => {
      this.locate(position, record);
      return contentOf(record);
    });
  }

  #findEnvelopes(): Uint16Array {
    const which = new Uint16Array(this.batch.n);
    const contexts = [...new Set(this.#parts.flatMap(({ records }) => records.contexts))];
    let position = 0;
    for (const { records, from, to } of this.#parts) {
      const places = records.contexts.map((context) => contexts.indexOf(context));
      for (let i = from; i < to; i++) which[position++] = places[records.which[i]!]!;
    }
    return which;
  }
}

function sizeOf({ records: { places }, from, to }: Part): number {
  return places[(to - 1) * PLACE_WIDTH + 1]! - places[from * PLACE_WIDTH]!;
}

function place({ source, places, marks }: Part['records'], i: number, into: RecordBytes): boolean {
  const at = i * PLACE_WIDTH;
  into.bytes = source;
  into.start = places[at]!;
  into.end = places[at + 1]!;
  into.attributes = source;
  into.attributesStart = Math.max(0, places[at + 2]!);
  into.attributesEnd = Math.max(0, places[at + 3]!);
  into.marksAt = i * MARK_WIDTH;
  into.marks = marks[into.marksAt + 1] === 0 ? null : marks;
  return true;
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
