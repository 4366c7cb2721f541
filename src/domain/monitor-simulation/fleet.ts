import { counted } from '../../core/base/counted.js';
import { DAY_MS, HOUR_MS } from '../../core/base/durations.js';
import { TribuneError } from '../../core/base/errors.js';
import { alarmThresholds } from '../../core/stats/index.js';
import type { MonitorPlan } from '../monitor/index.js';
import { SimulatedAgreement } from './agreement-series.js';
import { SimulatedAreas } from './area-series.js';
import { SimulatedChanges } from './change-series.js';
import { SimulatedDrift } from './drift-series.js';
import { SimulatedMeans } from './mean-series.js';
import { poissonUpper } from './poisson-upper.js';
import { SimulatedRates } from './rate-series.js';
import {
  type Generator,
  isSimulated,
  type SeriesOptions,
  type SimulatedSeries,
  type SimulatedWatch,
} from './series.js';

/** Estimates without labels never page, and what they are wrong by is that of scores: their false alarms are measured where they are explained (docs/explanations/without-labels.md). */

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

/**
 * Simulates a fleet without unfairness, and one that goes wrong at a day. Of gaps both groups have the rate 0.4, of means a third of the range, of which the shift is a share, and the area 0.8; a level lies exactly at its bound, a histogram exactly at its tolerance, a change goes to and fro by exactly what it may, and as many inputs are made up as may be, where false
 * alarms are most frequent. Numbers of decisions are fixed, their share of the group and their outcomes are drawn. An alarm is ended by hand at once, so that
 * its series can raise another one.
 *
 * @throws TribuneError INVALID_ARGUMENT where the days hold no whole block, or none after the shift
 */
export function simulateFleet(plan: MonitorPlan, options: FleetOptions): FleetResult {
  const { series, days, shift } = options;
  const bounds = plan.watches.filter(isSimulated);
  if (bounds.length === 0)
    throw new TribuneError(
      'INVALID_ARGUMENT',
      'the policy watches estimates without labels, gaps of F1, the order of levels or lists alone, which are not simulated',
      {
        remedy: 'Add labelHorizon, so that rates are watched with their labels, or a requirement about a rate.',
      },
    );
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
    const one = simulateSeries(watch, thresholds[i]!, plan, { ...options, simulated });
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

interface SeriesResult {
  falseAlarms: number;
  tests: number;
  beyond: number;
  delayHours: number | null;
}

function seriesOf(watch: SimulatedWatch, options: SeriesOptions): SimulatedSeries {
  switch (watch.kind) {
    case 'rates':
      return new SimulatedRates(watch, options);
    case 'areas':
      return new SimulatedAreas(watch, options);
    case 'drift':
      return new SimulatedDrift(watch, options);
    case 'means':
      return new SimulatedMeans(watch, options);
    case 'changes':
      return new SimulatedChanges(watch, options);
    case 'agreement':
      return new SimulatedAgreement(watch, options);
  }
}

function simulateSeries(
  watch: SimulatedWatch,
  threshold: number,
  plan: MonitorPlan,
  { shift, ratePerHour, generator, simulated }: FleetOptions & { readonly simulated: SimulatedBlocks },
): SeriesResult {
  const perBlock = (ratePerHour * plan.blockMs) / HOUR_MS;
  const blocksPerDay = Math.max(1, Math.round(DAY_MS / plan.blockMs));
  const series = seriesOf(watch, { plan, threshold, perBlock, blocksPerDay, generator });
  const result: SeriesResult = { falseAlarms: 0, tests: 0, beyond: 0, delayHours: null };
  for (let block = 0; block < simulated.quiet; block++) {
    series.draw(0);
    if (series.isBeyond()) result.beyond += 1;
    if (series.dailyTestFires()) result.tests += 1;
    if (series.isAlarm()) result.falseAlarms += 1;
  }
  // What needs labels is known when their horizon is over.
  const waitedMs = watch.phase === 'labels' ? (plan.labelHorizonMs ?? 0) : 0;
  for (let block = simulated.quiet; block < simulated.all && result.delayHours === null; block++) {
    series.draw(shift!.size);
    if (series.isAlarm()) result.delayHours = ((block + 1 - simulated.quiet) * plan.blockMs + waitedMs) / HOUR_MS;
  }
  return result;
}
