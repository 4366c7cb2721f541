import { studentCritical } from '../../stats/special/index.js';
import type { Queue } from '../queue/index.js';
import { type ErlangWaits, erlangC } from './erlang-c.js';
import { type ReviewLoad, type SimulatedRun, simulateReview } from './simulate.js';

/** A mean over runs with its interval; the ends are null for one run. */
export interface RunMean {
  readonly mean: number;
  readonly lower: number | null;
  readonly upper: number | null;
}

/** How a class fares. Times in hours. */
export interface ClassStaffing {
  readonly queue: Queue;
  readonly perDay: number;
  readonly wait: RunMean;
  /** Of all waits of all runs. */
  readonly median: number;
  readonly ninetyFifth: number;
  /** Share of the cases that are begun too late, and that are decided too late. */
  readonly lateViews: RunMean;
  readonly lateAnswers: RunMean;
}

/** What a staff makes of a load. */
export interface Staffing {
  readonly load: ReviewLoad;
  readonly classes: readonly ClassStaffing[];
  readonly utilisation: RunMean;
  /** Hours of reading that come for each hour in which somebody is there; above the readers the queue grows without end. */
  readonly offered: number;
  /** By how many cases the queue grows a day. */
  readonly growthPerDay: RunMean;
  /** Erlang's C, where it applies: always somebody there, and no panel; null elsewhere, or where the queue grows without end. */
  readonly erlang: ErlangWaits | null;
  readonly runs: number;
  readonly days: number;
  readonly seed: number;
}

export interface StaffingOptions {
  readonly seed: number;
  readonly runs: number;
  readonly days: number;
}

const HOURS = 24;
const WEEK_DAYS = 7;
const LEVEL = 0.95;
/** Days in which a queue fills before anything is counted: two weeks. */
const WARM_UP = 14;

/** Plays a review many times; intervals are over the runs. */
export function staffingOf(load: ReviewLoad, { seed, runs, days }: StaffingOptions): Staffing {
  const played = Array.from({ length: runs }, (_, run) =>
    simulateReview(load, { seed: seed + run, days, warmUp: WARM_UP }),
  );
  return {
    ...{ load, runs, days, seed, offered: offeredBy(load), erlang: erlangOf(load) },
    classes: (Object.keys(load.perDay) as Queue[]).flatMap((queue) => classOf(queue, load, played)),
    utilisation: meanOf(played.map(({ utilisation }) => utilisation)),
    growthPerDay: meanOf(played.map(({ waitingHalf, waitingEnd }) => (2 * (waitingEnd - waitingHalf)) / days)),
  };
}

/** Readings that a case takes on average. */
const readingsOf = ({ panelShare, panelDiffers }: ReviewLoad): number => 1 + panelShare * (2 + panelDiffers);

function offeredBy(load: ReviewLoad): number {
  const perDay = Object.values(load.perDay).reduce((sum, one) => sum + one, 0);
  const there = (load.hoursADay * load.daysAWeek) / (HOURS * WEEK_DAYS);
  return (perDay * readingsOf(load) * load.handling) / HOURS / there;
}

function erlangOf({ perDay, handling, readers, hoursADay, daysAWeek, panelShare }: ReviewLoad): ErlangWaits | null {
  const arrivals = Object.values(perDay).reduce((sum, one) => sum + one, 0) / HOURS;
  const applies = hoursADay === HOURS && daysAWeek === WEEK_DAYS && panelShare === 0 && arrivals > 0;
  return applies ? erlangC({ arrivals, handling, readers }) : null;
}

function classOf(queue: Queue, { perDay }: ReviewLoad, played: readonly SimulatedRun[]): ClassStaffing[] {
  const runs = played.flatMap(({ classes }) => classes.filter((one) => one.queue === queue));
  if (runs.length === 0) return [];
  const waits = runs.flatMap((run) => run.waits).toSorted((a, b) => a - b);
  const at = (share: number): number => waits[Math.max(0, Math.ceil(share * waits.length) - 1)] ?? 0;
  return [
    {
      ...{ queue, perDay: perDay[queue] ?? 0, median: at(0.5), ninetyFifth: at(0.95) },
      wait: meanOf(runs.flatMap(({ waited, waits: all }) => (all.length === 0 ? [] : [waited / all.length]))),
      lateViews: meanOf(runs.map(({ lateViews, cases }) => lateViews / cases)),
      lateAnswers: meanOf(runs.map(({ lateAnswers, cases }) => lateAnswers / cases)),
    },
  ];
}

function meanOf(values: readonly number[]): RunMean {
  const n = values.length;
  const mean = values.reduce((sum, one) => sum + one, 0) / Math.max(1, n);
  if (n < 2) return { mean, lower: null, upper: null };
  const variance = values.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (n - 1);
  const half = studentCritical(LEVEL, n - 1) * Math.sqrt(variance / n);
  return { mean, lower: mean - half, upper: mean + half };
}

/** Most readers that are tried. */
const MOST_READERS = 1000;

/**
 * The fewest readers with whom at most a share of the cases of each class is decided too late; null where even the most that are tried do not reach it.
 * One run for each number: where more than the share is late by chance alone, one more is asked for.
 */
export function leastReaders(
  load: ReviewLoad,
  { seed, days, late }: Pick<StaffingOptions, 'seed' | 'days'> & { readonly late: number },
): number | null {
  const isEnough = (readers: number): boolean =>
    simulateReview({ ...load, readers }, { seed, days, warmUp: WARM_UP }).classes.every(
      ({ lateAnswers, cases }) => lateAnswers / cases <= late,
    );
  // With fewer than these the queue grows without end.
  let tooFew = Math.max(0, Math.ceil(offeredBy(load)) - 1);
  let enough = tooFew + 1;
  for (let step = 1; !isEnough(enough); step *= 2) {
    tooFew = enough;
    enough += step;
    if (enough > MOST_READERS) return null;
  }
  while (enough - tooFew > 1) {
    const middle = Math.floor((tooFew + enough) / 2);
    if (isEnough(middle)) enough = middle;
    else tooFew = middle;
  }
  return enough;
}
