import { Mutex } from '../../../core/base/mutex.js';
import type { OpenedBatch } from '../../log/seal/index.js';
import type { RegistryStore } from '../../registry/ports.js';
import type { DecisionHistory } from '../history/access.js';
import type { Erasures, ExpiredDecision } from '../subjects/erasures.js';
import { dueIn } from './due.js';
import { rulesOf } from './rules.js';
import type { RetentionRule, RetentionSettings } from './types.js';

/** Number of batches opened at once, which hold a few thousand records. */
const BATCHES_AT_ONCE = 16;
/** Number of waiting records from which on they are erased together, under one entry. */
const RECORDS_AN_ENTRY = 5_000;

/** How far each rule was carried out: every decision before batch `seq` that is due and not held is erased. */
export type RetentionProgress = Readonly<Record<string, { readonly under: string; readonly seq: number }>>;

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
  readonly due: Readonly<Record<string, number>>;
  /** Number of decisions past their time that are kept because of a legal hold. */
  readonly held: number;
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
    const { erasures, progress } = this.#deps;
    const holds = await erasures.heldTags();
    // The walk begins anew when the classes or the holds changed, as decisions passed over before may be due now.
    const under = JSON.stringify([[...rule.classOf].map(([id, one]) => [id, one.id]), [...holds].sort()]);
    const known = (await progress.read())[rule.keep];
    const found = { due: {} as Record<string, number>, held: 0, erasures: [] as string[] };
    let waiting: ExpiredDecision[] = [];
    const flush = async (): Promise<void> => {
      if (erase && waiting.length > 0) found.erasures.push((await erasures.expire(waiting, rule)).id);
      waiting = [];
    };
    let seq = known?.under === under ? known.seq : 0;
    for await (const opened of this.#past(rule, seq)) {
      for (const one of dueIn(opened, rule)) {
        if (holds.has(erasures.tagText(one.subject))) {
          found.held += 1;
          continue;
        }
        waiting.push(one);
        found.due[one.deployment] = (found.due[one.deployment] ?? 0) + 1;
      }
      if (waiting.length >= RECORDS_AN_ENTRY) await flush();
      seq = opened.batch.seq + 1;
    }
    await flush();
    if (erase) await progress.keep({ ...(await progress.read()), [rule.keep]: { under, seq } });
    return { ...describe(rule), ...found };
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

function describe({ keep, beforeMs, classOf }: RetentionRule): Pick<RuleReport, 'keep' | 'before' | 'classes'> {
  const classes = [...new Set(classOf.values())].map(({ id, basis, source }) => ({ id, basis, source }));
  return { keep, before: new Date(beforeMs).toISOString(), classes };
}
