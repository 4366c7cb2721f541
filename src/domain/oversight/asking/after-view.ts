import { printExact } from '../../../core/base/exact-json.js';
import {
  type CaseRecord,
  nearestOf,
  type OutcomeValue,
  type Person,
  withOpened,
  withWhatIf,
} from '../../../core/oversight/index.js';
import { changeCase, keepCase, type OversightDeps, openDecision, unknownCase, wholeOf } from '../acts/index.js';
import { demandInputs } from '../decided/index.js';
import { caseSeen } from '../events/index.js';
import type { FactsLook, FactsMemory } from '../measured/index.js';
import { CASE_LIMITS, notScored, noViewYet, whatIfSpent } from '../model/index.js';
import type { RecheckQuestion } from '../ports/index.js';
import { DayBudget } from './day-budget.js';

/** Similar closed cases that a reader is shown. */
const SHOWN = 5;
/** Nearest cases among which those are looked for that were not erased since. */
const LOOKED_AT = 50;

/** A closed case like the one that is read. */
export interface SimilarClosed {
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly distance: number;
  /** What the machine decided, and what it came out as. */
  readonly machine: OutcomeValue;
  readonly outcome: OutcomeValue;
  readonly how: string;
  readonly settledAtMs: number;
}

/** What the version that decided says of other inputs. */
interface WhatIf {
  readonly score: number;
  readonly outcome: OutcomeValue;
  /** How often the reader may ask again about this case. */
  readonly left: number;
}

export interface AskDeps extends Pick<OversightDeps, 'acts' | 'crypto' | 'material' | 'nowMs' | 'registry' | 'store'> {
  /** Runs the version that decided over other inputs; null where that is not possible. */
  readonly score: (question: RecheckQuestion) => Promise<{ readonly score: number; readonly outcome: 0 | 1 } | null>;
}

/** What a reader may ask of a case that they have, once their view is committed, and never before. */
export class AfterView {
  readonly #deps: AskDeps;
  readonly #facts: Pick<FactsMemory, 'look'>;
  /** Answers of the model for each reader, over all cases. */
  readonly #budget: DayBudget;

  constructor(deps: AskDeps, facts: Pick<FactsMemory, 'look'>) {
    this.#deps = deps;
    this.#facts = facts;
    this.#budget = new DayBudget(CASE_LIMITS.whatIfsADay, deps.nowMs);
  }

  /**
   * Closed cases of the deployment that people decided and that are nearest by their inputs. No case about the same decision is among them: one that repeats it would tell
   * what is right. That the reader saw them is entered into the log of reads.
   *
   * @throws TribuneError NOT_FOUND, CONFLICT before the view
   */
  async similar(id: string, person: Person): Promise<SimilarClosed[]> {
    const { record } = await this.#viewed(id, person);
    const { contents, decided } = await this.#open(id);
    const { facts } = await this.#facts.look();
    const closed = facts.filter((one) => isComparable(one, record));
    const own = { ...decided.inputs, ...contents.corrections };
    const near = nearestOf(
      own,
      closed.map(({ inputs }) => inputs),
      LOOKED_AT,
    );
    const found: { readonly one: Facts; readonly distance: number }[] = [];
    for (const { index, distance } of near)
      if (found.length < SHOWN && (await this.#isKept(closed[index]!))) found.push({ one: closed[index]!, distance });
    await this.#deps.acts.run(changeCase, async (tx) => {
      const stored = await tx.cases.lock(id);
      if (stored === null) throw unknownCase(id);
      await tx.cases.save({ ...stored, record: withOpened(stored.record, person.id, 'similar') });
      for (const { one } of found) tx.enter(caseSeen({ actor: person.id, case: id, of: one.record.decision }));
    });
    return found.map(({ one: { inputs, machine, outcome, record: of }, distance }) => ({
      ...{ inputs, distance, machine, outcome: outcome!, how: of.settlement!.how, settledAtMs: of.settlement!.atMs },
    }));
  }

  /**
   * What the version that decided says of the inputs with these changed. Each answer counts, so that nobody copies the model by asking; a
   * question that is refused costs nothing.
   *
   * @throws TribuneError NOT_FOUND, CONFLICT before the view, RATE_LIMITED where too much was asked, INVALID for an input that there is not
   */
  async whatIf(id: string, person: Person, changes: Readonly<Record<string, unknown>>): Promise<WhatIf> {
    const { record } = await this.#viewed(id, person);
    const { contents, decided } = await this.#open(id);
    demandInputs(decided, changes);
    const { version, cutoff, inputs } = decided;
    if (version === null || cutoff === null) throw notRun(id);
    const giveBack = this.#budget.take(person.id);
    if (giveBack === null) throw spent(`you asked ${CASE_LIMITS.whatIfsADay} times today`);
    try {
      // Before the model runs, and again where the answer is counted, as many questions may be on their way.
      demandLeft(record, person);
      const asked = printExact({ ...inputs, ...contents.corrections, ...changes });
      const found = await this.#deps.score({ decision: decided.id, version, cutoff, inputs: asked });
      if (found === null) throw notRun(id);
      return { ...found, left: await this.#count(id, person) };
    } catch (cause) {
      giveBack();
      throw cause;
    }
  }

  #count(id: string, person: Person): Promise<number> {
    return this.#deps.acts.run(keepCase, async (tx) => {
      const stored = await tx.cases.lock(id);
      if (stored === null) throw unknownCase(id);
      const before = demandLeft(stored.record, person);
      const opened = withOpened(stored.record, person.id, 'what-if');
      await tx.cases.save({ ...stored, record: withWhatIf(opened, person.id) });
      return CASE_LIMITS.whatIfs - before - 1;
    });
  }

  async #viewed(id: string, person: Person) {
    const stored = await this.#deps.store.find(id);
    const read = stored?.record.reads.findLast(({ ended }) => ended === null);
    if (stored === null || read?.by !== person.id) throw unknownCase(id);
    if (read.viewedAtMs === null) throw noViewYet(id);
    return stored;
  }

  /** Whether the decision of a case was not erased since the facts of the case were read. */
  async #isKept({ record }: Facts): Promise<boolean> {
    return ((await this.#deps.material(record.decision))?.key ?? null) !== null;
  }

  async #open(id: string) {
    const stored = await this.#deps.store.find(id);
    if (stored === null) throw unknownCase(id);
    const { decided, key } = await openDecision(this.#deps, stored.record.decision);
    return { decided, contents: wholeOf(stored, key, this.#deps).contents };
  }
}

/** Demands that the reader who has a case may ask about it once more; gives how often they were answered. */
function demandLeft({ id, reads }: CaseRecord, person: Person): number {
  const read = reads.findLast(({ ended, by }) => ended === null && by === person.id);
  if (read === undefined) throw unknownCase(id);
  const before = read.whatIfs ?? 0;
  if (before >= CASE_LIMITS.whatIfs) throw spent(`you asked ${before} times about this case`);
  return before;
}

type Facts = FactsLook['facts'][number];

/** What nobody read to its end says nothing of how such cases are decided. */
const BY_PEOPLE: readonly string[] = ['review', 'panel'];

const isComparable = ({ record, outcome }: Facts, own: Facts['record']): boolean =>
  record.stage === 'closed' &&
  BY_PEOPLE.includes(record.settlement?.how ?? '') &&
  outcome !== null &&
  record.known === undefined &&
  record.deployment === own.deployment &&
  record.decision !== own.decision;

const notRun = (id: string): Error =>
  notScored(`the version that decided cannot be run for the case ${id}`, {
    remedy: 'Have its files held by the service: PUT /v1/artifacts/DIGEST.',
  });

const spent = (what: string): Error =>
  whatIfSpent(what, {
    remedy: `At most ${CASE_LIMITS.whatIfs} times about one case, and ${CASE_LIMITS.whatIfsADay} a day.`,
  });
