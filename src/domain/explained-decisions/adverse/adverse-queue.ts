import type { Clock } from '../../../core/base/clock.js';
import { DAY_MS } from '../../../core/base/durations.js';
import { TribuneError } from '../../../core/base/errors.js';
import type { Acts } from '../../acts/index.js';
import type { DecisionMaterial, DecisionReading } from '../../decisions/api/index.js';
import { type AdverseExplain, activeAt, type RegistryView } from '../../registry/index.js';
import { basisOf, type ExplanationMaker, type Issued, issue, issueExplanation } from '../maker/index.js';
import type { Due, DueCount, DueSignal, DueStore, ExplanationStore } from '../ports/index.js';
import { decidedOf } from '../recorded/index.js';

/** Explanations that are kept by one transaction: many share its commit, and it is short all the same. */
const AT_ONCE = 64;
/** Time after which it is looked for what is due although nothing was told, ms: a day with a new budget may have begun. */
const LOOK_MS = 600_000;
/** Time after a failure that is none of a single decision, such as a database that is away, ms. */
const AFTER_FAILURE_MS = 10_000;
const BY = 'queue';

export interface AdverseQueueDeps {
  readonly reading: Pick<DecisionReading, 'materials'>;
  readonly registry: () => RegistryView | Promise<RegistryView>;
  readonly store: ExplanationStore & DueStore;
  readonly acts: Acts<{ readonly explanations: ExplanationStore & DueStore }>;
  readonly maker: Pick<ExplanationMaker, 'make'>;
  readonly clock: Pick<Clock, 'nowMs' | 'after'>;
  readonly signal: DueSignal;
  readonly onProblem: (cause: Error) => void;
}

/** What became of a decision that was due: made, or nothing to make, or it cannot be explained. */
type Outcome = { readonly made: Issued } | { readonly gone: true } | { readonly problem: string };

/**
 * Explains decisions that are due, one after another beside the serving path. Deployments take turns, so that none waits for another; what is
 * beyond the budget of a day waits for the next. A decision leaves the queue in the transaction that keeps its explanation.
 */
export class AdverseQueue {
  readonly #deps: AdverseQueueDeps;
  #isRunning = false;
  #wake: () => void = () => undefined;
  /** Whether something became due since the last look began. */
  #isTold = false;
  #loop: Promise<void> = Promise.resolve();
  #totals = { due: 0, aside: 0 };

  constructor(deps: AdverseQueueDeps) {
    this.#deps = deps;
  }

  /** Number of decisions that are due and of those that were set aside, as of the last look. */
  get totals(): { readonly due: number; readonly aside: number } {
    return this.#totals;
  }

  start(): void {
    this.#isRunning = true;
    this.#deps.signal.listen(() => {
      this.#isTold = true;
      this.#wake();
    });
    this.#loop = this.#run();
  }

  /** Ends after the explanations that are being made. */
  async stop(): Promise<void> {
    this.#isRunning = false;
    this.#wake();
    await this.#loop;
  }

  async #run(): Promise<void> {
    const { onProblem } = this.#deps;
    while (this.#isRunning) {
      let waitMs = LOOK_MS;
      this.#isTold = false;
      try {
        if ((await this.step()) > 0) waitMs = 0;
      } catch (cause) {
        onProblem(cause as Error);
        waitMs = AFTER_FAILURE_MS;
        this.#isTold = false;
      }
      if (waitMs > 0 && !this.#isTold && this.#isRunning) await this.#wait(waitMs);
    }
  }

  /** Waits a time, or until something becomes due or the queue ends. */
  async #wait(ms: number): Promise<void> {
    await new Promise<void>((done) => {
      const timer = this.#deps.clock.after(ms, done);
      this.#wake = () => {
        timer.cancel();
        done();
      };
    });
    this.#wake = () => undefined;
  }

  /** Takes the next decisions of every deployment that has budget left; gives how many. */
  async step(): Promise<number> {
    const { store, clock, registry } = this.#deps;
    const day = Math.floor(clock.nowMs() / DAY_MS);
    const counts = await store.dueCounts(day);
    const view = await registry();
    let taken = 0;
    for (const count of counts)
      taken += await this.#stepOf(count, { day, view, share: Math.ceil(AT_ONCE / counts.length) });
    this.#totals = await store.dueTotals();
    return taken;
  }

  async #stepOf(
    { deployment, madeToday }: DueCount,
    { day, view, share }: { readonly day: number; readonly view: RegistryView; readonly share: number },
  ): Promise<number> {
    const { store, acts, clock } = this.#deps;
    const { order = 'oldest', perDay = Number.POSITIVE_INFINITY } = adverseOf(view, deployment, clock.nowMs());
    const limit = Math.min(share, perDay - madeToday);
    if (limit <= 0) return 0;
    const due = await store.nextDue(deployment, { order, limit });
    const made: Issued[] = [];
    const failed: { readonly decision: string; readonly problem: string }[] = [];
    const outcomes = await this.#outcomesOf(due, view);
    for (const one of due) {
      // What is in the log no more was removed by hand; the check of the log says so.
      const outcome: Outcome = outcomes.get(one.decision) ?? { gone: true };
      if ('made' in outcome) made.push(outcome.made);
      if ('problem' in outcome) failed.push({ decision: one.decision, problem: outcome.problem });
    }
    const aside = new Set(failed.map(({ decision }) => decision));
    const decisions = due.flatMap(({ decision }) => (aside.has(decision) ? [] : [decision]));
    await acts.run(issueExplanation, async (tx) => {
      await issue(tx, made, BY);
      await tx.explanations.doneDue({ deployment, decisions, made: made.length, day });
      if (failed.length > 0) await tx.explanations.setAside(failed);
    });
    return due.length;
  }

  /** Makes what is due, batch by batch of the log: those that were decided together mostly stand together, and a batch is opened as a whole. */
  async #outcomesOf(due: readonly Due[], view: RegistryView): Promise<ReadonlyMap<string, Outcome>> {
    const outcomes = new Map<string, Outcome>();
    for await (const batch of this.#deps.reading.materials(due.map(({ decision }) => decision)))
      for (const { id, open } of batch) outcomes.set(id, await this.#outcomeOf(id, open, view));
    return outcomes;
  }

  async #outcomeOf(decision: string, open: () => Promise<DecisionMaterial>, view: RegistryView): Promise<Outcome> {
    const { store, maker } = this.#deps;
    try {
      const material = await open();
      const { key } = material;
      if (key === null) return { gone: true };
      const decided = decidedOf(material.view, view);
      const basis = basisOf(decided);
      if ((await store.explanation(decision, basis)) !== null) return { gone: true };
      return { made: { decided, basis, ...(await maker.make({ decided, key, basis })) } };
    } catch (cause) {
      const isOfDecision = cause instanceof TribuneError && !NOT_OF_A_DECISION.has(cause.code);
      if (!isOfDecision) throw cause;
      return { problem: cause.reason ?? cause.code };
    }
  }
}

/** Errors that say nothing of the decision: it is tried again. */
const NOT_OF_A_DECISION: ReadonlySet<string> = new Set(['STORE_UNAVAILABLE', 'SERVICE_BUSY', 'INTERNAL']);

/** How the adverse decisions of a deployment are explained, by the version that it serves now. */
function adverseOf(view: RegistryView, deployment: string, nowMs: number): AdverseExplain {
  const known = view.deployment(deployment);
  const version = known && activeAt(known, nowMs)?.version;
  return (known && version && view.version(known.model, version)?.explain?.adverse) || {};
}
