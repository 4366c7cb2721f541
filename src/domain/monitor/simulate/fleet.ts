import { counted } from '../../../core/base/counted.js';
import { DAY_MS, HOUR_MS } from '../../../core/base/durations.js';
import { TribuneError } from '../../../core/base/errors.js';
import {
  alarmThresholds,
  type createGenerator,
  type DetectorPlan,
  type DetectorState,
  endAlarm,
  sampleBinomial,
  startDetector,
  updateDetector,
} from '../../../core/stats/index.js';
import type { MonitorPlan, Watch } from '../series/types.js';
import { detectorOf } from '../states/budget.js';
import { beyondBounds, dailyTestFires } from './naive-rules.js';
import { poissonUpper } from './poisson-upper.js';

type Generator = ReturnType<typeof createGenerator>;

/** What is simulated. */
export interface FleetOptions {
  /** Series, shared out among the requirements of the plan in turn. */
  readonly series: number;
  readonly days: number;
  /** Decisions an hour in the denominator of each series: 40 % of the group, 60 % of the reference. */
  readonly ratePerHour: number;
  /** By how much the rate of every group goes wrong, and after how many days: from the first block on that begins then or later. */
  readonly shift: { readonly size: number; readonly day: number } | null;
  readonly generator: Generator;
  /** Called after each series. */
  readonly progress?: (done: number) => void;
}

/** What came of it (contracts, Monitor). */
export interface FleetResult {
  readonly series: number;
  readonly days: number;
  readonly budgetPerDay: number;
  /** Alarms while nothing was wrong: in all blocks, or in those before the shift. */
  readonly falseAlarms: number;
  /** Over the time of the blocks that were simulated; null where the shift is there from the beginning. */
  readonly falseAlarmsPerDay: number | null;
  /** Upper end of a one-sided exact interval of 95 % of false alarms a day, as of a Poisson count. */
  readonly upper95: number | null;
  /** From the shift to the first alarm; a quantile is null where that many series did not find it by the end. */
  readonly detectionDelayHours: {
    readonly median: number | null;
    readonly p90: number | null;
    readonly found: number;
  } | null;
  /** What plain rules would have done on the same counts. */
  readonly naive: { readonly dailyTestPerDay: number | null; readonly thresholdPerDay: number | null };
}

const GROUP_SHARE = 0.4;
/** Rate of everybody as long as nothing is wrong, of gaps. */
const BASE_RATE = 0.4;

/**
 * Simulates a fleet without unfairness, and one that goes wrong at a day. Of gaps both groups have the rate 0.4; a level lies exactly at its bound, where false
 * alarms are most frequent. Numbers of decisions are fixed, their share of the group and their outcomes are drawn. An alarm is ended by hand at once, so that
 * its series can raise another one.
 *
 * @throws TribuneError INVALID_ARGUMENT where the days hold no whole block, or none after the shift
 */
export function simulateFleet(plan: MonitorPlan, options: FleetOptions): FleetResult {
  const { series, days, shift } = options;
  const bounds = plan.watches.filter(({ quality }) => quality === null);
  const watches = Array.from({ length: series }, (_, i) => bounds[i % bounds.length]!);
  const thresholds = alarmThresholds(
    watches.map(({ severity }) => ({ blocksPerDay: DAY_MS / plan.blockMs, severity })),
    plan.falseAlarmsPerDay,
  );
  const simulated = blocksOf(plan, options);
  const quietDays = (simulated.quiet * plan.blockMs) / DAY_MS;
  const total = { alarms: 0, tests: 0, beyond: 0 };
  const delays: number[] = [];
  watches.forEach((watch, i) => {
    const one = simulateSeries(watch, detectorOf(watch, thresholds[i]!), plan, { ...options, simulated });
    total.alarms += one.falseAlarms;
    total.tests += one.tests;
    total.beyond += one.beyond;
    delays.push(one.delayHours ?? Number.POSITIVE_INFINITY);
    options.progress?.(i + 1);
  });
  const perDay = (count: number): number | null => (quietDays === 0 ? null : count / quietDays);
  return {
    series,
    days,
    budgetPerDay: plan.falseAlarmsPerDay,
    falseAlarms: total.alarms,
    falseAlarmsPerDay: perDay(total.alarms),
    upper95: perDay(poissonUpper(total.alarms, 0.95)),
    detectionDelayHours: shift === null ? null : quantiles(delays),
    naive: { dailyTestPerDay: perDay(total.tests), thresholdPerDay: perDay(total.beyond) },
  };
}

interface SimulatedBlocks {
  /** Blocks of each series, and those before the shift. */
  readonly all: number;
  readonly quiet: number;
}

/** Whole blocks that fit into the days. */
function blocksOf({ blockMs }: MonitorPlan, { days, shift }: FleetOptions): SimulatedBlocks {
  const all = Math.floor((days * DAY_MS) / blockMs);
  const quiet = shift === null ? all : Math.min(all, Math.ceil((shift.day * DAY_MS) / blockMs));
  const blocks = `a block of ${counted(blockMs / DAY_MS, 'day')}`;
  if (all === 0) throw noBlock(`${blocks} does not fit into ${counted(days, 'day')}`);
  if (shift !== null && quiet === all) throw noBlock(`${blocks} does not fit between day ${shift.day} and day ${days}`);
  return { all, quiet };
}

const noBlock = (message: string): TribuneError =>
  new TribuneError('INVALID_ARGUMENT', message, { remedy: 'Simulate more days, or shorter blocks.' });

function quantiles(delays: number[]): FleetResult['detectionDelayHours'] {
  delays.sort((a, b) => a - b);
  const at = (share: number): number | null => {
    const delay = delays[Math.min(delays.length - 1, Math.ceil(share * delays.length) - 1)]!;
    return Number.isFinite(delay) ? delay : null;
  };
  return { median: at(0.5), p90: at(0.9), found: delays.filter(Number.isFinite).length };
}

interface SimulatedSeries {
  falseAlarms: number;
  tests: number;
  beyond: number;
  delayHours: number | null;
}

function simulateSeries(
  watch: Watch,
  detector: DetectorPlan,
  plan: MonitorPlan,
  options: FleetOptions & { readonly simulated: SimulatedBlocks },
): SimulatedSeries {
  const { shift, ratePerHour, simulated } = options;
  const drawing = new Blocks(watch, (ratePerHour * plan.blockMs) / HOUR_MS, options.generator);
  const state = startDetector(detector);
  const day = new DayCounts(detector.streams, Math.max(1, Math.round(DAY_MS / plan.blockMs)));
  const result: SimulatedSeries = { falseAlarms: 0, tests: 0, beyond: 0, delayHours: null };
  const { n, successes } = drawing;
  for (let block = 0; block < simulated.quiet; block++) {
    drawing.draw(0);
    if (beyondBounds(watch, n, successes)) result.beyond += 1;
    if (day.add(n, successes) && dailyTestFires(watch, day)) result.tests += 1;
    if (isAlarm(detector, state, n, successes)) result.falseAlarms += 1;
  }
  // What needs labels is known when their horizon is over.
  const waitedMs = watch.phase === 'labels' ? (plan.labelHorizonMs ?? 0) : 0;
  for (let block = simulated.quiet; block < simulated.all && result.delayHours === null; block++) {
    drawing.draw(shift!.size);
    if (isAlarm(detector, state, n, successes))
      result.delayHours = ((block + 1 - simulated.quiet) * plan.blockMs + waitedMs) / HOUR_MS;
  }
  return result;
}

function isAlarm(detector: DetectorPlan, state: DetectorState, n: Float64Array, successes: Float64Array): boolean {
  if (updateDetector(detector, state, n, successes) !== 'alarm') return false;
  endAlarm(detector, state);
  return true;
}

/** Counts since the day began. */
class DayCounts {
  readonly n: Float64Array;
  readonly successes: Float64Array;
  readonly #blocks: number;
  #taken = 0;

  constructor(streams: number, blocks: number) {
    this.n = new Float64Array(streams);
    this.successes = new Float64Array(streams);
    this.#blocks = blocks;
  }

  /** Adds a block; true when it is the last of its day. */
  add(n: Float64Array, successes: Float64Array): boolean {
    if (this.#taken === this.#blocks) {
      this.n.fill(0);
      this.successes.fill(0);
      this.#taken = 0;
    }
    for (let g = 0; g < n.length; g++) {
      this.n[g]! += n[g]!;
      this.successes[g]! += successes[g]!;
    }
    this.#taken += 1;
    return this.#taken === this.#blocks;
  }
}

/** Draws blocks of a series, each into the same counts. */
class Blocks {
  readonly n: Float64Array;
  readonly successes: Float64Array;
  readonly #watch: Watch;
  readonly #perBlock: number;
  readonly #generator: Generator;
  /** The part of a decision that no block has had yet. */
  #due = 0;

  constructor(watch: Watch, perBlock: number, generator: Generator) {
    const streams = watch.hypotheses[0]!.coefficients.length;
    this.n = new Float64Array(streams);
    this.successes = new Float64Array(streams);
    this.#watch = watch;
    this.#perBlock = perBlock;
    this.#generator = generator;
  }

  /** @param excess by how much the group goes wrong */
  draw(excess: number): void {
    this.#due += this.#perBlock;
    const decisions = Math.floor(this.#due);
    this.#due -= decisions;
    const { reference, rates } = this.#watch;
    const ofGroup = reference.kind === 'none' ? decisions : sampleBinomial(decisions, GROUP_SHARE, this.#generator);
    for (let g = 0; g < this.n.length; g++) {
      const isGroup = g < rates.length;
      this.n[g] = Math.floor((isGroup ? ofGroup : decisions - ofGroup) / rates.length);
      const rate = isGroup ? groupRate(this.#watch, excess) : BASE_RATE;
      this.successes[g] = sampleBinomial(this.n[g]!, rate, this.#generator);
    }
  }
}

/** Rate of the group when it goes wrong by so much; below 0 or above 1 where no rate can. */
export function groupRate({ reference, bound }: Watch, excess: number): number {
  if (reference.kind !== 'none') return BASE_RATE - excess;
  return bound.min === undefined ? bound.max! + excess : bound.min - excess;
}
