import { UUID_BYTES } from '../../../core/base/uuid.js';
import type { IdFingerprints } from '../ids/id-fingerprints.js';
import type { IdIndex } from '../ids/id-index.js';
import { IdSet } from '../ids/id-set.js';
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

/** Requests that are sealed together, and the ids they bring. */
export interface Group {
  readonly taken: Waiting[];
  readonly ids: IdSet;
  /** Records. */
  n: number;
}

interface GroupDeps {
  readonly fingerprints: IdFingerprints;
  /** Groups under way. */
  readonly flying: readonly Group[];
  readonly index: IdIndex;
  /** Takes no further request once it has this many records. */
  readonly most: number;
}

/**
 * Whole requests, up to a bound. One that brings an id again, of this group or committed since it looked, has to look again;
 * one that brings an id in flight waits for its landing.
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
      // The ids of this request cannot be looked up; those of others may.
      one.fail(cause as Error);
    }
  }
  return { group, left, leftRecords };
}

function bringsOneOf({ ids, n }: Records, inFlight: IdSet): boolean {
  for (let i = 0; i < n; i++) if (inFlight.has(ids, i * UUID_BYTES)) return true;
  return false;
}

/** Also takes note of the ids; of one that is known those before stay noted, which only sends others to look again. */
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

/** Batches of one kind each, in the order of arrival within a kind, out of stretches of requests. */
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

/** Entry of the first record of each request with an event. */
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
