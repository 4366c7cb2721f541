import { availableParallelism } from 'node:os';
import { defined } from '../../core/base/defined.js';
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
import { CANDIDATES_AT_ONCE, putListsTogether } from './lists.js';
import { freshBase, isTyped, joined, LiveTable, togetherIn } from './live-table.js';
import { columnsIn, loadLate, type OpenedSegments, openSegments, segmentBase } from './open-segments.js';
import { clearScratch, inScratch } from './scratch.js';
import { gapsOf, MAX_SEGMENT_ENTRIES, sealSegments } from './seal-segments.js';
import { type LiveSource, shownTally } from './shown-tally.js';

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
  /** Number of candidates of whole lists that are tallied at once. For tests. */
  readonly candidatesAtOnce?: number;
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
    // A case or list that entered in the window may have been decided on at any time after it.
    const isWide = togetherIn(live.policy) !== null;
    const needed = current.filter((one) => isWide || one.late > 0 || overlaps(one, fromMs, toMs));
    const opened = await openSegments(segments, needed, folder);
    const closed = new Set(needed.filter((one) => !opened.records.includes(one)));
    return { covering: current.filter((one) => !closed.has(one)), opened };
  }

  async #run(engine: Engine, job: AuditJob, { covering, opened }: Sealed): Promise<RecordedTally> {
    const { live } = job;
    await engine.lock(Object.values(opened.files).flat());
    const typed = isTyped(live.policy);
    const together = togetherIn(live.policy);
    const table = await LiveTable.open(engine, { columns: live, knownBeforeMs: job.knownBeforeMs, typed, together });
    const read = await this.#load(table, job, covering);
    await loadLate(engine, opened, { window: job, typed });
    const sealed = await columnsIn(engine, opened);
    const known = new Set([...table.seen, ...[...sealed.values()].flatMap((columns) => [...columns.keys()])]);
    const fresh = freshBase(typed);
    const sealedBase = segmentBase(opened, job, { columns: live, sealed, typed, together });
    const base = sealedBase === null ? fresh : `${fresh} UNION ALL BY NAME ${sealedBase}`;
    const erased = read.erased + erasedIn(covering, job);
    const counts = { erased, read: { segments: opened.records.length, batches: read.batches } };
    const put = await this.#together(engine, knownInTime(base, job), job);
    if (put === null) {
      const { rows, shown } = await shownTally(engine, { from: joined(base, live), known, erased }, job);
      return { shown, rows, ...counts };
    }
    const { shown } = await shownTally(engine, { ...put, known, erased }, job);
    const { decisions: rows, decidedAgain, counted } = put;
    return { shown, rows, decidedAgain, ...defined({ lists: counted?.lists }), ...counts };
  }

  /** The cases or lists that decisions are put together to; null where each decision is a row of its own. */
  async #together(
    engine: Engine,
    base: string,
    job: AuditJob,
  ): Promise<(Pick<LiveSource, 'from' | 'inParts' | 'beside' | 'counted'> & Put) | null> {
    const { live } = job;
    const { policy } = live;
    const { outcome } = policy.data;
    const { candidatesAtOnce = CANDIDATES_AT_ONCE } = this.#options;
    const from = { base, columns: live, window: job };
    switch (outcome?.type) {
      case 'stages':
        return putCasesTogether(engine, { ...from, outcome });
      case 'ranking': {
        const erasedOf = (keys: readonly string[]) => this.#access.erasedOf(keys, job.proven.size);
        return putListsTogether(engine, { ...from, outcome, policy, atOnce: candidatesAtOnce, erasedOf });
      }
      default:
        return null;
    }
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
    const placed = togetherIn(job.live.policy) === null ? {} : { keys: this.#access.keys, keysOf: job.deployment };
    for (const { fromSeq, toSeq } of gapsOf(covering)) {
      for (let seq = fromSeq; toSeq === null || seq < toSeq; ) {
        const limit = Math.min(BATCHES_AT_ONCE, (toSeq ?? Number.POSITIVE_INFINITY) - seq);
        const batches = await this.#access.opened(seq, limit);
        for (const opened of batches)
          read.erased += take(readAuditRows(opened, size, { repeats, ...placed }), job, table);
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

interface Put {
  readonly decisions: number;
  readonly decidedAgain: number;
}

/** The decisions that were known in time, as labels are, of those that are put together. */
const knownInTime = (base: string, { knownBeforeMs }: AuditJob): string =>
  Number.isFinite(knownBeforeMs) ? `SELECT * FROM (${base}) WHERE decided_hour < ${knownBeforeMs}` : base;

const overlaps = ({ fromHourMs, toHourMs }: SegmentRecord, fromMs: number, toMs: number): boolean =>
  fromHourMs !== null && toHourMs !== null && toHourMs >= fromMs && fromHourMs < toMs;

/**
 * Adds the rows that belong to the audit to the table, where labels and attributes find their decision. Returns the number of erased
 * decisions.
 */
function take({ rows, late, erased }: AuditRows, job: AuditJob, table: LiveTable): number {
  const isWide = togetherIn(job.live.policy) !== null;
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
