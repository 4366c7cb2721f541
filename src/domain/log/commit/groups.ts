import { UUID_BYTES } from '../../../core/base/uuid.js';
import { type IdFingerprints, type IdIndex, IdSet } from '../../recent-ids/index.js';
import type { BatchKind } from '../ports/index.js';
import type { Records } from '../seal/records.js';
import type { Part } from '../seal/seal-job.js';
import type { CommittedBatch, Work, WorkResult } from './work.js';

/** A request that waits for its commit. */
export interface Waiting {
  readonly work: Work;
  readonly done: (result: WorkResult) => void;
  readonly fail: (cause: Error) => void;
}

/** Requests that are sealed together, and the ids of their records. */
export interface Group {
  readonly taken: Waiting[];
  readonly ids: IdSet;
  /** Number of records. */
  n: number;
}

interface GroupDeps {
  readonly fingerprints: IdFingerprints;
  /** Groups that are being sealed or committed. */
  readonly flying: readonly Group[];
  readonly index: IdIndex;
  /** Number of records from which on no further request is taken. */
  readonly most: number;
}

/**
 * Takes whole requests, up to a bound. A request must look its ids up again when one of them is in this group or was committed since the
 * last look-up; a request with an id that is in flight waits until that is committed.
 */
export function takeGroup(waiting: readonly Waiting[], { fingerprints, flying, index, most }: GroupDeps) {
  const expected = Math.min(
    most,
    waiting.reduce((sum, { work }) => sum + work.records.n, 0),
  );
  const group: Group = { taken: [], ids: new IdSet(fingerprints, expected), n: 0 };
  const left: Waiting[] = [];
  let leftRecords = 0;
  for (const one of waiting) {
    const { records } = one.work;
    if (group.n >= most || flying.some(({ ids }) => bringsOneOf(records, ids))) {
      left.push(one);
      leftRecords += records.n;
      continue;
    }
    try {
      if (isKnown(records, group.ids, index)) {
        one.done({ status: 'retry' });
      } else {
        group.taken.push(one);
        group.n += records.n;
      }
    } catch (cause) {
      // The ids of this request cannot be looked up, but those of others may.
      one.fail(cause as Error);
    }
  }
  return { group, left, leftRecords };
}

function bringsOneOf({ ids, n }: Records, inFlight: IdSet): boolean {
  for (let i = 0; i < n; i++) if (inFlight.has(ids, i * UUID_BYTES)) return true;
  return false;
}

/**
 * Whether an id of the records is known. Ids are added to the set on the way, and those before a known one stay in it, which only makes
 * other requests look up again.
 */
function isKnown(records: Records, ids: IdSet, index: IdIndex): boolean {
  if (records.kind !== 'decision') return false;
  const { n, ruledOut } = records;
  for (let i = 0; i < n; i++) {
    if (ids.add(records.ids, i * UUID_BYTES) >= 0) return true;
    const seqs = index.candidates(records.ids, i * UUID_BYTES);
    if (seqs.length > 0 && !seqs.every((seq) => ruledOut.get(i)?.has(seq))) return true;
  }
  return false;
}

/** Slices of requests for batches of one kind each, in the order of arrival within a kind. */
export function slice(taken: readonly Waiting[], size: number): Part[][] {
  const byKind = new Map<BatchKind, { readonly slices: Part[][]; room: number }>();
  for (const { records } of taken.map(({ work }) => work)) {
    const open = byKind.get(records.kind) ?? { slices: [], room: 0 };
    byKind.set(records.kind, open);
    for (let from = 0; from < records.n; ) {
      if (open.room === 0) {
        open.slices.push([]);
        open.room = size;
      }
      const to = Math.min(records.n, from + open.room);
      open.slices.at(-1)!.push({ records, from, to });
      open.room -= to - from;
      from = to;
    }
  }
  return [...byKind.values()].flatMap(({ slices }) => slices);
}

/** Index of the entry of the first record of each request. */
export function firstIndexes(slices: readonly Part[][], batches: readonly CommittedBatch[]): Map<Records, number> {
  const places = new Map<Records, number>();
  slices.forEach((parts, i) => {
    let index = batches[i]!.batch.firstIndex;
    for (const { records, from, to } of parts) {
      if (records.kind === 'event' && from === 0) places.set(records, index);
      index += to - from;
    }
  });
  return places;
}
