import { HOUR_MS } from '../../../core/base/durations.js';
import { Mutex } from '../../../core/base/mutex.js';
import type { DecisionHistory, ProvenSize } from '../../decisions/history/index.js';
import { defineJob, type Job } from '../../jobs/index.js';
import { digestOfPolicy } from '../policy-text.js';
import type { LogEvidence } from '../source/index.js';
import { type AuditQuery, evidenceOf, prepareJob } from './audit-job.js';
import { AuditLine } from './audit-line.js';
import { refuseMisspelt } from './misspelt-inputs.js';
import type { RecordedTally, RecordedTallySource, ShownTally } from './ports.js';

/** Most audits that wait, of all callers; `MAX_WAITING_OF_ONE` is the limit of one caller. */
const MAX_WAITING = 16;
const MAX_WAITING_OF_ONE = 4;

export interface RecordedAudit extends ShownTally {
  readonly log: LogEvidence;
  /** The checkpoint, with a proof that it is of the same log. */
  readonly proven: ProvenSize;
  readonly read: RecordedTally['read'];
}

export interface RecordedAuditDeps {
  readonly history: DecisionHistory;
  readonly source: RecordedTallySource;
  readonly nowMs: () => number;
  /** Number of audits that run at once. */
  readonly atOnce: number;
}

/**
 * Audits of recorded decisions, with the same tally as over files, made from the log and joined with later labels and attributes. There is
 * one sealing at a time, and audits wait in a queue in which callers take turns.
 */
export class RecordedAudits {
  readonly #deps: RecordedAuditDeps;
  readonly #line: AuditLine;
  readonly #under = new Set<Promise<unknown>>();
  readonly #sealing = new Mutex();

  constructor(deps: RecordedAuditDeps) {
    this.#deps = deps;
    this.#line = new AuditLine({
      atOnce: deps.atOnce,
      maxWaiting: MAX_WAITING,
      maxWaitingOfOne: MAX_WAITING_OF_ONE,
      nowMs: deps.nowMs,
    });
  }

  /** The job that seals every hour. */
  sealingJob(): Job {
    return defineJob({ name: 'segments', everyMs: HOUR_MS, run: () => this.seal() });
  }

  /** Waits for running audits and sealing. */
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

  /** Seals everything up to the checkpoint now instead of within the hour. */
  seal(): Promise<{ segments: number; entries: number }> {
    return this.#sealing.run(() => this.#deps.source.seal());
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
    const { history, source } = this.#deps;
    const { deployment, reader, policyText, sight } = query;
    const policy = digestOfPolicy(policyText);
    await history.noteRead({ ...reader, of: deployment, policy, payload: true, attributes: true, sight });
    const job = await prepareJob(query, history);
    await refuseMisspelt(job, history);
    const { shown, rows, erased, read } = await source.tally(job);
    return { ...shown, log: evidenceOf(job, { rows, erased }), proven: job.proven, read };
  }
}
