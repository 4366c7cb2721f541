import { availableParallelism } from 'node:os';
import {
  type AuditJob,
  belongs,
  type RecordedTally,
  type RecordedTallySource,
} from '../../domain/audits/recorded/index.js';
import { type AuditRows, type DecisionHistory, readAuditRows } from '../../domain/decisions/history/index.js';
import type { SegmentRecord } from '../../domain/decisions/ports/index.js';
import { type Engine, type EngineOptions, withEngine } from '../dataset/engine/index.js';
import { putCasesTogether } from './cases.js';
import { freshBase, isTyped, joined, LiveTable, stagesIn } from './live-table.js';
import { columnsIn, loadLate, type OpenedSegments, openSegments, segmentBase } from './open-segments.js';
import { clearScratch, inScratch } from './scratch.js';
import { gapsOf, MAX_SEGMENT_ENTRIES, sealSegments } from './seal-segments.js';
import { shownTally } from './shown-tally.js';

/** Number of batches opened at once: a few thousand records. */
const BATCHES_AT_ONCE = 16;
/** Number of cores from which on two audits run at once; each has an engine with its own limit of memory. */
const CORES_FOR_TWO = 4;

/** Number of audits that this machine runs at once. */
export const auditsAtOnce = (): number => (availableParallelism() >= CORES_FOR_TWO ? 2 : 1);

interface Sealed {
  /** Segments that cover their batches; those without a row for the audit stay closed. */
  readonly covering: readonly SegmentRecord[];
  readonly opened: OpenedSegments;
}

export interface SegmentTallyOptions {
  readonly engine?: EngineOptions;
  /** Private folder for opened segments, each for the length of one audit; it is emptied at start. */
  readonly scratch: string;
  /** Number of entries at which a segment is closed. For tests. */
  readonly maxSegmentEntries?: number;
}

/** Tallies by DuckDB, with the same SQL as over files, from sealed segments and the rest of the log. */
export class SegmentTallies implements RecordedTallySource {
  readonly #access: DecisionHistory;
  readonly #options: SegmentTallyOptions;

  constructor(access: DecisionHistory, options: SegmentTallyOptions) {
    this.#access = access;
    this.#options = options;
    clearScratch(options.scratch);
  }

  async seal(): Promise<{ segments: number; entries: number }> {
    const { segments } = this.#access;
    if (segments === null) return { segments: 0, entries: 0 };
    const { scratch, engine = {}, maxSegmentEntries: maxEntries = MAX_SEGMENT_ENTRIES } = this.#options;
    return sealSegments({
      access: this.#access,
      segments,
      scratch,
      engine: { ...engine, temporaryDirectory: scratch },
      maxEntries,
    });
  }

  tally(job: AuditJob): Promise<RecordedTally> {
    const { scratch, engine } = this.#options;
    return inScratch(scratch, async (folder) => {
      const segments = await this.#segmentsFor(job, folder);
      return withEngine({ ...engine, temporaryDirectory: folder }, (opened) => this.#run(opened, job, segments));
    });
  }

  /** The segments for an audit. They hold no inputs, so a policy that reads inputs is tallied from the log alone. */
  async #segmentsFor({ live, proven, fromMs, toMs }: AuditJob, folder: string): Promise<Sealed> {
    const { segments } = this.#access;
    if (segments === null || live.inputs.length > 0)
      return { covering: [], opened: { records: [], files: { rows: [], links: [], late: [] } } };
    const current = (await segments.current()).filter(({ size }) => size <= proven.size);
    // A case that entered in the window may have been decided on at any time after it.
    const isWide = stagesIn(live.policy) !== null;
    const needed = current.filter((one) => isWide || one.late > 0 || overlaps(one, fromMs, toMs));
    const opened = await openSegments(segments, needed, folder);
    const closed = new Set(needed.filter((one) => !opened.records.includes(one)));
    return { covering: current.filter((one) => !closed.has(one)), opened };
  }

  async #run(engine: Engine, job: AuditJob, { covering, opened }: Sealed): Promise<RecordedTally> {
    const { live } = job;
    await engine.lock(Object.values(opened.files).flat());
    const typed = isTyped(live.policy);
    const stages = stagesIn(live.policy);
    const steps = stages !== null;
    const table = await LiveTable.open(engine, { columns: live, knownBeforeMs: job.knownBeforeMs, typed, steps });
    const read = await this.#load(table, job, covering);
    await loadLate(engine, opened, { window: job, typed });
    const sealed = await columnsIn(engine, opened);
    const known = new Set([...table.seen, ...[...sealed.values()].flatMap((columns) => [...columns.keys()])]);
    const fresh = freshBase(typed);
    const sealedBase = segmentBase(opened, job, { columns: live, sealed, typed, steps });
    const base = sealedBase === null ? fresh : `${fresh} UNION ALL BY NAME ${sealedBase}`;
    const erased = read.erased + erasedIn(covering, job);
    const counts = { erased, read: { segments: opened.records.length, batches: read.batches } };
    if (stages === null) {
      const { rows, shown } = await shownTally(engine, { from: joined(base, live), known, erased }, job);
      return { shown, rows, ...counts };
    }
    const cases = await putCasesTogether(engine, {
      base: knownSteps(base, job),
      columns: live,
      outcome: stages,
      window: job,
    });
    const { shown } = await shownTally(engine, { ...cases, known, erased }, job);
    return { shown, rows: cases.decisions, decidedAgain: cases.decidedAgain, ...counts };
  }

  /** Loads the batches that no segment covers. */
  async #load(
    table: LiveTable,
    job: AuditJob,
    covering: readonly SegmentRecord[],
  ): Promise<{ erased: number; batches: number }> {
    const read = { erased: 0, batches: 0 };
    const { size } = job.proven;
    const repeats = new Set(job.repeats.keys());
    const steps = stagesIn(job.live.policy) === null ? {} : { caseKey: this.#access.caseKey, stepsOf: job.deployment };
    for (const { fromSeq, toSeq } of gapsOf(covering)) {
      for (let seq = fromSeq; toSeq === null || seq < toSeq; ) {
        const limit = Math.min(BATCHES_AT_ONCE, (toSeq ?? Number.POSITIVE_INFINITY) - seq);
        const batches = await this.#access.opened(seq, limit);
        for (const opened of batches)
          read.erased += take(readAuditRows(opened, size, { repeats, ...steps }), job, table);
        read.batches += batches.length;
        const last = batches.at(-1)?.batch;
        if (last === undefined || last.firstIndex + last.n >= size) break;
        seq = last.seq + 1;
      }
    }
    table.finish();
    return read;
  }
}

/** The decisions at stages that were known in time, as labels are. */
const knownSteps = (base: string, { knownBeforeMs }: AuditJob): string =>
  Number.isFinite(knownBeforeMs) ? `SELECT * FROM (${base}) WHERE decided_hour < ${knownBeforeMs}` : base;

const overlaps = ({ fromHourMs, toHourMs }: SegmentRecord, fromMs: number, toMs: number): boolean =>
  fromHourMs !== null && toHourMs !== null && toHourMs >= fromMs && fromHourMs < toMs;

/**
 * Adds the rows that belong to the audit to the table, where labels and attributes find their decision. Returns the number of erased
 * decisions.
 */
function take({ rows, late, erased }: AuditRows, job: AuditJob, table: LiveTable): number {
  const isWide = stagesIn(job.live.policy) !== null;
  for (const row of rows) {
    if (isWide ? row.deployment === job.deployment : belongs(job, row.deployment, row.decidedHourMs)) table.add(row);
  }
  for (const one of late) table.addLate(one);
  return erased.filter(({ deployment, receivedHourMs }) => belongs(job, deployment, receivedHourMs)).length;
}

function erasedIn(records: readonly SegmentRecord[], job: AuditJob): number {
  const counts = records.flatMap(({ erased }) => erased);
  const mine = counts.filter(({ deployment, receivedHourMs }) => belongs(job, deployment, receivedHourMs));
  return mine.reduce((sum, { n }) => sum + n, 0);
}
