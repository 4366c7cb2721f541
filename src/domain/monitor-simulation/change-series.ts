import {
  type EvidenceDetectorState,
  endEvidenceAlarm,
  normalTwoSided,
  sampleBinomial,
  sampleMultinomial,
  startEvidenceDetector,
  updateEvidenceDetector,
} from '../../core/stats/index.js';
import { type ChangeWatch, MOMENT_COUNTS, STEPS, sumsOf } from '../monitor/index.js';
import { addFaded, bothParities, changeShown, kindOf, pairedCounts, type Side } from '../monitor-watches/index.js';
import { BASE_AREA, drawnAreas } from './area-series.js';
import { BASE_MEAN, drawnMean } from './mean-series.js';
import { BASE_RATE } from './rate-series.js';
import { DayCounts, Due, type Generator, GROUP_SHARE, type SeriesOptions, type SimulatedSeries } from './series.js';

/** F1 of everybody, on average over time. */
const BASE_F1 = 0.6;
/** Level of the daily test. */
const TEST_LEVEL = 0.05;

/**
 * A series of a change, whose level goes to and fro from one period as long as `over` to the next, so that every comparison lies exactly at the bound, where false alarms are most frequent. It goes wrong by moving farther than that against the block before.
 */
export class SimulatedChanges implements SimulatedSeries {
  readonly #watch: ChangeWatch;
  readonly #state: EvidenceDetectorState;
  readonly #logThreshold: number;
  readonly #due: Due;
  readonly #generator: Generator;
  readonly #blockMs: number;
  /** What each side counted in the blocks that later ones are compared with, the newest last. */
  readonly #earlier: (readonly Float64Array[])[] = [];
  readonly #sides: readonly { past: Float64Array; people: number }[];
  readonly #days: readonly DayCounts[];
  #block = -1;
  #paired: readonly Float64Array[] = [];

  constructor(watch: ChangeWatch, { plan, threshold, perBlock, blocksPerDay, generator }: SeriesOptions) {
    this.#watch = watch;
    this.#blockMs = plan.blockMs;
    this.#logThreshold = Math.log(threshold);
    const kind = kindOf(watch);
    this.#state = startEvidenceDetector({ bets: kind.bets(watch), logThreshold: this.#logThreshold });
    this.#due = new Due(perBlock);
    this.#generator = generator;
    const width = kind.width(watch, plan);
    const sides = watch.reference.kind === 'none' ? 1 : 2;
    this.#sides = Array.from({ length: sides }, () => ({ past: new Float64Array(width), people: 0 }));
    this.#days = this.#sides.map(() => new DayCounts(width, blocksPerDay));
  }

  draw(excess: number): void {
    this.#block += 1;
    const decisions = this.#due.next();
    const isAlone = this.#sides.length === 1;
    const ofGroup = isAlone ? decisions : sampleBinomial(decisions, GROUP_SHARE, this.#generator);
    const level = levelOf(this.#watch, { period: this.#periodOf(this.#block), excess });
    const drawn = this.#sides.map((_, side) => {
      const people = side === 0 ? ofGroup : decisions - ofGroup;
      return drawnAt(this.#watch, side === 0 ? level : middleOf(this.#watch), people, this.#generator);
    });
    const over = this.#watch.overMs / this.#blockMs;
    const before = this.#earlier.length < over ? undefined : this.#earlier.shift();
    const fromMs = this.#block * this.#blockMs;
    this.#paired = drawn.map((now, side) => pairedCounts(this.#watch, { now, before: before?.[side], fromMs }));
    this.#earlier.push(drawn);
  }

  isBeyond(): boolean {
    const { now, before } = changeShown(this.#watch, joined(this.#paired));
    return now !== null && before !== null && isBeyond(this.#watch, { now, before });
  }

  /** "It is another today than it was, p below 0.05": a z test of two times, of a gap with all four; of several rates it is the first, of a ratio the rates themselves. */
  dailyTestFires(): boolean {
    const isOver = this.#days.map((day, side) => day.add(this.#paired[side]!));
    if (!isOver[0]) return false;
    let [change, variance] = [0, 0];
    for (const [side, { counts }] of this.#days.entries())
      for (const time of [0, 1]) {
        const found = meanAt(this.#watch, counts, time);
        if (found === null) return false;
        change += (side === time ? 1 : -1) * found.mean;
        variance += found.variance;
      }
    return variance > 0 && normalTwoSided(change / Math.sqrt(variance)) < TEST_LEVEL;
  }

  isAlarm(): boolean {
    const watch = this.#watch;
    const kind = kindOf(watch);
    const sides = this.#sides.map(({ past }, side): Side => ({ past, baseline: null, counted: this.#paired[side]! }));
    const isWhole = sides.every(({ counted }) => kind.people(counted, watch) > 0);
    const bets = isWhole ? kind.betsOn(watch, sides) : null;
    this.#sides.forEach((side, i) => {
      const counted = this.#paired[i]!;
      side.people = Math.min(kind.memory, side.people) + kind.people(counted, watch);
      addFaded(side.past, counted, kind.memory, side.people);
    });
    const plan = { bets: kind.bets(watch), logThreshold: this.#logThreshold };
    if (updateEvidenceDetector(plan, this.#state, bets) !== 'alarm') return false;
    endEvidenceAlarm(this.#state);
    return true;
  }

  #periodOf(block: number): number {
    return Math.floor((block * this.#blockMs) / this.#watch.overMs);
  }
}

type Changing = Pick<ChangeWatch, 'of' | 'compare' | 'bound' | 'claims'>;

/** What everybody has on average over time: of means on the scale of their range from 0 to 1. */
function middleOf({ of }: Pick<ChangeWatch, 'of'>): number {
  if (of === undefined) return BASE_RATE;
  return { means: BASE_MEAN, areas: BASE_AREA, fractions: BASE_F1 }[of.kind];
}

/** By how much the change may be, on the scale of `middleOf`. */
function mostOf({ of, bound: { min, max } }: Changing): number {
  const most = max ?? -min!;
  return of?.kind === 'means' ? most / (of.range.to - of.range.from) : most;
}

const isUp = ({ bound: { min } }: Changing): boolean => min === undefined;

/**
 * Level of the group in a period, and by how much it goes wrong: below 0 or above 1 where none can be. It is wrong against the worse of the two levels before, whichever period it is.
 */
export function levelOf(
  watch: Changing,
  { period, excess }: { readonly period: number; readonly excess: number },
): number {
  const middle = middleOf(watch);
  const sign = isUp(watch) ? 1 : -1;
  if (watch.compare === 'ratio') {
    const least = leastOf(watch);
    const worse = isUp(watch) ? middle / Math.sqrt(least) : middle * Math.sqrt(least);
    if (excess === 0) return period % 2 === 0 ? (middle * middle) / worse : worse;
    return (isUp(watch) ? worse / least : worse * least) + sign * excess;
  }
  const most = mostOf(watch);
  if (excess === 0) return middle + ((period % 2 === 0 ? -sign : sign) * most) / 2;
  return middle + sign * ((3 / 2) * most + excess);
}

const leastOf = ({ claims }: Changing): number => {
  const [claim] = claims;
  return claim?.of === 'ratio' ? claim.least : 1;
};

/** Counts of so many people at a level. */
function drawnAt({ of, rates }: ChangeWatch, level: number, people: number, generator: Generator): Float64Array {
  if (of === undefined) {
    const counted = new Float64Array(2 * rates.length);
    for (let r = 0; r < rates.length; r++) {
      counted[2 * r] = Math.floor(people / rates.length);
      counted[2 * r + 1] = sampleBinomial(counted[2 * r]!, level, generator);
    }
    return counted;
  }
  if (of.kind === 'means') return drawnMean(level, people, generator);
  if (of.kind === 'areas') return drawnAreas(level, people, generator);
  return drawnF1(level, people, generator);
}

/** Of everybody who is positive by label or prediction so many have both as make F1; of the others half were predicted positive. */
function drawnF1(f1: number, people: number, generator: Generator): Float64Array {
  const right = f1 / (2 - f1);
  const [both, predicted, missed] = sampleMultinomial(people, [right, (1 - right) / 2, (1 - right) / 2], generator);
  const counted = new Float64Array(2 * MOMENT_COUNTS);
  counted.set([missed!, missed! * STEPS, missed! * STEPS], 0);
  counted.set([both! + predicted!, both! * STEPS, both! * STEPS], MOMENT_COUNTS);
  return counted;
}

/** Mean and its squared error of one side at one time, of both sets of bets together. Null of nobody. */
function meanAt(
  watch: ChangeWatch,
  side: Float64Array,
  time: number,
): { readonly mean: number; readonly variance: number } | null {
  const counted = bothParities(side.length / 4, side, time);
  const { of } = watch;
  const binomial = (n: number, successes: number) => {
    const mean = successes / n;
    return n > 0 ? { mean, variance: (mean * (1 - mean)) / n } : null;
  };
  if (of === undefined) return binomial(counted[0]!, counted[1]!);
  if (of.kind === 'fractions') {
    // F1 rises with the share of true positives among all who are positive, as its test does.
    const predicted = sumsOf(counted, MOMENT_COUNTS);
    return binomial(counted[0]! + predicted.n, predicted.sum);
  }
  const { n, sum, sumOfSquares } = sumsOf(counted, of.kind === 'areas' ? MOMENT_COUNTS : 0);
  return n < 2 ? null : { mean: sum / n, variance: (sumOfSquares / n - (sum / n) ** 2) / n };
}

function isBeyond(
  { compare, bound: { min, max } }: ChangeWatch,
  { now, before }: { readonly now: number; readonly before: number },
): boolean {
  if (compare === 'ratio' && before === 0) return false;
  const change = compare === 'ratio' ? now / before : now - before;
  return (max !== undefined && change > max + ROUNDING) || (min !== undefined && change < min - ROUNDING);
}

/** A change of exactly the bound is not beyond it. */
const ROUNDING = 1e-12;

function joined(sides: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(sides.reduce((length, one) => length + one.length, 0));
  let at = 0;
  for (const side of sides) {
    all.set(side, at);
    at += side.length;
  }
  return all;
}
