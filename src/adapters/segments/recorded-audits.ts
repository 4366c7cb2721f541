import { createHash } from 'node:crypto';
import { TribuneError } from '../../core/errors.js';
import type { Tally } from '../../core/fairness/types.js';
import { parsePolicy } from '../../core/policy/index.js';
import { bindLive, checkBound, type LivePolicy } from '../../domain/audit/live-binding.js';
import type { LogEvidence } from '../../domain/audit/source.js';
import type { AuditAccess } from '../../domain/decisions/audit/access.js';
import { type AuditRows, hourOf, readAuditRows } from '../../domain/decisions/audit/audit-row.js';
import type { KeptHead } from '../../domain/decisions/ports.js';
import type { Reader } from '../../domain/decisions/service-api.js';
import { tallyInDuckDb } from '../dataset/duckdb-tally.js';
import { type Engine, type EngineOptions, withEngine } from '../dataset/engine.js';
import { readPlan } from '../dataset/read-plan.js';
import { FRESH, joined, LiveTable, liveColumn } from './live-table.js';

const HOUR_MS = 3_600_000;
/** Batches opened at once: a few thousand records. */
const BATCHES_AT_ONCE = 16;
/** Audits that wait for their turn; one runs at a time, so that memory stays within the engine's limit. */
const MAX_WAITING = 8;

export interface AuditQuery {
  readonly deployment: string;
  /** Milliseconds since 1970; widened to whole hours. Null: without limit. */
  readonly sinceMs: number | null;
  readonly untilMs: number | null;
  /** Bytes of the policy file as text. */
  readonly policyText: string;
  readonly reader: Reader;
}

export interface RecordedAudit {
  readonly tally: Tally;
  readonly log: LogEvidence;
}

interface Job {
  readonly query: AuditQuery;
  readonly live: LivePolicy;
  readonly policyDigest: string;
  readonly head: KeptHead;
  readonly fromMs: number;
  readonly toMs: number;
}

interface Counted {
  erased: number;
  first: number | null;
  last: number | null;
}

/** Audits of recorded decisions: the same SQL as over files, over decisions of the log joined with what came later. */
export class RecordedAudits {
  readonly #access: AuditAccess;
  readonly #engine: EngineOptions;
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  constructor(access: AuditAccess, engine: EngineOptions = {}) {
    this.#access = access;
    this.#engine = engine;
  }

  /**
   * The tally of one deployment's decisions under a policy, with the range of the log it was made from.
   *
   * @throws TribuneError POLICY_INVALID, DATA_EMPTY, DATA_VALUE_INVALID, DATA_TOO_LARGE, SERVICE_BUSY
   */
  tally(query: AuditQuery): Promise<RecordedAudit> {
    if (this.#waiting >= MAX_WAITING) {
      throw new TribuneError('SERVICE_BUSY', `${this.#waiting} audits wait already`, { remedy: 'Try again later.' });
    }
    this.#waiting += 1;
    const result = this.#last
      .then(() => this.#tally(query))
      .finally(() => {
        this.#waiting -= 1;
      });
    this.#last = result.catch(() => undefined);
    return result;
  }

  async #tally(query: AuditQuery): Promise<RecordedAudit> {
    const { policy } = parsePolicy(query.policyText, { file: 'policy' });
    const policyDigest = `sha256:${createHash('sha256').update(query.policyText, 'utf8').digest('hex')}`;
    const { deployment, reader } = query;
    await this.#access.noteRead({ ...reader, of: deployment, policy: policyDigest, payload: true, attributes: true });
    const head = await this.#access.head();
    const fromMs = query.sinceMs === null ? Number.NEGATIVE_INFINITY : hourOf(query.sinceMs);
    const toMs = query.untilMs === null ? Number.POSITIVE_INFINITY : Math.ceil(query.untilMs / HOUR_MS) * HOUR_MS;
    const job: Job = { query, live: bindLive(policy), policyDigest, head, fromMs, toMs };
    return withEngine(this.#engine, (engine) => this.#run(engine, job));
  }

  async #run(engine: Engine, job: Job): Promise<RecordedAudit> {
    const { live, policyDigest } = job;
    await engine.lock([]);
    const table = await LiveTable.open(engine, live);
    const counted = await this.#load(table, job);
    if (table.rows === 0) throw nothingRecorded(job, counted);
    checkBound(live, table.seen);
    const plan = readPlan(live.policy, { scores: live.policy.data.score !== null, policyDigest });
    const source = { from: joined(FRESH, live), column: liveColumn, file: null };
    const { tally } = await tallyInDuckDb(engine, plan, { table: source, bytes: 0, options: {} });
    return { tally, log: evidence(job, table.rows, counted) };
  }

  async #load(table: LiveTable, job: Job): Promise<Counted> {
    const counted: Counted = { erased: 0, first: null, last: null };
    const { size } = job.head;
    for (let seq = 0; ; ) {
      const batches = await this.#access.opened(seq, BATCHES_AT_ONCE);
      for (const opened of batches) take(readAuditRows(opened, size), job, { table, counted });
      const last = batches.at(-1)?.batch;
      if (last === undefined || last.firstIndex + last.n >= size) break;
      seq = last.seq + 1;
    }
    table.finish();
    return counted;
  }
}

/** What belongs to the audit goes to the table; labels and attributes find their decision there. */
function take({ rows, late, erased }: AuditRows, job: Job, to: { table: LiveTable; counted: Counted }): void {
  const { table, counted } = to;
  const belongs = (deployment: string, hourMs: number): boolean =>
    deployment === job.query.deployment && hourMs >= job.fromMs && hourMs < job.toMs;
  const count = (index: number): void => {
    counted.first = Math.min(counted.first ?? index, index);
    counted.last = Math.max(counted.last ?? index, index);
  };
  for (const row of rows) {
    if (!belongs(row.deployment, row.decidedHourMs)) continue;
    table.add(row);
    count(row.index);
  }
  for (const { deployment, receivedHourMs, index } of erased) {
    if (!belongs(deployment, receivedHourMs)) continue;
    counted.erased += 1;
    count(index);
  }
  for (const one of late) table.addLate(one);
}

function nothingRecorded({ query }: Job, { erased }: Counted): TribuneError {
  const also = erased === 0 ? '' : `; ${erased} were erased`;
  return new TribuneError('DATA_EMPTY', `no decision of ${query.deployment} is left in this time${also}`, {
    remedy: 'Check --deployment, --since and --until; times are those of the decisions (decidedAt).',
  });
}

function evidence({ query, head, fromMs, toMs }: Job, rows: number, { erased, first, last }: Counted): LogEvidence {
  return {
    name: head.log,
    size: head.size,
    root: Buffer.from(head.root).toString('base64'),
    first,
    last,
    deployment: query.deployment,
    since: Number.isFinite(fromMs) ? new Date(fromMs).toISOString() : null,
    until: Number.isFinite(toMs) ? new Date(toMs).toISOString() : null,
    erased,
    recorded: rows + erased,
  };
}
