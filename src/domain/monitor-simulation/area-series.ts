import {
  type EvidenceDetectorState,
  endEvidenceAlarm,
  normalCdf,
  normalQuantile,
  sampleBinomial,
  sampleMultinomial,
  startEvidenceDetector,
  updateEvidenceDetector,
} from '../../core/stats/index.js';
import { type AreaWatch, MOMENT_COUNTS, sumsOf } from '../monitor/index.js';
import { addFaded, countedAreas, kindOf, type Side } from '../monitor-watches/index.js';
import { DayCounts, Due, type Generator, GROUP_SHARE, type SeriesOptions, type SimulatedSeries } from './series.js';

/** Bins of scores, of equal width on the scale on which those of either label are normal. */
const BINS = 240;
const REACH = 5;
/** Share of positives among those with a label. */
const POSITIVES = 0.3;
/** Area of everybody as long as nothing is wrong, of gaps. */
export const BASE_AREA = 0.8;
/** Of a test at 5 %. */
const CRITICAL = 1.96;

/** A series of areas under the curve: scores of both labels are normal and lie apart by as much as makes the area. */
export class SimulatedAreas implements SimulatedSeries {
  readonly #watch: AreaWatch;
  readonly #state: EvidenceDetectorState;
  readonly #logThreshold: number;
  readonly #due: Due;
  readonly #generator: Generator;
  readonly #sides: readonly (Side & { people: number; counted: Float64Array })[];
  readonly #days: readonly DayCounts[];

  constructor(watch: AreaWatch, { plan, threshold, perBlock, blocksPerDay, generator }: SeriesOptions) {
    this.#watch = watch;
    this.#logThreshold = Math.log(threshold);
    this.#state = startEvidenceDetector({ bets: kindOf(watch).bets(watch), logThreshold: this.#logThreshold });
    this.#due = new Due(perBlock);
    this.#generator = generator;
    const width = kindOf(watch).width(watch, plan);
    this.#sides = Array.from({ length: watch.reference.kind === 'none' ? 1 : 2 }, () => ({
      past: new Float64Array(width),
      baseline: null,
      counted: new Float64Array(width),
      people: 0,
    }));
    this.#days = this.#sides.map(() => new DayCounts(width, blocksPerDay));
  }

  draw(excess: number): void {
    const decisions = this.#due.next();
    const ofGroup = this.#sides.length === 1 ? decisions : sampleBinomial(decisions, GROUP_SHARE, this.#generator);
    this.#sides.forEach((one, side) => {
      const people = side === 0 ? ofGroup : decisions - ofGroup;
      one.counted = drawnAreas(side === 0 ? groupArea(this.#watch, excess) : BASE_AREA, people, this.#generator);
    });
  }

  isBeyond(): boolean {
    const found = this.#measured(this.#sides.map(({ counted }) => counted));
    return found !== null && this.#isBeyond(found.estimate);
  }

  /** "The area of today is beyond its bound, and the bound outside of its interval of 95 %", with the variance of the batches of the day. */
  dailyTestFires(): boolean {
    const isOver = this.#days.map((day, side) => day.add(this.#sides[side]!.counted));
    if (!isOver[0]) return false;
    const days = this.#days.map(({ counts }) => counts);
    const found = this.#measured(days);
    if (found === null) return false;
    const variance = days.reduce((sum, counts) => sum + varianceOf(counts), 0);
    const { min, max } = this.#watch.bound;
    const distances = [min, max].flatMap((end) => (end === undefined ? [] : [Math.abs(found.estimate - end)]));
    return this.#isBeyond(found.estimate) && Math.min(...distances) > CRITICAL * Math.sqrt(variance);
  }

  isAlarm(): boolean {
    const kind = kindOf(this.#watch);
    const isWhole = this.#sides.every(({ counted }) => kind.people(counted, this.#watch) > 0);
    const bets = isWhole ? kind.betsOn(this.#watch, this.#sides) : null;
    for (const side of this.#sides) {
      side.people = Math.min(kind.memory, side.people) + kind.people(side.counted, this.#watch);
      addFaded(side.past, side.counted, kind.memory, side.people);
    }
    const plan = { bets: kind.bets(this.#watch), logThreshold: this.#logThreshold };
    if (updateEvidenceDetector(plan, this.#state, bets) !== 'alarm') return false;
    endEvidenceAlarm(this.#state);
    return true;
  }

  #measured(sides: readonly Float64Array[]) {
    const joined = new Float64Array(sides.reduce((length, one) => length + one.length, 0));
    sides.forEach((one, side) => {
      joined.set(one, side * one.length);
    });
    return kindOf(this.#watch).measured(this.#watch, this.#sides[0]!, joined, 0.95);
  }

  #isBeyond(value: number): boolean {
    const { compare, bound } = this.#watch;
    const far = compare === 'difference' ? Math.abs(value) : value;
    return (bound.max !== undefined && far > bound.max) || (bound.min !== undefined && value < bound.min);
  }
}

/** What is counted of so many people of an area. */
export function drawnAreas(area: number, people: number, generator: Generator): Float64Array {
  const positives = sampleBinomial(people, POSITIVES, generator);
  const shift = Math.SQRT2 * normalQuantile(area);
  return countedAreas(
    sampleMultinomial(positives, lawOf(shift), generator),
    sampleMultinomial(people - positives, lawOf(0), generator),
  );
}

/** Area of the group when it goes wrong by so much; below 0 or above 1 where none can be. */
export function groupArea({ reference, bound }: Pick<AreaWatch, 'reference' | 'bound'>, excess: number): number {
  if (reference.kind !== 'none') return BASE_AREA - excess;
  return bound.min === undefined ? bound.max! + excess : bound.min - excess;
}

/** Squared standard error of the mean area of the batches, which are counted first, in the middle of ties. */
function varianceOf(counts: Float64Array): number {
  const { n, sum, sumOfSquares: squares } = sumsOf(counts, MOMENT_COUNTS);
  return n < 2 ? Number.POSITIVE_INFINITY : (squares / n - (sum / n) ** 2) / n;
}

const laws = new Map<number, number[]>();

/** Shares of the bins of a normal law with this mean. */
function lawOf(mean: number): number[] {
  const known = laws.get(mean);
  if (known !== undefined) return known;
  const edges = Array.from({ length: BINS - 1 }, (_, i) => -REACH + ((i + 1) * 2 * REACH) / BINS);
  const below = [0, ...edges.map((edge) => normalCdf(edge - mean)), 1];
  const law = below.slice(1).map((end, i) => end - below[i]!);
  laws.set(mean, law);
  return law;
}
