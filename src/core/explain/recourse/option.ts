import type { BoundConstraints } from './constraints/bind.js';
import { type RecourseTable, shownValue } from './constraints/table.js';
import { isAtCutoff } from './problem/at-cutoff.js';
import type { Problem } from './problem/problem.js';
import type { Found } from './search/box-search.js';

export interface RecourseChange {
  readonly from: number | string | null;
  readonly to: number | string | null;
  /** The cell on file, where its text differs from `from`: `1234567.890`, or `1.0` for the category `1`. */
  readonly fromText?: string;
  /** Lowest and highest value in the reference, set where `to` lies beyond them and the rule has no limit on that side. */
  readonly beyondData?: readonly [number, number];
  /** Set on columns that were recomputed from their parents and that nobody changes directly. */
  readonly derived?: true;
}

/** A way to a favourable decision. */
export interface RecourseOption {
  readonly changes: Readonly<Record<string, RecourseChange>>;
  readonly cost: number;
  /** Predictions of the real model on the scale of the cutoff, one per output. */
  readonly prediction: readonly number[];
  /** Set when the new score is at the cutoff within the model's arithmetic; a `margin` gives a safe distance. */
  readonly atCutoff?: true;
}

/** Describes the changes in the row of an accepted point. */
export function describeOption(
  problem: Problem,
  found: Found,
  given: { readonly cells: readonly (string | null)[] | null; readonly had: HadRanges },
): RecourseOption {
  const { bound, row } = problem;
  const derived = new Set(bound.derived.map(({ column }) => column));
  const changes = bound.columns.flatMap((feature, c) => {
    const [from, to] = [row[c]!, found.scored.row[c]!];
    if (Object.is(from, to)) return [];
    const cell = given.cells?.[c] ?? null;
    const shown = shownValue(feature, from);
    const had = given.had.get(c);
    const change: RecourseChange = {
      from: shown,
      to: shownValue(feature, to),
      ...(cell === null || cell === String(shown) ? {} : { fromText: cell }),
      ...(had !== undefined && isBeyond(had, to) ? { beyondData: had.range } : {}),
    };
    return [[feature.name, derived.has(c) ? { ...change, derived: true as const } : change] as const];
  });
  const prediction = Array.from(found.scored.prediction);
  return {
    changes: Object.fromEntries(changes),
    cost: found.cost,
    prediction,
    ...atCutoff(problem, found.scored.row, prediction),
  };
}

/** Marks a score whose side of the cutoff depends on arithmetic alone. */
export function atCutoff(
  { model, decision, bound }: Problem,
  row: Float64Array,
  prediction: readonly number[],
): { atCutoff?: true } {
  const data = Float64Array.from(bound.inputColumn, (column) => row[column]!);
  const inputs = { data, rows: 1, columns: data.length };
  return isAtCutoff(model, decision, inputs, prediction[decision.output]!) ? { atCutoff: true } : {};
}

/** Range of the values in the reference, and the sides on which no rule limits a value. */
export interface HadRange {
  readonly range: readonly [number, number];
  readonly openBelow: boolean;
  readonly openAbove: boolean;
}
/** Ranges by column. */
export type HadRanges = ReadonlyMap<number, HadRange>;

const isBeyond = ({ range, openBelow, openAbove }: HadRange, value: number): boolean =>
  (openBelow && value < range[0]) || (openAbove && value > range[1]);

/**
 * Ranges of the values in the reference. A rule without `min` or `max` lets a number go anywhere, even to a duration of -17 months. The
 * search follows the rules, but a value beyond all those in the reference is marked, so that no letter offers it.
 */
export function hadRanges(bound: BoundConstraints, reference: RecourseTable): HadRanges {
  const { rows, columns, data } = reference.rows;
  return new Map(
    bound.mutable.flatMap(({ column, feature, rule }): [number, HadRange][] => {
      const [openBelow, openAbove] = [rule.min === null, rule.max === null];
      if (feature.categories !== undefined || rule.transitions !== null || !(openBelow || openAbove)) return [];
      let [lowest, highest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
      for (let r = 0; r < rows; r++) {
        const value = data[r * columns + column]!;
        if (!Number.isFinite(value)) continue;
        lowest = Math.min(lowest, value);
        highest = Math.max(highest, value);
      }
      return lowest > highest ? [] : [[column, { range: [lowest, highest], openBelow, openAbove }]];
    }),
  );
}
