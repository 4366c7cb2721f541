import { fractionOf, type LabelledCounts } from '../../fairness/frontier/index.js';
import { INTEGER_METRICS, type IntegerMetric } from '../../fairness/tally/index.js';
import { refused } from '../groups/index.js';

/** Rates that hang on labels. */
export const LABEL_METRICS = INTEGER_METRICS.filter(
  (metric) => metric !== 'selection_rate' && metric !== 'favourable_rate',
);

export interface WrongLabelsOptions {
  /** A rate that hangs on labels. */
  readonly metric: IntegerMetric;
  readonly compare: 'difference' | 'ratio';
  /** The largest difference, from 0, or the least ratio, up to 1, that is no gap. */
  readonly bound: number;
  /** The prediction that is good for a person; default 1. */
  readonly favourable?: 0 | 1;
}

/** How wrong the labels of a group would have to be for the gap to be none. */
export interface WrongLabels {
  readonly rate: number;
  readonly reference: number;
  /** The nearest rate of the group that is no gap; null where there is none now. */
  readonly target: number | null;
  /** The fewest labels of the group that would have to be the other, by prediction and label as they stand; null where no number does it. */
  readonly fewest: LabelledCounts | null;
  /** The same number, and its share of the labels of the group. */
  readonly labels: number | null;
  readonly share: number | null;
  /**
   * Share of the labels 1 of the group, and of its labels 0, that would have to be wrong where they are wrong alike after either prediction;
   * null where not even all of them explain the gap.
   */
  readonly ofOnes: number | null;
  readonly ofZeros: number | null;
}

const CELLS = ['tp', 'fp', 'fn', 'tn'] as const;
/** A label that is the other moves a person into this cell. */
const OTHER = { tp: 'fp', fp: 'tp', fn: 'tn', tn: 'fn' } as const;
const STEPS = 60;
const ROUNDING = 1e-9;

/**
 * How many labels of one group would have to be wrong to explain the gap between its rate and that of a reference, whose labels are right: the fewest,
 * whoever they are of, and the rates at which all labels 1, or all labels 0, are wrong alike. Small numbers say that the gap may be one of labels; that they are wrong, no number says.
 * A rate is at least t where the sum of its numerator less t times its denominator is at least 0, to which every label adds by itself: those that
 * add most are taken first.
 *
 * @throws TribuneError INVALID_ARGUMENT for a rate without labels, a bound out of range, or a group in whose denominator nobody is
 * @example labelsToExplain(women, men, { metric: 'opportunity_rate', compare: 'difference', bound: 0.05 }).share;
 */
export function labelsToExplain(
  group: LabelledCounts,
  reference: LabelledCounts,
  options: WrongLabelsOptions,
): WrongLabels {
  const { metric, compare, bound, favourable = 1 } = options;
  if (!LABEL_METRICS.includes(metric as (typeof LABEL_METRICS)[number]))
    throw refused(`labels have no part in "${metric}"`, `Ask about one of ${LABEL_METRICS.join(', ')}.`);
  if (!(compare === 'difference' ? bound >= 0 && bound <= 1 : bound > 0 && bound <= 1))
    throw refused(`a bound of ${bound} on a ${compare}`, 'Give a difference from 0 to 1, or a ratio above 0.');
  const rateOf = (counts: LabelledCounts): number => {
    const [top, bottom] = fractionOf(counts, metric, favourable);
    return top / bottom;
  };
  const [rate, other] = [rateOf(group), rateOf(reference)];
  if (Number.isNaN(rate) || Number.isNaN(other))
    throw refused(`nobody is in the denominator of ${metric}`, 'Give people of both groups.');
  const isLow = rate < other;
  const target =
    compare === 'difference'
      ? isLow
        ? other - bound
        : other + bound
      : isLow
        ? other * bound
        : Math.min(1, other / bound);
  const isKept = (counts: LabelledCounts): boolean => {
    const [top, bottom] = fractionOf(counts, metric, favourable);
    if (!(bottom > 0)) return false;
    return isLow ? top >= target * bottom - ROUNDING : top <= target * bottom + ROUNDING;
  };
  const total = CELLS.reduce((sum, cell) => sum + group[cell], 0);
  if (isKept(group)) {
    const none = { tp: 0, fp: 0, fn: 0, tn: 0 };
    return { rate, reference: other, target: null, fewest: none, labels: 0, share: 0, ofOnes: 0, ofZeros: 0 };
  }
  const fewest = fewestLabels(group, { metric, favourable, target, isLow, isKept });
  const labels = fewest === null ? null : CELLS.reduce((sum, cell) => sum + fewest[cell], 0);
  return {
    rate,
    reference: other,
    target,
    fewest,
    labels,
    share: labels === null ? null : labels / total,
    ofOnes: alikeShare((e) =>
      isKept({
        ...group,
        tp: (1 - e) * group.tp,
        fn: (1 - e) * group.fn,
        fp: group.fp + e * group.tp,
        tn: group.tn + e * group.fn,
      }),
    ),
    ofZeros: alikeShare((e) =>
      isKept({
        ...group,
        fp: (1 - e) * group.fp,
        tn: (1 - e) * group.tn,
        tp: group.tp + e * group.fp,
        fn: group.fn + e * group.tn,
      }),
    ),
  };
}

interface Wanted {
  readonly metric: IntegerMetric;
  readonly favourable: 0 | 1;
  readonly target: number;
  readonly isLow: boolean;
  readonly isKept: (counts: LabelledCounts) => boolean;
}

function fewestLabels(
  group: LabelledCounts,
  { metric, favourable, target, isLow, isKept }: Wanted,
): LabelledCounts | null {
  const worth = (counts: LabelledCounts): number => {
    const [top, bottom] = fractionOf(counts, metric, favourable);
    return (isLow ? 1 : -1) * (top - target * bottom);
  };
  const one = (cell: (typeof CELLS)[number]): LabelledCounts => ({ tp: 0, fp: 0, fn: 0, tn: 0, [cell]: 1 });
  const gains = CELLS.map((cell) => ({ cell, gain: worth(one(OTHER[cell])) - worth(one(cell)) }))
    .filter(({ gain }) => gain > 0)
    .sort((a, b) => b.gain - a.gain);
  const moved = { tp: 0, fp: 0, fn: 0, tn: 0 };
  const now = { ...group };
  for (const { cell, gain } of gains) {
    const [, people] = fractionOf(now, metric, favourable);
    // A sum of 0 that is of nobody is no rate: one more label puts somebody into the denominator.
    const wanted = Math.max(Math.ceil(-worth(now) / gain - ROUNDING), people > 0 ? 0 : 1);
    const count = Math.min(Math.floor(group[cell]), Math.max(0, wanted));
    moved[cell] += count;
    now[cell] -= count;
    now[OTHER[cell]] += count;
    if (isKept(now)) return moved;
  }
  return null;
}

/** The least share at which a gap is none, where it goes on being none from there; null where even all do not do it. */
function alikeShare(isKept: (share: number) => boolean): number | null {
  if (!isKept(1)) {
    // The rate may pass through what is wanted and leave it again, as where everybody would have the other label.
    const inside = Array.from({ length: 999 }, (_, i) => (i + 1) / 1000).find(isKept);
    return inside === undefined ? null : between(inside - 1 / 1000, inside, isKept);
  }
  return between(0, 1, isKept);
}

function between(from: number, to: number, isKept: (share: number) => boolean): number {
  let [low, high] = [from, to];
  for (let step = 0; step < STEPS; step++) {
    const middle = (low + high) / 2;
    if (isKept(middle)) high = middle;
    else low = middle;
  }
  return high;
}
