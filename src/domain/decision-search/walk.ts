import { DAY_MS, HOUR_MS } from '../../core/base/durations.js';
import type { DecisionHistory } from '../decisions/history/index.js';
import type { OpenedBatch } from '../log/seal/index.js';
import type { DecisionFilter } from './filter.js';

/** A place in the log before which a search goes on: entries of earlier batches, and of this one those before `position`. */
export interface SearchPlace {
  readonly seq: number;
  readonly position: number;
}

/** A batch that was opened. */
export interface Looked {
  readonly opened: OpenedBatch;
  /** Positions to look at, ascending; null for all, none where it holds no decisions. */
  readonly positions: readonly number[] | null;
}

/** Batches that are opened at once: a few thousand records. */
const BATCHES_AT_ONCE = 16;
/**
 * How long after its decision a batch is received at the earliest, as far as the end of a search by time relies on it. Clocks of senders may be
 * ten minutes ahead, and the clock of the service may have been set back; a day covers both.
 */
const SLACK_MS = DAY_MS;

type History = Pick<DecisionHistory, 'opened' | 'nextSeq' | 'placesOf' | 'segments'>;

/**
 * The batches before a place, the newest first: those that hold records of a subject, or those that times do not rule out. Of the latter those without
 * decisions too, because to open them takes as long.
 */
export function walkDown(history: History, filter: DecisionFilter, before: SearchPlace | null): AsyncIterable<Looked> {
  return filter.subject === undefined
    ? wholeBatches(history, filter, before)
    : batchesOf(history, filter.subject, before);
}

/** By the index of subjects, over all time. */
async function* batchesOf(history: History, subject: string, before: SearchPlace | null): AsyncGenerator<Looked> {
  const bySeq = new Map<number, number[]>();
  for (const { seq, position } of await history.placesOf(subject)) {
    if (before !== null && (seq > before.seq || (seq === before.seq && position >= before.position))) continue;
    const positions = bySeq.get(seq);
    if (positions === undefined) bySeq.set(seq, [position]);
    else positions.push(position);
  }
  for (const [seq, positions] of [...bySeq].reverse()) {
    const [opened] = await history.opened(seq, 1);
    if (opened !== undefined) yield { opened, positions };
  }
}

/** Batch by batch. Stretches in which nothing was decided at the times asked for are passed over unopened. */
async function* wholeBatches(
  history: History,
  { decidedFromMs = Number.NEGATIVE_INFINITY, decidedToMs = Number.POSITIVE_INFINITY }: DecisionFilter,
  before: SearchPlace | null,
): AsyncGenerator<Looked> {
  const isByTime = Number.isFinite(decidedFromMs) || Number.isFinite(decidedToMs);
  const stretches = isByTime ? ((await history.segments?.current()) ?? []) : [];
  const ruledOut = stretches
    .filter(
      ({ fromHourMs, toHourMs }) =>
        fromHourMs === null || toHourMs === null || toHourMs + HOUR_MS <= decidedFromMs || fromHourMs >= decidedToMs,
    )
    .sort((a, b) => b.firstSeq - a.firstSeq);
  const last = await history.nextSeq();
  let end = before === null ? last : Math.min(last, before.seq + 1);
  while (end > 0) {
    const passed = ruledOut.find(({ firstSeq, lastSeq }) => end - 1 >= firstSeq && end - 1 <= lastSeq);
    if (passed !== undefined) {
      end = passed.firstSeq;
      continue;
    }
    const next = ruledOut.find(({ lastSeq }) => lastSeq < end);
    const from = Math.max(0, end - BATCHES_AT_ONCE, (next?.lastSeq ?? -1) + 1);
    const batches = await history.opened(from, end - from);
    end = from;
    for (const opened of batches.toReversed()) {
      const { seq, kind, receivedAtMs, n } = opened.batch;
      if (receivedAtMs + SLACK_MS < decidedFromMs) return;
      if (kind !== 'decision') {
        yield { opened, positions: [] };
        continue;
      }
      const isCut = before !== null && seq === before.seq && before.position < n;
      yield { opened, positions: isCut ? Array.from({ length: before.position }, (_, i) => i) : null };
    }
  }
}
