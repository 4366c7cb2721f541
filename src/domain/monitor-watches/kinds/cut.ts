import { shownMean } from '../series/roots.js';
import type { Watch } from '../series/types.js';
import { kindOf } from './kind-of.js';

/** Within what range values are taken, beside which share of the decisions was outside of it. */
export interface AmountsShown {
  readonly from: number;
  readonly to: number;
  /** Share of the decisions of the group that lie outside. They count as the end that is nearer, and in areas as one score beyond it; null where there is no decision. */
  readonly cut: number | null;
  /** Likewise of the reference; null also without one. */
  readonly cutReference: number | null;
}

/** Scores are taken as chances. */
const CHANCES = { from: 0, to: 1 };

/**
 * What is shown of values outside of a range; null where there is none, as of rates and of drift.
 *
 * @param counts what is shown of the series
 */
export function amountsShown(watch: Watch, counts: Float64Array): AmountsShown | null {
  if (watch.kind === 'rates' || isWhole(watch)) return null;
  const { outside, people } = kindOf(watch);
  if (outside === undefined) return null;
  const sides = watch.reference.kind === 'none' ? 1 : 2;
  const width = counts.length / sides;
  const [cut = null, cutReference = null] = Array.from({ length: sides }, (_, side) => {
    const own = counts.subarray(side * width, (side + 1) * width);
    const n = people(own, watch);
    return n > 0 ? outside(own) / n : null;
  });
  // Label minus score has a range of its own in each band, and what is cut are scores.
  const range = watch.kind === 'means' && watch.band === undefined ? watch.range : CHANCES;
  return { from: shown(watch, range.from), to: shown(watch, range.to), cut, cutReference };
}

const shown = (watch: Watch, end: number): number => (watch.kind === 'means' ? shownMean(watch, end) : end);

/** Costs, and whether an interval holds an amount, have no value outside of their range. */
const isWhole = (watch: Watch): boolean =>
  watch.kind === 'means' && (typeof watch.moment !== 'number' || watch.metric === 'interval_coverage');
