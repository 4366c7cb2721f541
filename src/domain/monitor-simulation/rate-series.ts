import {
  type DetectorPlan,
  type DetectorState,
  endAlarm,
  sampleBinomial,
  startDetector,
  updateDetector,
} from '../../core/stats/index.js';
import type { RateWatch } from '../monitor/index.js';
import { detectorOf, rateOfShown } from '../monitor/index.js';
import { beyondBounds, dailyTestFires } from './naive-rules.js';
import { DayCounts, Due, type Generator, GROUP_SHARE, type SeriesOptions, type SimulatedSeries } from './series.js';

/** Rate of everybody as long as nothing is wrong, of gaps. */
export const BASE_RATE = 0.4;

/** A series of rates, each block drawn into the same counts. */
export class SimulatedRates implements SimulatedSeries {
  readonly #watch: RateWatch;
  readonly #detector: DetectorPlan;
  readonly #state: DetectorState;
  readonly #due: Due;
  readonly #generator: Generator;
  readonly #n: Float64Array;
  readonly #successes: Float64Array;
  readonly #days: { readonly n: DayCounts; readonly successes: DayCounts };

  constructor(watch: RateWatch, { threshold, perBlock, blocksPerDay, generator }: SeriesOptions) {
    this.#watch = watch;
    this.#detector = detectorOf(watch, threshold);
    this.#state = startDetector(this.#detector);
    this.#due = new Due(perBlock);
    this.#generator = generator;
    const { streams } = this.#detector;
    this.#n = new Float64Array(streams);
    this.#successes = new Float64Array(streams);
    this.#days = { n: new DayCounts(streams, blocksPerDay), successes: new DayCounts(streams, blocksPerDay) };
  }

  draw(excess: number): void {
    const decisions = this.#due.next();
    const { reference, rates } = this.#watch;
    const ofGroup = reference.kind === 'none' ? decisions : sampleBinomial(decisions, GROUP_SHARE, this.#generator);
    for (let g = 0; g < this.#n.length; g++) {
      const isGroup = g < rates.length;
      this.#n[g] = Math.floor((isGroup ? ofGroup : decisions - ofGroup) / rates.length);
      const rate = isGroup ? groupRate(this.#watch, excess) : BASE_RATE;
      this.#successes[g] = sampleBinomial(this.#n[g]!, rate, this.#generator);
    }
  }

  isBeyond(): boolean {
    return beyondBounds(this.#watch, this.#n, this.#successes);
  }

  dailyTestFires(): boolean {
    this.#days.successes.add(this.#successes);
    if (!this.#days.n.add(this.#n)) return false;
    return dailyTestFires(this.#watch, { n: this.#days.n.counts, successes: this.#days.successes.counts });
  }

  isAlarm(): boolean {
    if (updateDetector(this.#detector, this.#state, this.#n, this.#successes) !== 'alarm') return false;
    endAlarm(this.#detector, this.#state);
    return true;
  }
}

/** Rate of the group when it goes wrong by so much; below 0 or above 1 where no rate can. */
export function groupRate(watch: Pick<RateWatch, 'reference' | 'bound' | 'shownAs'>, excess: number): number {
  const { reference, bound } = watch;
  if (reference.kind !== 'none') return BASE_RATE - excess;
  return rateOfShown(watch, bound.min === undefined ? bound.max! + excess : bound.min - excess);
}
