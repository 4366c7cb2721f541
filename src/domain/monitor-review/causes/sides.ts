import {
  type CellValues,
  cellKey,
  countRates,
  countsOfPlaces,
  type MonitorPlan,
  type Pane,
  type RateWatch,
} from '../../monitor/index.js';
import type { Times } from './times.js';

/** A block, with its number of decisions by the text of their values at some places (`cellKey`). */
interface Block {
  readonly startMs: number;
  decisionsBy(places: readonly number[]): ReadonlyMap<string, number>;
}

/** A change, with what was counted before it began and since. */
export interface Compared {
  readonly plan: MonitorPlan;
  readonly watch: RateWatch;
  /** Values of the group, and of the reference where there is one. */
  readonly sides: readonly CellValues[];
  readonly times: Times;
  /** Blocks in the order of time. */
  readonly blocks: readonly Block[];
  readonly before: Pane;
  readonly after: Pane;
}

export type At = 'before' | 'after';

/** Counts of the cells of some people, added up by the values at some places. */
export function countsBy(
  pane: Pane,
  { is, places }: { readonly is: (values: CellValues) => boolean; readonly places: readonly number[] },
): Map<string, Float64Array> {
  const sums = new Map<string, Float64Array>();
  for (const { values, counts } of pane.cells.values()) {
    if (!is(values)) continue;
    const key = cellKey(places.map((place) => values[place]!));
    const known = sums.get(key) ?? new Float64Array(countsOfPlaces(pane.places));
    for (let i = 0; i < counts.length; i++) known[i]! += counts[i]!;
    sums.set(key, known);
  }
  return sums;
}

/** Whether a cell is of a group. */
export const isOf =
  ({ at }: RateWatch, group: CellValues) =>
  (values: CellValues): boolean =>
    at.every((place, i) => values[place] === group[i]);

/** Observations and successes of one rate of a watch among counts. */
export function rateCounts(
  { rates }: RateWatch,
  r: number,
  counts: ArrayLike<number>,
): { n: number; successes: number } {
  const [n, successes] = countRates([rates[r]!], counts);
  return { n: n!, successes: successes! };
}

/** Whether what is measured depends on what was decided, and not on labels alone, as a base rate does. */
export function isOfDecisions({ watch, plan: { places } }: Pick<Compared, 'watch' | 'plan'>): boolean {
  const isOfLabels = (counted: readonly number[]): boolean => {
    const own = new Set(counted);
    // Counts of a cell stand by what was decided, then by the label, of which none is the last.
    return counted.every((index) => {
      const label = index % (places + 1);
      return Array.from({ length: places }, (_, decided) => decided * (places + 1) + label).every((at) => own.has(at));
    });
  };
  return !watch.rates.every(({ n, successes }) => isOfLabels(n) && isOfLabels(successes));
}

export const total = (counts: Iterable<ArrayLike<number>>): number => {
  let sum = 0;
  for (const one of counts) for (let i = 0; i < one.length; i++) sum += one[i]!;
  return sum;
};
