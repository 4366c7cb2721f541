import {
  type EvidenceDetectorState,
  endEvidenceAlarm,
  sampleMultinomial,
  startEvidenceDetector,
  updateEvidenceDetector,
} from '../../core/stats/index.js';
import type { DriftWatch, MonitorPlan } from '../monitor/index.js';
import { addFaded, type EvidenceKind, type GroupPast, kindOf } from '../monitor-watches/index.js';
import { dailyDriftTestFires, indexIsBeyond } from './naive-rules.js';
import { DayCounts, Due, type Generator, type SeriesOptions, type SimulatedSeries } from './series.js';

/**
 * A series of a histogram. Its law has the shares of the counts in the policy; or the same in each bin, of which the beginning is drawn as the policy has it counted. It lies at the
 * tolerance from there, people having moved from the lower half of the bins to the upper one, and goes wrong by moving farther.
 */
export class SimulatedDrift implements SimulatedSeries {
  readonly #watch: DriftWatch;
  readonly #kind: EvidenceKind<DriftWatch>;
  readonly #state: EvidenceDetectorState;
  readonly #logThreshold: number;
  readonly #due: Due;
  readonly #generator: Generator;
  readonly #shares: readonly number[];
  readonly #group: GroupPast;
  readonly #reference: ArrayLike<number>;
  readonly #days: DayCounts;
  #block: Float64Array;
  #people = 0;

  constructor(watch: DriftWatch, { plan, threshold, perBlock, blocksPerDay, generator }: SeriesOptions) {
    this.#watch = watch;
    this.#kind = kindOf(watch);
    this.#logThreshold = Math.log(threshold);
    this.#state = startEvidenceDetector({ bets: this.#kind.bets(this.#watch), logThreshold: this.#logThreshold });
    this.#due = new Due(perBlock);
    this.#generator = generator;
    this.#shares = sharesOf(watch, plan);
    const { baseline } = watch;
    const drawn =
      'counts' in baseline
        ? null
        : Float64Array.from(
            sampleMultinomial(Math.round((perBlock * baseline.firstMs) / plan.blockMs), this.#shares, generator),
          );
    this.#group = { past: new Float64Array(this.#shares.length), baseline: drawn };
    this.#reference = 'counts' in baseline ? baseline.counts : drawn!;
    this.#days = new DayCounts(this.#shares.length, blocksPerDay);
    this.#block = new Float64Array(this.#shares.length);
  }

  draw(excess: number): void {
    const law = movedLaw(this.#watch, this.#shares, this.#watch.bound.max! + excess);
    this.#block = Float64Array.from(sampleMultinomial(this.#due.next(), law, this.#generator));
  }

  isBeyond(): boolean {
    return indexIsBeyond(this.#reference, this.#block);
  }

  dailyTestFires(): boolean {
    return this.#days.add(this.#block) && dailyDriftTestFires(this.#reference, this.#days.counts);
  }

  isAlarm(): boolean {
    const block = this.#block;
    const n = this.#kind.people(block, this.#watch);
    const isReady = this.#kind.isReady(this.#watch, this.#group);
    const bets = n === 0 || !isReady ? null : this.#kind.betsOn(this.#watch, [{ ...this.#group, counted: block }]);
    this.#people = Math.min(this.#kind.memory, this.#people) + n;
    addFaded(this.#group.past, block, this.#kind.memory, this.#people);
    const plan = { bets: this.#kind.bets(this.#watch), logThreshold: this.#logThreshold };
    if (updateEvidenceDetector(plan, this.#state, bets) !== 'alarm') return false;
    endEvidenceAlarm(this.#state);
    return true;
  }
}

function sharesOf(watch: DriftWatch, plan: MonitorPlan): readonly number[] {
  const { baseline } = watch;
  if (!('counts' in baseline)) {
    const width = kindOf(watch).width(watch, plan);
    return Array.from({ length: width }, () => 1 / width);
  }
  const people = baseline.counts.reduce((sum, count) => sum + count, 0);
  return baseline.counts.map((count) => count / people);
}

/** The largest distance that a law can reach by people who move from the lower half of the bins to the upper one. */
export function farthestOf(watch: DriftWatch, plan: MonitorPlan): number {
  const shares = sharesOf(watch, plan);
  return lowerShare(shares) * lengthOf(watch, shares);
}

/** The law at a distance. @throws never: a distance beyond the farthest is cut */
function movedLaw(watch: DriftWatch, shares: readonly number[], distance: number): number[] {
  const lower = lowerShare(shares);
  const moved = Math.min(lower, distance / lengthOf(watch, shares));
  const edge = edgeOf(shares);
  return shares.map((share, b) => (b < edge ? share * (1 - moved / lower) : share * (1 + moved / (1 - lower))));
}

/** Number of bins below which about half of the people are. */
function edgeOf(shares: readonly number[]): number {
  let sum = 0;
  for (let b = 0; b < shares.length - 1; b++) {
    sum += shares[b]!;
    if (sum >= HALF - ROUNDING) return b + 1;
  }
  return shares.length - 1;
}

const HALF = 0.5;
const ROUNDING = 1e-9;

const lowerShare = (shares: readonly number[]): number =>
  shares.slice(0, edgeOf(shares)).reduce((sum, share) => sum + share, 0);

/** The distance that a share of 1 makes when it moves: 1, and of the area what lies between where people leave and where they arrive, on average. */
function lengthOf({ distance, positions }: DriftWatch, shares: readonly number[]): number {
  if (distance !== 'wasserstein') return 1;
  const edge = edgeOf(shares);
  const meanOf = (from: number, to: number): number => {
    let [sum, people] = [0, 0];
    for (let b = from; b < to; b++) {
      sum += shares[b]! * positions![b]!;
      people += shares[b]!;
    }
    return sum / people;
  };
  return meanOf(edge, shares.length) - meanOf(0, edge);
}
