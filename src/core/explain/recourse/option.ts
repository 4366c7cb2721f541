import type { Found } from './box-search.js';
import type { Problem } from './problem.js';
import { shownValue } from './table.js';

export interface RecourseChange {
  readonly from: number | string | null;
  readonly to: number | string | null;
  /** Set on columns that were recomputed from their parts: they follow, nobody changes them. */
  readonly derived?: true;
}

/** A way to a favourable decision. */
export interface RecourseOption {
  readonly changes: Readonly<Record<string, RecourseChange>>;
  readonly cost: number;
  /** One number per output, by the real model, on the scale of the cutoff. */
  readonly prediction: readonly number[];
}

/** What is different in the row of an accepted point. */
export function describeOption(problem: Problem, found: Found): RecourseOption {
  const { bound, row } = problem;
  const derived = new Set(bound.derived.map(({ column }) => column));
  const changes = bound.columns.flatMap((feature, c) => {
    const [from, to] = [row[c]!, found.scored.row[c]!];
    if (Object.is(from, to)) return [];
    const change = { from: shownValue(feature, from), to: shownValue(feature, to) };
    return [[feature.name, derived.has(c) ? { ...change, derived: true as const } : change] as const];
  });
  return { changes: Object.fromEntries(changes), cost: found.cost, prediction: Array.from(found.scored.prediction) };
}
