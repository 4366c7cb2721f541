import { TribuneError } from '../../../core/base/errors.js';
import { nearName } from '../../../core/base/suggest.js';
import type { Policy } from '../../../core/policy/index.js';
import { type MonitorPlan, monitorLines, type StateChange, type Uncounted, windowOf } from '../../monitor/index.js';
import { Replay, type ReplayedDecision } from '../../monitor-replay/index.js';
import type { Act, Batch, Expectation, Fail, Scenario, Step } from '../read/index.js';
import { Batches, type MadeDecision } from './batches.js';
import { type Judged, judge } from './judge.js';

/** Decisions of one scenario. */
const MOST_DECISIONS = 10_000_000;
/** Moments beyond it have no four digits of a year. */
const LAST_MOMENT = Date.parse('9999-12-31T23:59:59.999Z');

/** Who gets the rows of a file. */
export interface DecisionTaker {
  readonly take: (decision: ReplayedDecision) => void;
  readonly leaveOut: (reason: Uncounted) => void;
}

/** What a scenario is played on. */
export interface Stage {
  readonly policy: Policy;
  readonly plan: MonitorPlan;
  /** Reads decisions of a file in the order of their time. */
  readonly load: (step: Extract<Step, { kind: 'load' }>, taker: DecisionTaker) => Promise<void>;
}

export interface Played {
  readonly name: string;
  /** Decisions that were counted. */
  readonly decisions: number;
  /** Rows of loaded files that were not, by reason. */
  readonly uncounted: Readonly<Record<string, number>>;
  readonly expectations: readonly Judged[];
}

/**
 * Plays a scenario as the live monitor would have seen it, and holds against it what is expected.
 *
 * @throws TribuneError SCENARIO_INVALID for a requirement or an attribute that the policy does not have, with the line
 */
export async function playScenario(scenario: Scenario, file: string, stage: Stage): Promise<Played> {
  const fail: Fail = (line, message, remedy) => {
    throw new TribuneError('SCENARIO_INVALID', `${file}:${line} ${message}`, { remedy });
  };
  checkDecisions(scenario, fail);
  for (const { step, expectations } of scenario.acts) {
    if (step.kind === 'decisions') {
      checkType(step, stage, fail);
      for (const batch of step.batches) checkBatch(batch, stage, fail);
    }
    for (const expectation of expectations) checkExpectation(expectation, stage, fail);
  }
  const player = new Player(scenario, stage);
  const judged: Judged[] = [];
  for (const act of scenario.acts) judged.push(...(await player.play(act, fail)));
  return { name: scenario.name, ...player.counts(), expectations: judged };
}

function checkDecisions({ acts }: Scenario, fail: Fail): void {
  let all = 0;
  for (const { step } of acts) {
    if (step.kind !== 'decisions') continue;
    all += (step.lastsMs / step.everyMs) * step.batches.reduce((sum, { n }) => sum + n, 0);
    if (all > MOST_DECISIONS) fail(step.line, `more than ${MOST_DECISIONS} decisions`, 'Write fewer.');
  }
}

/** A scenario writes decisions as favourable or not, which says neither an amount nor a word. */
function checkType({ line }: Pick<Step, 'line'>, { policy: { data } }: Stage, fail: Fail): void {
  if (data.outcome === undefined) return;
  fail(
    line,
    `decisions of type ${data.outcome.type} are not made up of favourable and other ones`,
    'Load decisions of a file: Load FILE, time COLUMN.',
  );
}

function checkBatch({ line, group, shares }: Batch, { plan }: Stage, fail: Fail): void {
  const strange = Object.keys(group).find((name) => !plan.attributes.includes(name));
  if (strange !== undefined)
    fail(
      line,
      `nothing that is watched is compared by "${strange}"`,
      `${nearName(strange, plan.attributes)}Attributes: ${plan.attributes.join(', ')}.`,
    );
  const late = shares.kind === 'labelled' && shares.afterMs !== null && plan.labelHorizonMs !== null;
  if (late && shares.afterMs! > plan.labelHorizonMs!)
    fail(
      line,
      'its labels come after the label horizon of the policy',
      'Such labels count for nothing: let them come sooner.',
    );
}

function checkExpectation(expectation: Expectation, { plan }: Stage, fail: Fail): void {
  if (expectation.kind === 'nothing fires') return;
  const { requirement, group, line } = expectation;
  const facts = (plan.facts ?? []).map(({ id }) => ({ requirement: id, by: [] as readonly string[] }));
  const all = [...facts, ...plan.watches];
  const watches = all.filter((watch) => watch.requirement === requirement);
  if (watches.length === 0) {
    const unwatched = plan.unwatched.find((one) => one.requirement === requirement);
    const ids = [...new Set(all.map((watch) => watch.requirement))];
    if (unwatched !== undefined)
      fail(
        line,
        `"${requirement}" is not watched: ${unwatched.reason}`,
        unwatched.instead ?? `Watched are ${ids.join(', ')}.`,
      );
    fail(
      line,
      `no requirement "${requirement}" is watched`,
      `${nearName(requirement, ids)}Watched are ${ids.join(', ')}.`,
    );
  }
  const strange = Object.keys(group).find((name) => !watches.some(({ by }) => by.includes(name)));
  if (strange !== undefined)
    fail(
      line,
      `"${requirement}" is not compared by "${strange}"`,
      `It is compared by ${watches[0]!.by.join(', ') || 'nothing: leave the group out'}.`,
    );
}

class Player {
  readonly #scenario: Scenario;
  readonly #stage: Stage;
  readonly #replay: Replay;
  readonly #batches: Batches;
  #now: number;
  #isBegun = false;

  constructor(scenario: Scenario, stage: Stage) {
    this.#scenario = scenario;
    this.#stage = stage;
    this.#replay = new Replay(stage.plan, stage.policy.name);
    this.#batches = new Batches(scenario.seed);
    this.#now = scenario.startsMs;
  }

  counts(): Pick<Played, 'decisions' | 'uncounted'> {
    const { counted, uncounted } = this.#replay.end().counts;
    return { decisions: counted, uncounted };
  }

  async play({ step, expectations }: Act, fail: Fail): Promise<Judged[]> {
    const changes: StateChange[] = [];
    let from = this.#now;
    if (step.kind === 'load') from = await this.#load(step, changes, fail);
    else {
      if (from + step.lastsMs > LAST_MOMENT)
        fail(step.line, 'the year 9999 is over before its end', 'Begin sooner, or let less time pass.');
      if (step.kind === 'decisions')
        for (const made of this.#batches.of(step.batches, { from, lastsMs: step.lastsMs, everyMs: step.everyMs }))
          this.#take(this.#decisionOf(made), changes);
      this.#now = from + step.lastsMs;
      changes.push(...this.#replay.advance(this.#now));
    }
    const { plan } = this.#stage;
    const lines = monitorLines(plan, this.#replay.state);
    const watched = [...new Set(plan.watches.flatMap((one) => (one.quality === null ? [one.requirement] : [])))];
    return expectations.map((expectation) => judge(expectation, { from, changes, lines, watched }));
  }

  #take(decision: ReplayedDecision, changes: StateChange[]): void {
    changes.push(...this.#replay.take(decision));
    this.#isBegun = true;
  }

  /** Takes the rows of a file, closes its last block as `monitor replay` does, and gives the moment of the first row. */
  async #load(step: Extract<Step, { kind: 'load' }>, changes: StateChange[], fail: Fail): Promise<number> {
    const isFirst = !this.#isBegun && this.#now === this.#scenario.startsMs;
    let [first, last] = [Number.NaN, Number.NaN];
    await this.#stage.load(step, {
      take: (decision) => {
        if (!isFirst && decision.at < this.#now)
          fail(
            step.line,
            `${step.file} has decisions before ${new Date(this.#now).toISOString()}, which is over`,
            'Let it be the first step, or later decisions.',
          );
        if (Number.isNaN(first)) first = decision.at;
        last = decision.at;
        this.#take(decision, changes);
      },
      leaveOut: (reason) => this.#replay.leaveOut(reason),
    });
    if (Number.isNaN(first)) fail(step.line, `${step.file} has no decision with a time`, 'Check the column of times.');
    changes.push(...this.#replay.endOfData());
    this.#now = windowOf(this.#stage.plan, last).to;
    return first;
  }

  #decisionOf({ batch, at, isFavourable, isLabelled }: MadeDecision): ReplayedDecision {
    const { favourable } = this.#stage.policy.data;
    const placed = (is: boolean): number => (is ? favourable : 1 - favourable);
    const values = this.#stage.plan.attributes.map((name) => batch.group[name] ?? null);
    const label = isLabelled === null ? null : placed(isLabelled);
    const decision = { observed: { observation: { values, decided: placed(isFavourable), label } }, at };
    const afterMs = batch.shares.kind === 'labelled' ? batch.shares.afterMs : null;
    return afterMs === null ? decision : { ...decision, labelAt: at + afterMs };
  }
}
