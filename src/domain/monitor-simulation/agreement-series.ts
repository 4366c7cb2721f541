import {
  type EvidenceDetectorState,
  endEvidenceAlarm,
  sampleMultinomial,
  startEvidenceDetector,
  updateEvidenceDetector,
} from '../../core/stats/index.js';
import type { AgreementWatch, MonitorPlan } from '../monitor/index.js';
import { addFaded, type EvidenceKind, type GroupPast, kindOf } from '../monitor-watches/index.js';
import { dailyDriftTestFires, indexIsBeyond } from './naive-rules.js';
import { DayCounts, Due, type Generator, type SeriesOptions, type SimulatedSeries } from './series.js';

/** How often the second input is the usual one of the first, where the policy does not have it counted. */
const USUAL = 0.8;

/**
 * A series of two inputs. People have both as the counts in the policy say, or mostly the usual one of the second, of which the beginning is drawn as the policy has it counted. As many as may be made up have the pair that is rarest beside what goes with it, where false alarms are most frequent; it goes wrong by more of them, whose two inputs are drawn one by one.
 */
export class SimulatedAgreement implements SimulatedSeries {
  readonly #watch: AgreementWatch;
  readonly #kind: EvidenceKind<AgreementWatch>;
  readonly #state: EvidenceDetectorState;
  readonly #logThreshold: number;
  readonly #due: Due;
  readonly #generator: Generator;
  readonly #law: readonly number[];
  readonly #group: GroupPast;
  readonly #reference: ArrayLike<number>;
  readonly #days: DayCounts;
  #block: Float64Array;
  #people = 0;

  constructor(watch: AgreementWatch, { plan, threshold, perBlock, blocksPerDay, generator }: SeriesOptions) {
    this.#watch = watch;
    this.#kind = kindOf(watch);
    this.#logThreshold = Math.log(threshold);
    this.#state = startEvidenceDetector({ bets: this.#kind.bets(watch), logThreshold: this.#logThreshold });
    this.#due = new Due(perBlock);
    this.#generator = generator;
    this.#law = lawOf(watch, plan);
    const { baseline } = watch;
    const drawn =
      'counts' in baseline
        ? null
        : Float64Array.from(
            sampleMultinomial(Math.round((perBlock * baseline.firstMs) / plan.blockMs), this.#law, generator),
          );
    this.#group = { past: new Float64Array(this.#law.length), baseline: drawn };
    this.#reference = 'counts' in baseline ? baseline.counts : drawn!;
    this.#days = new DayCounts(this.#law.length, blocksPerDay);
    this.#block = new Float64Array(this.#law.length);
  }

  draw(excess: number): void {
    const made = this.#watch.bound.max! + excess;
    const pairs = excess === 0 ? rarest(this.#law, this.#watch.columns) : apart(this.#law, this.#watch.columns);
    const law = this.#law.map((share, cell) => (1 - made) * share + made * pairs[cell]!);
    this.#block = Float64Array.from(sampleMultinomial(this.#due.next(), law, this.#generator));
  }

  /** "The population stability index of the pairs is above 0.2." */
  isBeyond(): boolean {
    return indexIsBeyond(this.#reference, this.#block);
  }

  dailyTestFires(): boolean {
    return this.#days.add(this.#block) && dailyDriftTestFires(this.#reference, this.#days.counts);
  }

  isAlarm(): boolean {
    const n = this.#kind.people(this.#block, this.#watch);
    const isReady = this.#kind.isReady(this.#watch, this.#group);
    const sides = [{ ...this.#group, counted: this.#block }];
    const bets = n === 0 || !isReady ? null : this.#kind.betsOn(this.#watch, sides);
    this.#people = Math.min(this.#kind.memory, this.#people) + n;
    addFaded(this.#group.past, this.#block, this.#kind.memory, this.#people);
    const plan = { bets: this.#kind.bets(this.#watch), logThreshold: this.#logThreshold };
    if (updateEvidenceDetector(plan, this.#state, bets) !== 'alarm') return false;
    endEvidenceAlarm(this.#state);
    return true;
  }
}

/** Shares of the pairs, row by row of the first input. */
function lawOf(watch: AgreementWatch, plan: MonitorPlan): readonly number[] {
  const { baseline, columns } = watch;
  if ('counts' in baseline) {
    const people = baseline.counts.reduce((sum, count) => sum + count, 0);
    return baseline.counts.map((count) => count / people);
  }
  const width = kindOf(watch).width(watch, plan);
  const rows = width / columns;
  return Array.from({ length: width }, (_, cell) => {
    const isUsual = cell % columns === Math.floor(cell / columns) % columns;
    return (isUsual ? USUAL : (1 - USUAL) / (columns - 1)) / rows;
  });
}

/** Shares of either input by itself. */
function sharesOf(law: readonly number[], columns: number) {
  const rows = new Float64Array(law.length / columns);
  const ofColumns = new Float64Array(columns);
  law.forEach((share, cell) => {
    rows[Math.floor(cell / columns)]! += share;
    ofColumns[cell % columns]! += share;
  });
  return { rows, ofColumns };
}

/** Pairs that are drawn one by one. */
function apart(law: readonly number[], columns: number): number[] {
  const { rows, ofColumns } = sharesOf(law, columns);
  return law.map((_, cell) => rows[Math.floor(cell / columns)]! * ofColumns[cell % columns]!);
}

/** The one pair that is the rarest beside how often it would come if both inputs were drawn one by one. */
function rarest(law: readonly number[], columns: number): number[] {
  const expected = apart(law, columns);
  let least = -1;
  law.forEach((share, cell) => {
    if (expected[cell] === 0) return;
    if (least === -1 || share / expected[cell]! < law[least]! / expected[least]!) least = cell;
  });
  return law.map((_, cell) => (cell === least ? 1 : 0));
}
