import {
  type CellValues,
  cellKey,
  countRates,
  countsOfPlaces,
  emptyPane,
  type MonitorPlan,
  mergePanes,
  type Pane,
  type PaneAt,
  type RateWatch,
  type StateChange,
} from '../../monitor/index.js';

/** The two stretches of time that are held against each other. */
export interface Times {
  readonly fromMs: number;
  readonly beginMs: number;
  readonly toMs: number;
}

/** A change, with what was counted before it began and since. */
export interface Compared {
  readonly plan: MonitorPlan;
  readonly watch: RateWatch;
  /** Values of the group, and of the reference where there is one. */
  readonly sides: readonly CellValues[];
  readonly times: Times;
  /** Blocks in the order of time. */
  readonly blocks: readonly PaneAt[];
  readonly before: Pane;
  readonly after: Pane;
}

export type At = 'before' | 'after';

/** Holds the blocks of a change against those before it. */
export function compare(
  plan: MonitorPlan,
  {
    watch,
    change,
    times,
    panes,
  }: {
    readonly watch: RateWatch;
    readonly change: StateChange;
    readonly times: Times;
    readonly panes: readonly PaneAt[];
  },
): Compared {
  const blocks = panes.filter(({ startMs }) => startMs >= times.fromMs && startMs < times.toMs);
  const sum = (isAfter: boolean): Pane => {
    const pane = emptyPane(plan);
    for (const one of blocks) if (one.startMs >= times.beginMs === isAfter) mergePanes(pane, one.pane);
    return pane;
  };
  const { group, reference } = change.series;
  const sides = [group, ...(reference === null ? [] : [reference])].map((key) =>
    watch.by.map((name) => key[name] ?? null),
  );
  return { plan, watch, sides, times, blocks, before: sum(false), after: sum(true) };
}

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

export const total = (counts: Iterable<ArrayLike<number>>): number => {
  let sum = 0;
  for (const one of counts) for (let i = 0; i < one.length; i++) sum += one[i]!;
  return sum;
};
