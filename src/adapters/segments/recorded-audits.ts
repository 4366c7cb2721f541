import { availableParallelism } from 'node:os';
import { HOUR_MS } from '../../core/base/durations.js';
import { Mutex } from '../../core/base/mutex.js';
import type { LogEvidence } from '../../domain/audits/source/index.js';
import {
  type AuditAccess,
  type AuditRows,
  type ProvenSize,
  readAuditRows,
} from '../../domain/decisions/audit/index.js';
import type { SegmentRecord } from '../../domain/decisions/ports/index.js';
import { defineJob, type Job } from '../../domain/jobs/index.js';
import { type Engine, type EngineOptions, withEngine } from '../dataset/engine/index.js';
import { type AuditJob, type AuditQuery, belongs, digestOf, evidenceOf, prepareJob } from './audit-job.js';
import { AuditLine } from './audit-line.js';
import { FRESH, joined, LiveTable } from './live-table.js';
import { refuseMisspelt } from './misspelt-inputs.js';
import { attributesIn, loadLate, type OpenedSegments, openSegments, segmentBase } from './open-segments.js';
import { clearScratch, inScratch } from './scratch.js';
import { gapsOf, MAX_SEGMENT_ENTRIES, sealSegments } from './seal-segments.js';
import { type ShownTally, shownTally } from './shown-tally.js';

/** Batches opened at once: a few thousand records. */
const BATCHES_AT_ONCE = 16;
/** Audits that wait for their turn, of all callers and of one. */
const MAX_WAITING = 16;
const MAX_WAITING_OF_ONE = 4;
/** From this many cores on two run at once; each has an engine with its own limit of memory. */
const CORES_FOR_TWO = 4;

export interface RecordedAudit extends ShownTally {
  readonly log: LogEvidence;
  /** Signed head and proof that it is about the same log. */
  readonly proven: ProvenSize;
  /** From where: sealed segments opened, batches of the log opened. */
  readonly read: { readonly segments: number; readonly batches: number };
}

interface Sealed {
  /** Segments that stand for their batches; those without a share in the audit stay closed. */
  readonly covering: readonly SegmentRecord[];
  readonly opened: OpenedSegments;
}

export interface RecordedAuditOptions {
  readonly engine?: EngineOptions;
  /** Private folder in which opened segments stand for the length of one audit; emptied at start. */
  readonly scratch: string;
  /** Entries at which a segment is closed. For tests. */
  readonly maxSegmentEntries?: number;
  /** Audits that run at once; by the number of cores unless given. */
  readonly atOnce?: number;
}

/**
 * Audits of recorded decisions: the same SQL as over files, over sealed segments and what the log holds beyond them, joined with the labels
 * and attributes that came later. One sealing at a time; audits wait in a line where callers take turns.
 */
export class RecordedAudits {
  readonly #access: AuditAccess;
  readonly #options: RecordedAuditOptions;
  readonly #line: AuditLine;
  readonly #under = new Set<Promise<unknown>>();
  readonly #sealing = new Mutex();

  constructor(access: AuditAccess, options: RecordedAuditOptions) {
    this.#access = access;
    this.#options = options;
    this.#line = new AuditLine({
      atOnce: options.atOnce ?? (availableParallelism() >= CORES_FOR_TWO ? 2 : 1),
      maxWaiting: MAX_WAITING,
      maxWaitingOfOne: MAX_WAITING_OF_ONE,
      nowMs: () => performance.now(),
    });
    clearScratch(options.scratch);
  }

  /** Seals every hour. */
  sealingJob(): Job {
    return defineJob({ name: 'segments', everyMs: HOUR_MS, run: () => this.seal() });
  }

  /** Waits for what runs. */
  async close(): Promise<void> {
    await Promise.allSettled([...this.#under, this.#sealing.idle()]);
  }

  /**
   * The tally of one deployment's decisions under a policy, with the range of the log it was made from.
   *
   * @throws TribuneError POLICY_INVALID, DATA_EMPTY, DATA_VALUE_INVALID, DATA_TOO_LARGE, SERVICE_BUSY
   */
  tally(query: AuditQuery): Promise<RecordedAudit> {
    return this.#noted(this.#line.run(query.reader.actor, () => this.#tally(query)));
  }

  /** Seals everything up to the signed head now instead of within the hour. */
  seal(): Promise<{ segments: number; entries: number }> {
    return this.#sealing.run(async () => {
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
    });
  }

  async #noted<T>(work: Promise<T>): Promise<T> {
    this.#under.add(work);
    try {
      return await work;
    } finally {
      this.#under.delete(work);
    }
  }

  async #tally(query: AuditQuery): Promise<RecordedAudit> {
    const { deployment, reader, policyText, sight } = query;
    const policy = digestOf(policyText);
    await this.#access.noteRead({ ...reader, of: deployment, policy, payload: true, attributes: true, sight });
    const job = await prepareJob(query, this.#access);
    await refuseMisspelt(job, this.#access);
    const { scratch, engine } = this.#options;
    return inScratch(scratch, async (folder) => {
      const segments = await this.#segmentsFor(job, folder);
      return withEngine({ ...engine, temporaryDirectory: folder }, (opened) => this.#run(opened, job, segments));
    });
  }

  /** Segments hold no inputs: a policy that reads some is answered from the log alone. */
  async #segmentsFor({ live, proven, fromMs, toMs }: AuditJob, folder: string): Promise<Sealed> {
    const { segments } = this.#access;
    if (segments === null || live.inputs.length > 0)
      return { covering: [], opened: { records: [], files: { rows: [], links: [], late: [] } } };
    const current = (await segments.current()).filter(({ size }) => size <= proven.size);
    const needed = current.filter((one) => one.late > 0 || overlaps(one, fromMs, toMs));
    const opened = await openSegments(segments, needed, folder);
    const closed = new Set(needed.filter((one) => !opened.records.includes(one)));
    return { covering: current.filter((one) => !closed.has(one)), opened };
  }

  async #run(engine: Engine, job: AuditJob, { covering, opened }: Sealed): Promise<RecordedAudit> {
    const { live } = job;
    await engine.lock(Object.values(opened.files).flat());
    const table = await LiveTable.open(engine, live, job.knownBeforeMs);
    const read = await this.#load(table, job, covering);
    await loadLate(engine, opened, job);
    const sealed = await attributesIn(engine, opened);
    const known = new Set([...table.seen, ...sealed]);
    const base = segmentBase(opened, job, { columns: live, known: new Set(sealed) });
    const from = joined(base === null ? FRESH : `${FRESH} UNION ALL BY NAME ${base}`, live);
    const erased = read.erased + erasedIn(covering, job);
    const { rows, shown } = await shownTally(engine, { from, known, erased }, job);
    return {
      ...shown,
      log: evidenceOf(job, { rows, erased }),
      proven: job.proven,
      read: { segments: opened.records.length, batches: read.batches },
    };
  }

  /** Reads what no segment covers. */
  async #load(
    table: LiveTable,
    job: AuditJob,
    covering: readonly SegmentRecord[],
  ): Promise<{ erased: number; batches: number }> {
    const read = { erased: 0, batches: 0 };
    const { size } = job.proven;
    const repeats = new Set(job.repeats.keys());
    for (const { fromSeq, toSeq } of gapsOf(covering)) {
      for (let seq = fromSeq; toSeq === null || seq < toSeq; ) {
        const limit = Math.min(BATCHES_AT_ONCE, (toSeq ?? Number.POSITIVE_INFINITY) - seq);
        const batches = await this.#access.opened(seq, limit);
        for (const opened of batches) read.erased += take(readAuditRows(opened, size, repeats), job, table);
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

const overlaps = ({ fromHourMs, toHourMs }: SegmentRecord, fromMs: number, toMs: number): boolean =>
  fromHourMs !== null && toHourMs !== null && toHourMs >= fromMs && fromHourMs < toMs;

/** What belongs to the audit goes to the table, where labels and attributes find their decision. Returns how many were erased. */
function take({ rows, late, erased }: AuditRows, job: AuditJob, table: LiveTable): number {
  for (const row of rows) if (belongs(job, row.deployment, row.decidedHourMs)) table.add(row);
  for (const one of late) table.addLate(one);
  return erased.filter(({ deployment, receivedHourMs }) => belongs(job, deployment, receivedHourMs)).length;
}

function erasedIn(records: readonly SegmentRecord[], job: AuditJob): number {
  const counts = records.flatMap(({ erased }) => erased);
  const mine = counts.filter(({ deployment, receivedHourMs }) => belongs(job, deployment, receivedHourMs));
  return mine.reduce((sum, { n }) => sum + n, 0);
}
