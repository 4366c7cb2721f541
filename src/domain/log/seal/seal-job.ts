import { UUID_BYTES } from '../../../core/base/uuid.js';
import type { BatchKind, LogName } from '../ports/index.js';
import { PLACE_WIDTH, type Records } from './records.js';

/** Consecutive records of one request. */
export interface Part {
  readonly records: Records;
  readonly from: number;
  readonly to: number;
}

/** All data that sealing one batch needs, in a few flat arrays of its own, so that it can be sent to another thread. */
export interface SealJob {
  readonly kind: BatchKind;
  readonly log: LogName;
  readonly seq: number;
  /** Index of the first entry in the log. */
  readonly firstIndex: number;
  readonly receivedAtMs: number;
  readonly n: number;
  readonly bytes: Uint8Array;
  /** Places as in `Records`, in `bytes`. */
  readonly places: Int32Array;
  readonly ids: Uint8Array;
  readonly contexts: readonly string[];
  readonly which: Uint16Array;
  readonly subjects: Uint8Array;
  readonly subjectEnds: Int32Array;
  /** Batch keys, 32 bytes each; for the attributes only when a record has some. */
  readonly keys: { readonly payload: Uint8Array; readonly attributes: Uint8Array | null };
}

/** Result of sealing a batch. */
export interface Sealed {
  /** Leaves, n x 32 bytes. */
  readonly leaves: Uint8Array;
  readonly payload: Uint8Array;
  readonly attributes: Uint8Array | null;
  /** Keyed tags of the subjects, n x 8 bytes, zero where there is no subject. */
  readonly tags: Uint8Array;
}

/** Seals batches in order, here or in another thread. Rejects when that thread died, and then nothing was sealed. */
export interface Sealer {
  seal(jobs: readonly SealJob[]): Promise<readonly Sealed[]>;
}

const count = (parts: readonly Part[]): number => parts.reduce((sum, { from, to }) => sum + to - from, 0);

export const hasAttributes = (parts: readonly Part[]): boolean =>
  parts.some(({ records: { places }, from, to }) => {
    for (let i = from; i < to; i++) if (places[i * PLACE_WIDTH + 2]! >= 0) return true;
    return false;
  });

type Columns = Omit<SealJob, 'log' | 'seq' | 'firstIndex' | 'receivedAtMs' | 'keys'>;

/** Copies the stretches of several requests into columns of their own. */
export function joinParts(parts: readonly Part[]): Columns {
  const n = count(parts);
  const spans = parts.map(spanOf);
  const subjectSpans = parts.map(subjectSpanOf);
  const columns = {
    bytes: new Uint8Array(total(spans)),
    places: new Int32Array(n * PLACE_WIDTH),
    ids: new Uint8Array(n * UUID_BYTES),
    which: new Uint16Array(n),
    subjects: new Uint8Array(total(subjectSpans)),
    subjectEnds: new Int32Array(n),
  };
  const contexts: string[] = [];
  let [at, bytesAt, subjectsAt] = [0, 0, 0];
  parts.forEach((part, which) => {
    const [span, subjectSpan] = [spans[which]!, subjectSpans[which]!];
    const { records, from, to } = part;
    columns.bytes.set(records.source.subarray(span.start, span.end), bytesAt);
    columns.ids.set(records.ids.subarray(from * UUID_BYTES, to * UUID_BYTES), at * UUID_BYTES);
    columns.subjects.set(records.subjects.subarray(subjectSpan.start, subjectSpan.end), subjectsAt);
    shiftPlaces(part, bytesAt - span.start, columns.places.subarray(at * PLACE_WIDTH));
    const places = records.contexts.map((context) => placeOf(context, contexts));
    for (let i = from; i < to; i++, at++) {
      columns.which[at] = places[records.which[i]!]!;
      columns.subjectEnds[at] = records.subjectEnds[i]! + subjectsAt - subjectSpan.start;
    }
    bytesAt += span.end - span.start;
    subjectsAt += subjectSpan.end - subjectSpan.start;
  });
  return { kind: parts[0]!.records.kind, n, ...columns, contexts };
}

interface Span {
  readonly start: number;
  readonly end: number;
}

const total = (spans: readonly Span[]): number => spans.reduce((sum, { start, end }) => sum + end - start, 0);

const spanOf = ({ records: { places }, from, to }: Part): Span => ({
  start: places[from * PLACE_WIDTH]!,
  end: places[(to - 1) * PLACE_WIDTH + 1]!,
});

const subjectSpanOf = ({ records: { subjectEnds }, from, to }: Part): Span => ({
  start: from === 0 ? 0 : subjectEnds[from - 1]!,
  end: subjectEnds[to - 1]!,
});

function shiftPlaces({ records: { places }, from, to }: Part, by: number, out: Int32Array): void {
  const first = from * PLACE_WIDTH;
  for (let i = first; i < to * PLACE_WIDTH; i++) out[i - first] = places[i]! < 0 ? -1 : places[i]! + by;
}

function placeOf(context: string, contexts: string[]): number {
  const place = contexts.indexOf(context);
  return place < 0 ? contexts.push(context) - 1 : place;
}
