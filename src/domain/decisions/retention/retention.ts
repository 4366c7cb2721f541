import { Mutex } from '../../../core/base/mutex.js';
import type { OpenedBatch } from '../../log/seal/index.js';
import type { RegistryStore } from '../../registry/ports.js';
import type { DecisionHistory } from '../history/access.js';
import type { Erasures, ExpiredDecision } from '../subjects/erasures.js';
import { dueIn } from './due.js';
import { rulesOf } from './rules.js';
import type { RetentionRule, RetentionSettings } from './types.js';

/** Batches opened at once: a few thousand records. */
const BATCHES_AT_ONCE = 16;
/** Records erased under one entry. */
const RECORDS_AN_ENTRY = 5_000;

/** How far a rule was carried out: everything before this batch that is due and not held is gone. */
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

/** What is past its time, or was: by rule, with what holds protect. */
export interface RetentionReport {
  readonly at: string;
  /** Whether it was erased, or would be. */
  readonly erased: boolean;
  readonly rules: readonly RuleReport[];
  readonly warnings: readonly string[];
}

export interface RuleReport {
  readonly keep: string;
  /** Decisions received before are past their time. */
  readonly before: string;
  readonly classes: readonly { readonly id: string; readonly basis: string; readonly source: string }[];
  /** Decisions past their time by deployment, held ones left out. */
  readonly due: Readonly<Record<string, number>>;
  /** Past their time and kept because of a legal hold. */
  readonly held: number;
  /** Certificates of the erasures that were made. */
  readonly erasures: readonly string[];
}

/** Erases decisions past their time, or tells what would go. */
export class Retention {
  readonly #deps: RetentionDeps;
  readonly #mutex = new Mutex();
  #report: RetentionReport | null = null;

  constructor(deps: RetentionDeps) {
    this.#deps = deps;
  }

  /** Of the last run or plan; null before the first. */
  get report(): RetentionReport | null {
    return this.#report;
  }

  /** What would be erased now. */
  plan(): Promise<RetentionReport> {
    return this.#mutex.run(() => this.#work(false));
  }

  /** Erases what is past its time, each with an entry and a certificate; legal holds are kept. */
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
    // Another choice of classes, or a hold that was released, makes due what was passed over.
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

  /** Batches received before a rule's moment, in order. */
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
