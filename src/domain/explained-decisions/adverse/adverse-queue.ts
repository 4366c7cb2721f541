import type { Clock } from '../../../core/base/clock.js';
import { DAY_MS } from '../../../core/base/durations.js';
import { TribuneError } from '../../../core/base/errors.js';
import type { Acts } from '../../acts/index.js';
import type { DecisionMaterial, DecisionReading } from '../../decisions/api/index.js';
import { type AdverseExplain, activeAt, type RegistryView } from '../../registry/index.js';
import { basisOf, type ExplanationMaker, type Issued, issue, issueExplanation, type Making } from '../maker/index.js';
import type { Due, DueCount, DueSignal, DueStore, ExplanationStore } from '../ports/index.js';
import { decidedOf } from '../recorded/index.js';

/** Explanations that are kept by one transaction: many share its commit, and it is short all the same. */
const AT_ONCE = 256;
/** Contributions that are computed at once: the work on trees is shared, and somebody who asks waits little behind it. */
const BARE_AT_ONCE = 64;
/** The same with reasons or changes, which take far longer each and share nothing. */
const WORDED_AT_ONCE = 4;
/** Time after which it is looked for what is due although nothing was told, ms: a day with a new budget may have begun. */
const LOOK_MS = 600_000;
/** Time after a failure that is none of a single decision, such as a database that is away, ms. */
const AFTER_FAILURE_MS = 10_000;
/** Explanations by an endpoint that one transaction keeps: each takes seconds, and a crash or the end of the service must not lose many. */
const FAR_AT_ONCE = 8;
/** Time for which an endpoint that could not be asked is left alone, ms. */
const AWAY_MS = 600_000;
/** Decisions that are taken up again at once after their endpoint was away. */
const MOST_TAKEN_UP = 10_000;
const BY = 'queue';

export interface AdverseQueueDeps {
  readonly reading: Pick<DecisionReading, 'materials'>;
  readonly registry: () => RegistryView | Promise<RegistryView>;
  readonly store: ExplanationStore & DueStore;
  readonly acts: Acts<{ readonly explanations: ExplanationStore & DueStore }>;
  readonly maker: Pick<ExplanationMaker, 'makeAll' | 'isFar'>;
  /** Breaks off what an endpoint is asked, when the queue ends. */
  readonly breakOff: () => Promise<void>;
  readonly clock: Pick<Clock, 'nowMs' | 'after'>;
  readonly signal: DueSignal;
  readonly onProblem: (cause: Error) => void;
}

/** What became of a decision that was due: made, or it cannot be explained, or there is nothing to make. */
type Outcome = { readonly decision: string } & (
  | { readonly made: Issued }
  | { readonly problem: string }
  | { readonly gone: true }
);

/**
 * Explains decisions that are due, one after another beside the serving path. Deployments take turns, so that none waits for another; what is
 * beyond the budget of a day waits for the next. A decision leaves the queue in the transaction that keeps its explanation.
 */
export class AdverseQueue {
  readonly #deps: AdverseQueueDeps;
  #isRunning = false;
  #isEnding = false;
  #wake: () => void = () => undefined;
  /** Whether something became due since the last look began. */
  #isTold = false;
  #loop: Promise<void> = Promise.resolve();
  #totals = { due: 0, aside: 0 };
  /** Versions whose endpoints could not be asked, each with why and until when nobody asks again, ms. */
  readonly #away = new Map<string, { readonly problem: string; readonly untilMs: number }>();
  #takenUpMs = 0;

  constructor(deps: AdverseQueueDeps) {
    this.#deps = deps;
  }

  /** Number of decisions that are due and of those that were set aside, as of the last look. */
  get totals(): { readonly due: number; readonly aside: number } {
    return this.#totals;
  }

  start(): void {
    this.#isRunning = true;
    this.#isEnding = false;
    this.#deps.signal.listen(() => {
      this.#isTold = true;
      this.#wake();
    });
    this.#loop = this.#run();
  }

  /** Ends after the explanations that are being made; those by an endpoint are broken off and stay due. */
  async stop(): Promise<void> {
    this.#isRunning = false;
    this.#isEnding = true;
    this.#wake();
    await this.#deps.breakOff();
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
        if (this.#isRunning) onProblem(cause as Error);
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
    const nowMs = clock.nowMs();
    const day = Math.floor(nowMs / DAY_MS);
    if (Math.abs(nowMs - this.#takenUpMs) >= AWAY_MS) {
      this.#takenUpMs = nowMs;
      await store.takeUp([...ENDPOINT_AWAY], MOST_TAKEN_UP);
    }
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
    const outcomes = await this.#outcomesOf(due, view);
    const made = outcomes.flatMap((one) => ('made' in one ? [one.made] : []));
    const failed = outcomes.flatMap((one) => ('problem' in one ? [one] : []));
    const decisions = outcomes.flatMap((one) => ('problem' in one ? [] : [one.decision]));
    await acts.run(issueExplanation, async (tx) => {
      await issue(tx, made, BY);
      await tx.explanations.doneDue({ deployment, decisions, made: made.length, day });
      if (failed.length > 0) await tx.explanations.setAside(failed);
    });
    return outcomes.length;
  }

  /**
   * Makes what is due: read batch by batch of the log, because those that were decided together mostly stand together, and explained many at
   * once of each basis. When the queue ends, those that were not begun stay due.
   */
  async #outcomesOf(due: readonly Due[], view: RegistryView): Promise<Outcome[]> {
    const { read, outcomes } = await this.#readOf(due, view);
    const kept = await this.#deps.store.explainedAmong(
      read.map(({ decided, basis }) => ({ decision: decided.id, basis })),
    );
    const wanted = new Map<string, Making[]>();
    for (const one of read) {
      const { basis, decided } = one;
      const is = kept.get(decided.id);
      if (is === 'own') outcomes.push({ decision: decided.id, gone: true });
      else if (is === 'changed') outcomes.push({ decision: decided.id, problem: 'STORE_INVALID' });
      else wanted.set(basis, [...(wanted.get(basis) ?? []), one]);
    }
    for (const makings of wanted.values()) {
      const { version, explain } = makings[0]!.decided;
      if (await this.#deps.maker.isFar(version)) {
        outcomes.push(...(await this.#farOutcomes(version, makings)));
        continue;
      }
      const { reasons, constraints } = explain;
      const atOnce = reasons === undefined && constraints === undefined ? BARE_AT_ONCE : WORDED_AT_ONCE;
      for (let at = 0; at < makings.length && !this.#isEnding; at += atOnce)
        outcomes.push(...(await this.#makeAll(makings.slice(at, at + atOnce))));
    }
    return outcomes;
  }

  /**
   * Makes what an endpoint is asked for, few at once. While it cannot be asked, or answers as another model, its decisions are set aside by that reason,
   * so that none of another version waits behind them, and taken up again later.
   */
  async #farOutcomes(version: string, makings: readonly Making[]): Promise<Outcome[]> {
    const { clock } = this.#deps;
    const outcomes: Outcome[] = [];
    let made = 0;
    for (const making of makings) {
      const away = this.#away.get(version);
      if (away !== undefined && clock.nowMs() < away.untilMs) {
        outcomes.push({ decision: making.decided.id, problem: away.problem });
        continue;
      }
      if (made++ === FAR_AT_ONCE || this.#isEnding) break;
      const [outcome] = await this.#makeAll([making]);
      if ('problem' in outcome! && ENDPOINT_AWAY.has(outcome.problem))
        this.#away.set(version, { problem: outcome.problem, untilMs: clock.nowMs() + AWAY_MS });
      else this.#away.delete(version);
      outcomes.push(outcome!);
    }
    return outcomes;
  }

  /** The decisions that can be explained, and what became of the others. */
  async #readOf(
    due: readonly Due[],
    view: RegistryView,
  ): Promise<{ readonly read: Making[]; readonly outcomes: Outcome[] }> {
    const read: Making[] = [];
    const outcomes: Outcome[] = [];
    const left = new Set(due.map(({ decision }) => decision));
    for await (const batch of this.#deps.reading.materials([...left])) {
      for (const { id, open } of batch) {
        left.delete(id);
        const one = await makingOf(open, view).catch((cause: unknown) => problemOf(id, cause));
        if (one === null || 'problem' in one) outcomes.push(one ?? { decision: id, gone: true });
        else read.push(one);
      }
    }
    // What is in the log no more was removed by hand; the check of the log says so.
    for (const decision of left) outcomes.push({ decision, gone: true });
    return { read, outcomes };
  }

  async #makeAll(makings: readonly Making[]): Promise<Outcome[]> {
    const all = await this.#deps.maker
      .makeAll(makings)
      // What is wrong with the files is wrong for each of them.
      .catch((cause: unknown) => makings.map(({ decided }) => problemOf(decided.id, cause)));
    return all.map((made, i) => {
      const { decided, basis } = makings[i]!;
      if ('problem' in made) return made;
      if (made instanceof TribuneError) return { decision: decided.id, problem: made.reason ?? made.code };
      return { decision: decided.id, made: { decided, basis, ...made } };
    });
  }
}

/** Reads a decision that is due; null for one that was erased. */
async function makingOf(open: () => Promise<DecisionMaterial>, registry: RegistryView): Promise<Making | null> {
  const { view, key } = await open();
  if (key === null) return null;
  const decided = decidedOf(view, registry);
  return { decided, key, basis: basisOf(decided) };
}

/** What is wrong with a decision or its files. Throws what says nothing of them. */
function problemOf(decision: string, cause: unknown): { readonly decision: string; readonly problem: string } {
  if (!(cause instanceof TribuneError) || NOT_OF_A_DECISION.has(cause.code)) throw cause;
  return { decision, problem: cause.reason ?? cause.code };
}

/** Why decisions are set aside whose endpoint could not be asked, or was another model: they are taken up again. */
const ENDPOINT_AWAY: ReadonlySet<string> = new Set([
  'MODEL_UNREACHABLE',
  'MODEL_ANSWER_INVALID',
  'remote-model.answers-otherwise',
  'remote-model.host-not-named',
]);

/** Errors that say nothing of the decision: it is tried again. */
const NOT_OF_A_DECISION: ReadonlySet<string> = new Set(['STORE_UNAVAILABLE', 'SERVICE_BUSY', 'INTERNAL']);

/** How the adverse decisions of a deployment are explained, by the version that it serves now. */
function adverseOf(view: RegistryView, deployment: string, nowMs: number): AdverseExplain {
  const known = view.deployment(deployment);
  const version = known && activeAt(known, nowMs)?.version;
  return (known && version && view.version(known.model, version)?.explain?.adverse) || {};
}
