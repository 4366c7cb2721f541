import { UUID_BYTES } from '../../../core/base/uuid.js';
import type { BatchKind } from '../ports/index.js';

/** Number of values per record in `places`: start and end in the source, start and end of its attributes, both -1 without attributes. */
export const PLACE_WIDTH = 4;
/** Number of values per record in `marks`: beginning and end of each member that readers note. The log does not know members, so a test of theirs holds the two together. */
export const MARK_WIDTH = 16;

/**
 * Validated records of one request, to be logged. They are stored in columns and not as objects, so that 100,000 records a second leave no
 * garbage.
 */
export interface Records {
  readonly kind: BatchKind;
  readonly n: number;
  /** The body of the request. */
  readonly source: Uint8Array;
  /** Places of the records in the body, n x PLACE_WIDTH. */
  readonly places: Int32Array;
  /** What the reader of the records noted of each, for followers that will read it again: places in the body, n x MARK_WIDTH. The second is 0 where it noted nothing. */
  readonly marks: Int32Array;
  /** Ids, n x 16 bytes: the decision that each record is about; for an event its own id. */
  readonly ids: Uint8Array;
  /** Line of each record in the request. */
  readonly lines: Int32Array;
  /** Members that the server adds to entries, as JSON text without braces; there are few for many records. */
  readonly contexts: readonly string[];
  /** Index of the context of each record. */
  readonly which: Uint16Array;
  /** Subjects of the decisions in UTF-8, one after the other; `subjectEnds` holds the end of each. Empty for other kinds. */
  readonly subjects: Uint8Array;
  readonly subjectEnds: Int32Array;
  /** By record number: batches that were examined and do not hold the record's id, although its fingerprint suggested it. */
  readonly ruledOut: ReadonlyMap<number, ReadonlySet<number>>;
}

const NONE_RULED_OUT: Records['ruledOut'] = new Map();
const encoder = new TextEncoder();

/** Fills the columns record by record; `drop` removes the last one. */
export class RecordsBuilder {
  readonly ids: Uint8Array;
  readonly lines: Int32Array;
  readonly #kind: BatchKind;
  readonly #source: Uint8Array;
  readonly #places: Int32Array;
  readonly #marks: Int32Array;
  readonly #contexts: string[] = [];
  readonly #which: Uint16Array;
  #subjects: Uint8Array;
  readonly #subjectEnds: Int32Array;
  #n = 0;

  /**
   * Makes a builder without records.
   *
   * @param capacity most records there can be
   */
  constructor(kind: BatchKind, source: Uint8Array, capacity: number) {
    this.#kind = kind;
    this.#source = source;
    this.ids = new Uint8Array(capacity * UUID_BYTES);
    this.lines = new Int32Array(capacity);
    this.#places = new Int32Array(capacity * PLACE_WIDTH);
    this.#marks = new Int32Array(capacity * MARK_WIDTH);
    this.#which = new Uint16Array(capacity);
    this.#subjects = new Uint8Array(capacity * UUID_BYTES);
    this.#subjectEnds = new Int32Array(capacity);
  }

  get n(): number {
    return this.#n;
  }

  /** Place of the next record's id in `ids`: write it there before `add`. */
  get nextId(): number {
    return this.#n * UUID_BYTES;
  }

  /**
   * Adds a record of the source.
   *
   * @param attributesStart -1 when the record has no attributes
   */
  add(range: { line: number; start: number; end: number }, attributesStart: number, attributesEnd: number): void {
    const n = this.#n++;
    const at = n * PLACE_WIDTH;
    this.lines[n] = range.line;
    this.#places[at] = range.start;
    this.#places[at + 1] = range.end;
    this.#places[at + 2] = attributesStart;
    this.#places[at + 3] = attributesEnd;
    // A record that was dropped here may have left its marks.
    this.#marks[n * MARK_WIDTH + 1] = 0;
    this.#subjectEnds[n] = this.#subjectsEnd(n);
  }

  /** Sets what is noted of the record added last. */
  setMarks(marks: Int32Array): void {
    const at = (this.#n - 1) * MARK_WIDTH;
    for (let i = 0; i < MARK_WIDTH; i++) this.#marks[at + i] = marks[i]!;
  }

  /** Sets the context of the record added last. */
  setContext(context: string): void {
    let place = this.#contexts.length - 1;
    if (this.#contexts[place] !== context) place = this.#contexts.indexOf(context);
    this.#which[this.#n - 1] = place < 0 ? this.#contexts.push(context) - 1 : place;
  }

  /** Sets the subject of the record added last to these bytes in UTF-8, by default bytes of the source. */
  setSubjectBytes(start: number, end: number, bytes: Uint8Array = this.#source): void {
    // Room is reserved first, because that may replace the array that is written to.
    const from = this.#reserveSubject(end - start);
    for (let i = start; i < end; i++) this.#subjects[from + i - start] = bytes[i]!;
  }

  setSubject(text: string): void {
    const bytes = encoder.encode(text);
    this.setSubjectBytes(0, bytes.length, bytes);
  }

  /** Removes the record added last. */
  drop(): void {
    this.#n--;
  }

  finish(): Records {
    const n = this.#n;
    return {
      kind: this.#kind,
      n,
      source: this.#source,
      lines: this.lines.subarray(0, n),
      places: this.#places.subarray(0, n * PLACE_WIDTH),
      marks: this.#marks.subarray(0, n * MARK_WIDTH),
      ids: this.ids.subarray(0, n * UUID_BYTES),
      contexts: this.#contexts,
      which: this.#which.subarray(0, n),
      ruledOut: NONE_RULED_OUT,
      subjects: this.#subjects,
      subjectEnds: this.#subjectEnds.subarray(0, n),
    };
  }

  #subjectsEnd(n: number): number {
    return n === 0 ? 0 : this.#subjectEnds[n - 1]!;
  }

  #reserveSubject(length: number): number {
    const from = this.#subjectsEnd(this.#n - 1);
    if (from + length > this.#subjects.length) {
      const grown = new Uint8Array(2 * (from + length));
      grown.set(this.#subjects);
      this.#subjects = grown;
    }
    this.#subjectEnds[this.#n - 1] = from + length;
    return from;
  }
}

/** A selection of the records in their order, with the batches ruled out for their ids. */
export function selectRecords(records: Records, kept: readonly number[], ruledOut: Records['ruledOut']): Records {
  const builder = new RecordsBuilder(records.kind, records.source, kept.length);
  const ruledOutKept = new Map<number, ReadonlySet<number>>();
  for (const i of kept) {
    builder.ids.set(idOf(records, i), builder.nextId);
    const [start, end, attributesStart, attributesEnd] = records.places.subarray(
      i * PLACE_WIDTH,
      (i + 1) * PLACE_WIDTH,
    );
    builder.add({ line: records.lines[i]!, start: start!, end: end! }, attributesStart!, attributesEnd!);
    builder.setContext(records.contexts[records.which[i]!]!);
    builder.setSubjectBytes(i === 0 ? 0 : records.subjectEnds[i - 1]!, records.subjectEnds[i]!, records.subjects);
    const seqs = ruledOut.get(i);
    if (seqs !== undefined) ruledOutKept.set(builder.n - 1, seqs);
  }
  return { ...builder.finish(), ruledOut: ruledOutKept };
}

export const idOf = ({ ids }: Pick<Records, 'ids'>, i: number): Uint8Array =>
  ids.subarray(i * UUID_BYTES, (i + 1) * UUID_BYTES);

/** The bytes of a record as received. */
export const contentOf = ({ source, places }: Records, i: number): Uint8Array =>
  source.subarray(places[i * PLACE_WIDTH], places[i * PLACE_WIDTH + 1]);
