import {
  type EvidenceDetectorState,
  endEvidenceAlarm,
  sampleBinomial,
  sampleMultinomial,
  startEvidenceDetector,
  updateEvidenceDetector,
} from '../../core/stats/index.js';
import type { MeanWatch } from '../monitor/index.js';
import { addStep, MOMENT_COUNTS, STEPS, sumsOf } from '../monitor/index.js';
import { addFaded, kindOf, meanOfShown, type Side } from '../monitor-watches/index.js';
import { dailyMeanTestFires, meansAreBeyond } from './naive-rules.js';
import { DayCounts, Due, type Generator, GROUP_SHARE, type SeriesOptions, type SimulatedSeries } from './series.js';

/** Values that people may have, on the scale 0..1, equally far apart. */
const VALUES = 21;
/** More people near the lower end than near the upper one, as amounts have it. */
const TRIANGLE: readonly number[] = Array.from(
  { length: VALUES },
  (_, i) => (VALUES - i) / ((VALUES * (VALUES + 1)) / 2),
);
/** Mean of everybody as long as nothing is wrong, of gaps. */
export const BASE_MEAN = TRIANGLE.reduce((sum, share, i) => sum + (share * i) / (VALUES - 1), 0);

/** A series of means, whose people are drawn block by block. */
export class SimulatedMeans implements SimulatedSeries {
  readonly #watch: MeanWatch;
  readonly #state: EvidenceDetectorState;
  readonly #logThreshold: number;
  readonly #due: Due;
  readonly #generator: Generator;
  readonly #sides: readonly (Side & { people: number })[];
  readonly #days: readonly DayCounts[];

  constructor(watch: MeanWatch, { threshold, perBlock, blocksPerDay, generator }: SeriesOptions) {
    this.#watch = watch;
    this.#logThreshold = Math.log(threshold);
    this.#state = startEvidenceDetector({ bets: kindOf(watch).bets(watch), logThreshold: this.#logThreshold });
    this.#due = new Due(perBlock);
    this.#generator = generator;
    this.#sides = Array.from({ length: watch.reference.kind === 'none' ? 1 : 2 }, () => ({
      past: new Float64Array(MOMENT_COUNTS),
      baseline: null,
      counted: new Float64Array(MOMENT_COUNTS),
      people: 0,
    }));
    this.#days = this.#sides.map(() => new DayCounts(MOMENT_COUNTS, blocksPerDay));
  }

  draw(excess: number): void {
    const decisions = this.#due.next();
    const isAlone = this.#sides.length === 1;
    const ofGroup = isAlone ? decisions : sampleBinomial(decisions, GROUP_SHARE, this.#generator);
    this.#sides.forEach(({ counted }, side) => {
      const mean = side === 0 ? groupMean(this.#watch, excess) : BASE_MEAN;
      counted.set(drawnMean(mean, side === 0 ? ofGroup : decisions - ofGroup, this.#generator));
    });
  }

  isBeyond(): boolean {
    return meansAreBeyond(
      this.#watch,
      this.#sides.map(({ counted }) => sumsOf(counted)),
    );
  }

  dailyTestFires(): boolean {
    const isOver = this.#days.map((day, side) => day.add(this.#sides[side]!.counted));
    if (!isOver[0]) return false;
    return dailyMeanTestFires(
      this.#watch,
      this.#days.map(({ counts }) => sumsOf(counts)),
    );
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
}

/** Sums of so many people of a mean on the scale 0..1. */
export function drawnMean(mean: number, people: number, generator: Generator): Float64Array {
  const counted = new Float64Array(MOMENT_COUNTS);
  const drawn = sampleMultinomial(people, lawOf(mean), generator);
  for (let v = 0; v < VALUES; v++) addStep(counted, 0, Math.round((v * STEPS) / (VALUES - 1)), drawn[v]!);
  return counted;
}

/** Mean of the group on the scale 0..1 when it goes wrong by so much of the range; below 0 or above 1 where no mean can be. */
export function groupMean(watch: MeanWatch, excess: number): number {
  const { reference, bound, range } = watch;
  const { from, to } = range;
  if (reference.kind !== 'none') return BASE_MEAN - excess;
  const scaled = (end: number): number => (meanOfShown(watch, end) - from) / (to - from);
  return bound.min === undefined ? scaled(bound.max!) + excess : scaled(bound.min) - excess;
}

/** The triangle with as many people moved to one end as make the mean. */
function lawOf(mean: number): number[] {
  const isUp = mean > BASE_MEAN;
  const moved = isUp ? (mean - BASE_MEAN) / (1 - BASE_MEAN) : (BASE_MEAN - mean) / BASE_MEAN;
  const end = isUp ? VALUES - 1 : 0;
  return TRIANGLE.map((share, v) => (1 - moved) * share + (v === end ? moved : 0));
}
