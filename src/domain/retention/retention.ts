import { Mutex } from '../../core/base/mutex.js';
import type { DecisionHistory } from '../decisions/history/index.js';
import type { ExpiredExtent } from '../decisions/ports/index.js';
import type { Erasures, ExpiredDecision } from '../decisions/subjects/index.js';
import type { OpenedBatch } from '../log/seal/index.js';
import type { RegistryStore } from '../registry/ports.js';
import { dueIn } from './due.js';
import { rulesOf } from './rules.js';
import type { RetentionRule, RetentionSettings } from './types.js';

/** Number of batches opened at once, which hold a few thousand records. */
const BATCHES_AT_ONCE = 16;
/** Number of waiting records from which on they are erased together, under one entry. */
const RECORDS_AN_ENTRY = 5_000;

/** Number of decisions by deployment. */
type Counts = Readonly<Record<string, number>>;

/** How far one rule was carried out. */
export interface RuleProgress {
  /** Classes and holds under which it was. */
  readonly under: string;
  /** Every decision before this batch that is due and not held is erased. */
  readonly seq: number;
  /** Decisions before it that are due and held; earlier versions did not store it. */
  readonly held?: Counts;
}

/** How far each rule was carried out, by its time of keeping. */
export type RetentionProgress = Readonly<Record<string, RuleProgress>>;

export interface RetentionProgressStore {
  read(): Promise<RetentionProgress>;
  keep(progress: RetentionProgress): Promise<void>;
}

export interface RetentionDeps {
  readonly access: Pick<DecisionHistory, 'opened'>;
  readonly erasures: Erasures;
  readonly registry: RegistryStore;
  readonly settings: () => Promise<RetentionSettings>;
  readonly progress: RetentionProgressStore;
  readonly nowMs: () => number;
  /** Number of waiting records from which on they are erased together. For tests. */
  readonly recordsAnEntry?: number;
}

/** What is past its time or was, by rule, and what legal holds protect. */
export interface RetentionReport {
  readonly at: string;
  /** True when the decisions were erased, false when they only would be. */
  readonly erased: boolean;
  readonly rules: readonly RuleReport[];
  readonly warnings: readonly string[];
}

export interface RuleReport {
  readonly keep: string;
  /** Decisions received before this time are past their time. */
  readonly before: string;
  readonly classes: readonly { readonly id: string; readonly basis: string; readonly source: string }[];
  /** Number of decisions past their time by deployment, without those under a legal hold. */
  readonly due: Counts;
  /** Number of decisions past their time that are kept because of a legal hold, those that earlier runs passed over included. */
  readonly held: number;
  /** The same by deployment. */
  readonly heldByDeployment: Counts;
  /** Number of stored results of audits that were made of decisions past their time alone, and go with them. */
  readonly results: number;
  /** Ids of the certificates of the erasures that were made. */
  readonly erasures: readonly string[];
}

/** Erases decisions past their time, or tells which ones it would erase. */
export class Retention {
  readonly #deps: RetentionDeps;
  readonly #mutex = new Mutex();
  #report: RetentionReport | null = null;

  constructor(deps: RetentionDeps) {
    this.#deps = deps;
  }

  /** Report of the last run or plan; null before the first. */
  get report(): RetentionReport | null {
    return this.#report;
  }

  /** Reports what would be erased now. */
  plan(): Promise<RetentionReport> {
    return this.#mutex.run(() => this.#work(false));
  }

  /** Erases decisions past their time, each erasure with an entry and a certificate. Decisions under a legal hold are kept. */
  run(): Promise<RetentionReport> {
    return this.#mutex.run(() => this.#work(true));
  }

  async #work(erase: boolean): Promise<RetentionReport> {
    const { settings, registry, nowMs, erasures } = this.#deps;
    const now = nowMs();
    const { rules, warnings } = rulesOf(await settings(), await registry.load(), now);
    if (erase) await erasures.resume();
    const reports: RuleReport[] = [];
    for (const rule of rules) reports.push(await this.#carryOut(rule, erase));
    const report = { at: new Date(now).toISOString(), erased: erase, rules: reports, warnings };
    this.#report = report;
    return report;
  }

  async #carryOut(rule: RetentionRule, erase: boolean): Promise<RuleReport> {
    const { erasures, progress, recordsAnEntry = RECORDS_AN_ENTRY } = this.#deps;
    const holds = await erasures.heldTags();
    // The walk begins anew when the classes or the holds changed, as decisions passed over before may be due now.
    const under = JSON.stringify([[...rule.classOf].map(([id, one]) => [id, one.id]), [...holds].sort()]);
    const before = (await progress.read())[rule.keep];
    const known = before?.under === under && before.held !== undefined ? before : { seq: 0, held: {} };
    const due = new Counter();
    const held = new Counter(known.held);
    const certificates: string[] = [];
    let waiting: ExpiredDecision[] = [];
    let hasNewHold = false;
    let results = 0;
    const flush = async (expired: readonly ExpiredExtent[] = []): Promise<void> => {
      if (erase && waiting.length + expired.length > 0) {
        const done = await erasures.expire(waiting, rule, expired);
        if (done.certificate !== null) certificates.push(done.certificate.id);
        results += done.results;
        // Since `holds` was read, a hold was set on these.
        for (const { deployment } of done.kept) {
          due.take(deployment);
          held.add(deployment);
        }
        hasNewHold ||= done.kept.length > 0;
      }
      waiting = [];
    };
    let { seq } = known;
    for await (const opened of this.#past(rule, seq)) {
      for (const one of dueIn(opened, rule)) {
        if (holds.has(erasures.tagText(one.subject))) {
          held.add(one.deployment);
          continue;
        }
        waiting.push(one);
        due.add(one.deployment);
      }
      if (waiting.length >= recordsAnEntry) await flush();
      seq = opened.batch.seq + 1;
    }
    const expired = await this.#expiredResults(rule, { seq, held: held.counts });
    await flush(expired.extents);
    const carriedOut: RuleProgress = { under, seq, held: held.counts };
    // What a new hold kept lies behind this place, so that the next run looks at it again.
    if (erase && !hasNewHold) await progress.keep({ ...(await progress.read()), [rule.keep]: carriedOut });
    return {
      ...describe(rule),
      due: due.counts,
      held: held.total,
      heldByDeployment: held.counts,
      results: erase ? results : expired.results,
      erasures: certificates,
    };
  }

  /**
   * Gives the deployments of which everything up to a batch is past its time, where results of audits were made of nothing else. Where a legal
   * hold keeps a decision, the results that may show it are kept as well.
   */
  async #expiredResults(
    { classOf }: RetentionRule,
    { seq, held }: { readonly seq: number; readonly held: Counts },
  ): Promise<{ readonly extents: ExpiredExtent[]; readonly results: number }> {
    const { access, erasures } = this.#deps;
    const [last] = seq === 0 ? [] : await access.opened(seq - 1, 1);
    if (last === undefined) return { extents: [], results: 0 };
    const endIndex = last.batch.firstIndex + last.batch.n;
    const free = [...classOf.keys()].filter((deployment) => held[deployment] === undefined);
    const extents = free.map((deployment) => ({ deployment, endIndex }));
    const results = await erasures.resultsMadeOf(extents);
    return { extents: results === 0 ? [] : extents, results };
  }

  /** Gives the batches received before a rule's moment, in order. */
  async *#past({ beforeMs }: RetentionRule, fromSeq: number): AsyncIterable<OpenedBatch> {
    for (let seq = fromSeq; ; ) {
      const batches = await this.#deps.access.opened(seq, BATCHES_AT_ONCE);
      for (const opened of batches) {
        if (opened.batch.receivedAtMs >= beforeMs) return;
        yield opened;
        seq = opened.batch.seq + 1;
      }
      if (batches.length < BATCHES_AT_ONCE) return;
    }
  }
}

/** Counts decisions by deployment. */
class Counter {
  readonly #counts: Map<string, number>;

  constructor(from: Counts = {}) {
    this.#counts = new Map(Object.entries(from));
  }

  get counts(): Counts {
    return Object.fromEntries(this.#counts);
  }

  get total(): number {
    return [...this.#counts.values()].reduce((sum, n) => sum + n, 0);
  }

  add(deployment: string): void {
    this.#counts.set(deployment, (this.#counts.get(deployment) ?? 0) + 1);
  }

  take(deployment: string): void {
    const left = (this.#counts.get(deployment) ?? 0) - 1;
    if (left > 0) this.#counts.set(deployment, left);
    else this.#counts.delete(deployment);
  }
}

function describe({ keep, beforeMs, classOf }: RetentionRule): Pick<RuleReport, 'keep' | 'before' | 'classes'> {
  const classes = [...new Set(classOf.values())].map(({ id, basis, source }) => ({ id, basis, source }));
  return { keep, before: new Date(beforeMs).toISOString(), classes };
}
