import {
  type Concentration,
  type ConcentrationEstimate,
  concentration,
  concentrationIntervals,
  normalQuantile,
} from '../../../core/stats/index.js';

/** Parts into which lists are dealt, from which variances are made. */
const PARTS = 40;
/** Most items: each part holds a count of each. */
export const MOST_ITEMS = 200_000;

/** What was shown, row by row: codes of the period, of the list, and of the item, in the same order. */
export interface ShownRows {
  readonly periods: readonly string[];
  readonly period: ArrayLike<number>;
  readonly list: ArrayLike<number>;
  readonly item: ArrayLike<number>;
  readonly items: number;
}

/** The concentration of what was shown in one period. */
export interface ShownPeriod {
  readonly period: string;
  readonly shown: number;
  readonly lists: number;
  /** Items that were shown at all. */
  readonly items: number;
  /** Null where nothing was shown, or in fewer than 10 lists. */
  readonly measures: Readonly<Record<keyof Concentration, ConcentrationEstimate>> | null;
}

/** How a measure changed from the first period to the last. */
export interface ShownChange {
  readonly estimate: number;
  readonly lower: number;
  readonly upper: number;
}

export interface ShownResult {
  readonly periods: readonly ShownPeriod[];
  /** From the first period to the last; null where one of them has no measures. */
  readonly change: Readonly<Record<keyof Concentration, ShownChange>> | null;
}

export interface ShownAsked {
  /** How many items `topShare` is about. */
  readonly top: number;
  /** Items that could be shown; without it those that were, of all periods, are all. */
  readonly catalogue?: number;
  /** Of the intervals, such as 0.95. */
  readonly level: number;
}

/**
 * How concentrated what is shown is on few items, period by period. Whole lists are dealt out to parts, as the places of one list hang together. Without a catalogue the items of all periods are taken for all there are, so that periods are comparable.
 *
 * @example shownConcentration(rows, { top: 10, catalogue: 5000, level: 0.95 }).change?.herfindahl // { estimate: 0.02, lower: 0.01, upper: 0.03 }
 */
export function shownConcentration(rows: ShownRows, { top, catalogue = rows.items, level }: ShownAsked): ShownResult {
  const periods = rows.periods.map((period, p): ShownPeriod => {
    const parts = Array.from({ length: PARTS }, () => new Float64Array(rows.items));
    const partOf = new Map<number, number>();
    let shown = 0;
    for (let row = 0; row < rows.item.length; row++) {
      if (rows.period[row] !== p) continue;
      const list = rows.list[row]!;
      const at = partOf.get(list) ?? partOf.size % PARTS;
      partOf.set(list, at);
      const [part, item] = [parts[at]!, rows.item[row]!];
      part[item] = part[item]! + 1;
      shown++;
    }
    const total = parts[0]!.map((_, i) => parts.reduce((sum, part) => sum + part[i]!, 0));
    const items = total.filter((count) => count > 0).length;
    const measures =
      concentration(total, { top, catalogue }) === null
        ? null
        : concentrationIntervals(parts, { top, catalogue, level });
    return { period, shown, lists: partOf.size, items, measures };
  });
  return { periods, change: changeOf(periods, level) };
}

function changeOf(periods: readonly ShownPeriod[], level: number): ShownResult['change'] {
  const [first, last] = [periods[0]?.measures ?? null, periods.at(-1)?.measures ?? null];
  if (periods.length < 2 || first === null || last === null) return null;
  const critical = normalQuantile((1 + level) / 2);
  const of = (measure: keyof Concentration): ShownChange => {
    const estimate = last[measure].estimate - first[measure].estimate;
    const reach = critical * Math.hypot(first[measure].standardError, last[measure].standardError);
    return { estimate, lower: estimate - reach, upper: estimate + reach };
  };
  return { herfindahl: of('herfindahl'), gini: of('gini'), topShare: of('topShare') };
}
