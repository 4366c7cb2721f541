import { randomUUID } from 'node:crypto';
import { type DecisionHistory, readAuditRows } from '../../domain/decisions/history/index.js';
import type { SegmentRecord } from '../../domain/decisions/ports/index.js';
import type { OpenedBatch } from '../../domain/log/seal/index.js';
import type { Segments } from '../../domain/segments/index.js';
import { type EngineOptions, withEngine } from '../dataset/engine/index.js';
import { SlotsFingerprint } from '../postgres/log/index.js';
import { SegmentRows } from './build.js';
import { inScratch } from './scratch.js';

/** Number of entries at which a segment is closed: 100,000 are some 4 MB sealed, and half a second of work. */
export const MAX_SEGMENT_ENTRIES = 100_000;
const BATCHES_AT_ONCE = 16;

/** Consecutive batches that no segment covers; `toSeq` is exclusive, null for the end of the log. */
export interface Gap {
  readonly fromSeq: number;
  readonly toSeq: number | null;
}

/** The gaps between segments, in order; the last one is open. */
export function gapsOf(records: readonly SegmentRecord[]): Gap[] {
  const gaps: Gap[] = [];
  let next = 0;
  for (const { firstSeq, lastSeq } of records) {
    if (firstSeq > next) gaps.push({ fromSeq: next, toSeq: firstSeq });
    next = lastSeq + 1;
  }
  return [...gaps, { fromSeq: next, toSeq: null }];
}

export interface SealDeps {
  readonly access: DecisionHistory;
  readonly segments: Segments;
  readonly engine: EngineOptions;
  readonly scratch: string;
  readonly maxEntries: number;
}

/**
 * Seals what no segment covers up to the checkpoint, once repetitions in it are known, because these get no row. A last segment that is
 * small is made again together with what follows.
 */
export async function sealSegments(deps: SealDeps): Promise<{ segments: number; entries: number }> {
  const { segments, access, maxEntries } = deps;
  const { size } = await access.head();
  await access.repeats?.findUpTo(size);
  const records = await segments.current();
  const last = records.at(-1);
  const before = records.at(-2)?.size ?? 0;
  if (last !== undefined && last.size < size && last.size - before < maxEntries) {
    await segments.drop([last]);
    records.pop();
  }
  const done = { segments: 0, entries: 0 };
  for (const gap of gapsOf(records)) {
    for (let fromSeq: number | null = gap.fromSeq; fromSeq !== null; ) {
      const sealed = await sealOne(deps, { fromSeq, toSeq: gap.toSeq }, size);
      if (sealed === null) break;
      done.segments += 1;
      done.entries += sealed.entries;
      fromSeq = sealed.lastSeq + 1;
    }
  }
  return done;
}

async function repeatsIn(batches: readonly OpenedBatch[], { repeats }: DecisionHistory): Promise<ReadonlySet<number>> {
  const [first, last] = [batches[0]?.batch, batches.at(-1)?.batch];
  if (repeats === null || first === undefined || last === undefined) return new Set();
  return new Set((await repeats.between(first.firstIndex, last.firstIndex + last.n)).map(({ index }) => index));
}

/** Seals one segment from the beginning of a gap on; null when nothing is left in the gap. */
async function sealOne(
  deps: SealDeps,
  { fromSeq, toSeq }: Gap,
  size: number,
): Promise<{ lastSeq: number; entries: number } | null> {
  const { access, segments, maxEntries } = deps;
  const rows = new SegmentRows();
  const slots = new SlotsFingerprint();
  let [lastSeq, entries, end] = [-1, 0, 0];
  reading: for (let seq = fromSeq; entries < maxEntries; seq = lastSeq + 1) {
    const batches = await access.opened(seq, BATCHES_AT_ONCE);
    const repeats = await repeatsIn(batches, access);
    for (const opened of batches) {
      const { batch } = opened;
      const isBeyond = (toSeq !== null && batch.seq >= toSeq) || batch.firstIndex + batch.n > size;
      if (isBeyond || entries >= maxEntries) break reading;
      rows.add(readAuditRows(opened, size, { repeats, keys: access.keys }));
      slots.add(batch);
      [lastSeq, entries, end] = [batch.seq, entries + batch.n, batch.firstIndex + batch.n];
    }
    if (batches.length === 0) break;
  }
  if (lastSeq < 0) return null;
  const packed = await inScratch(deps.scratch, (folder) =>
    withEngine(deps.engine, (engine) => rows.toParquet(engine, folder, randomUUID)),
  );
  const facts = { firstSeq: fromSeq, lastSeq, size: end, fingerprint: slots.finish(), ...rows.facts };
  await segments.insert(facts, packed);
  return { lastSeq, entries };
}
