import { HOUR_MS } from '../../../core/base/durations.js';
import { type ErrorCode, TribuneError } from '../../../core/base/errors.js';
import { Mutex } from '../../../core/base/mutex.js';
import type { DecisionHistory, ProvenSize } from '../../decisions/history/index.js';
import { protectionOf } from '../../disclosure/index.js';
import { defineJob, type Job } from '../../jobs/index.js';
import { digestOfPolicy } from '../policy-text.js';
import type { LogEvidence, RuleEffect, SourcedOutcome, SourcedTally } from '../source/index.js';
import { type AuditJob, type AuditQuery, evidenceOf, prepareJob } from './audit-job.js';
import { AuditLine } from './audit-line.js';
import { refuseMisspelt } from './misspelt-inputs.js';
import type { FollowedAudit, Judge, RecordedTally, RecordedTallySource, ShownTally, StoredAudit } from './ports.js';
import type { StoredAudits } from './stored-audits.js';

/** Most audits that wait, of all callers; `MAX_WAITING_OF_ONE` is the limit of one caller. */
const MAX_WAITING = 16;
const MAX_WAITING_OF_ONE = 4;

/** Number of letters of `YYYY-MM-DD`. */
const DATE_LETTERS = 10;
/** Codes of errors for which a tally has no result under its policy. The caller is told, because the caller gets the tally. */
const UNJUDGED: ReadonlySet<ErrorCode> = new Set([
  'DATA_EMPTY',
  'DATA_GROUP_MISSING',
  'DATA_TOO_FEW',
  'DATA_VALUE_INVALID',
  'INVALID_ARGUMENT',
  'POLICY_INVALID',
  'REQUIREMENT_NOT_APPLICABLE',
]);

export interface RecordedAudit extends ShownTally {
  readonly log: LogEvidence;
  /** The checkpoint, with a proof that it is of the same log. */
  readonly proven: ProvenSize;
  readonly read: RecordedTally['read'];
}

/** A tally with the stored result that was made from it. */
export interface RequestedAudit extends RecordedAudit {
  /** The stored audit; null where the tally cannot be judged by its policy. */
  readonly stored: StoredAudit | null;
  readonly unjudged: { readonly code: ErrorCode; readonly message: string } | null;
}

export interface RecordedAuditDeps {
  readonly history: DecisionHistory;
  readonly source: RecordedTallySource;
  readonly judge: Judge;
  /** What rules of the deployment did, beside their plans; absent where it decides by none. */
  readonly ruleEffects?: (job: AuditJob) => Promise<readonly RuleEffect[]>;
  readonly results: Pick<StoredAudits, 'keep'>;
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
   * Makes the tally of one deployment's decisions under a policy, with the range of the log from which it was made.
   *
   * @throws TribuneError POLICY_INVALID, DATA_EMPTY, DATA_VALUE_INVALID, DATA_TOO_LARGE, SERVICE_BUSY
   */
  tally(query: AuditQuery): Promise<RecordedAudit> {
    return this.#noted(this.#line.run(query.reader.actor, () => this.#tally(query)));
  }

  /**
   * Audits recorded decisions: makes the tally, and stores the result under the policy together with the entry `audit.run`. Where the
   * tally cannot be judged, such as for a requirement that applies to nobody, the reason is given beside the tally, and nothing is stored.
   *
   * @param followed who follows it while nobody waits for it
   * @throws TribuneError as `tally`, STORE_UNAVAILABLE
   */
  request(query: AuditQuery, followed?: FollowedAudit): Promise<RequestedAudit> {
    return this.#noted(
      this.#line.run(query.reader.actor, async () => {
        const mark = this.#deps.history.results.mark();
        followed?.onStage('counting');
        const audited = await this.#tally(query);
        followed?.onStage('judging');
        return { ...audited, ...(await this.#judged(audited, query, { mark, followed })) };
      }),
    );
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
    const { shown, read, ...counts } = await source.tally(job);
    const rules = sight === 'persons' ? ((await this.#deps.ruleEffects?.(job)) ?? []) : [];
    const log = { ...evidenceOf(job, counts), ...(rules.length === 0 ? {} : { rules }) };
    return { ...shown, log, proven: job.proven, read };
  }

  async #judged(
    audited: RecordedAudit,
    { policyText, deployment, sight, reader }: AuditQuery,
    keeping: { readonly mark: number; readonly followed: FollowedAudit | undefined },
  ): Promise<Pick<RequestedAudit, 'stored' | 'unjudged'>> {
    const { judge, results, nowMs } = this.#deps;
    const today = new Date(nowMs()).toISOString().slice(0, DATE_LETTERS);
    try {
      const result = await judge({ sourced: sourcedOf(audited), policyText, today });
      const { size, since, until, knownBefore = null } = audited.log;
      const window = { since, until, knownBefore };
      const stored = await results.keep(result, policyText, {
        ...{ deployment, by: reader.actor, sight, size, window, ...keeping },
      });
      return { stored, unjudged: null };
    } catch (cause) {
      if (!(cause instanceof TribuneError) || !UNJUDGED.has(cause.code)) throw cause;
      return { stored: null, unjudged: { code: cause.code, message: cause.message } };
    }
  }
}

/** Gives the tally its origin, as an audit of any source has one. */
function sourcedOf({ tally, parts, filter, log }: RecordedAudit): SourcedTally | SourcedOutcome {
  const protection = parts === undefined ? {} : { protection: protectionOf(parts, filter) };
  const evidence = { ...log, ...protection };
  const source = { path: `recorded decisions of ${log.deployment}`, sha256: null, rows: tally.rowsRead, log: evidence };
  const shown = parts === undefined ? {} : { parts };
  return { tally, sources: [source], ...shown } as SourcedTally | SourcedOutcome;
}
