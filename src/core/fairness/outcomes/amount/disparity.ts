import { agree, counted } from '../../../base/counted.js';
import { fromPairs, type Limits } from '../../comparisons/extremes.js';
import { tooFew, undefinedEstimate } from '../../metrics/evidence.js';
import type { Compare, Disparity } from '../../tally/types.js';
import { comparesOfAmounts } from './compare.js';
import { type AmountOptions, limitsOf, valueOfMeasured } from './estimate.js';
import { type AmountMeasure, measured, measureName, peopleOf } from './metrics.js';
import type { AmountGroup } from './types.js';

/** Above this many groups the pairs are not compared for an interval; 200 groups are 19,900 pairs. The number is our choice. */
const MOST_GROUPS = 200;

interface Valued {
  readonly group: AmountGroup;
  readonly value: number;
  readonly n: number;
}

/**
 * Largest minus smallest, and smallest over largest, over all groups in which a measure is defined. The interval holds for all pairs at once
 * (Bonferroni over the pairs, each from the limits of its two groups), so the choice of the worst pair costs no coverage.
 */
export function amountDisparity(
  by: readonly string[],
  groups: readonly AmountGroup[],
  measure: AmountMeasure,
  options: AmountOptions,
): Disparity[] {
  const valued = groups.flatMap((group): Valued[] => {
    const made = measured(group, measure);
    return made === null ? [] : [{ group, value: valueOfMeasured(made), n: peopleOf(group, measure.metric) }];
  });
  const leftOut = groups.filter((group) => !valued.some((each) => each.group === group)).map(({ key }) => key);
  return comparesOfAmounts(measure.metric).map((compare) => ({
    metric: measureName(measure),
    by,
    compare,
    leftOut,
    ...extremesOf(valued, measure, compare, options),
  }));
}

function extremesOf(
  valued: readonly Valued[],
  measure: AmountMeasure,
  compare: Compare,
  { level, minGroupSize }: AmountOptions,
): Omit<Disparity, 'metric' | 'by' | 'compare' | 'leftOut'> {
  const none = { highest: null, lowest: null, estimateAmongSufficient: null };
  const estimate = gapOf(valued, compare);
  if (valued.length < 2 || estimate === null) {
    const reason =
      valued.length < 2
        ? `${counted(valued.length, 'group')} ${agree(valued.length, 'has', 'have')} a defined ${measure.metric}`
        : 'the largest value is not above 0';
    return { ...none, ...undefinedEstimate({ level, method: 'none', n: 0 }, reason) };
  }
  const [lowest, highest] = [lowestOf(valued), highestOf(valued)];
  const least = Math.min(lowest.n, highest.n);
  const interval = intervalOf(valued, measure, compare, level);
  return {
    highest: highest.group.key,
    lowest: lowest.group.key,
    estimateAmongSufficient: gapOf(
      valued.filter(({ n }) => n >= minGroupSize),
      compare,
    ),
    estimate,
    lower: interval?.lower ?? null,
    upper: interval === null || !Number.isFinite(interval.upper) ? null : interval.upper,
    level,
    method: interval === null ? 'none' : 'simultaneous mover',
    n: lowest.n + highest.n,
    ...(least < minGroupSize
      ? { status: 'insufficient', reason: `one of the two groups ${tooFew(least, minGroupSize)}` }
      : interval === null
        ? { status: 'ok', reason: 'no interval: some group has none, or there are too many groups' }
        : { status: 'ok' }),
  };
}

const lowestOf = (valued: readonly Valued[]): Valued => valued.reduce((a, b) => (b.value < a.value ? b : a));
const highestOf = (valued: readonly Valued[]): Valued => valued.reduce((a, b) => (b.value > a.value ? b : a));

/** Null with fewer than two values, and for a ratio without meaning. */
function gapOf(valued: readonly Valued[], compare: Compare): number | null {
  if (valued.length < 2) return null;
  const [lowest, highest] = [lowestOf(valued).value, highestOf(valued).value];
  if (compare === 'difference') return highest - lowest;
  return highest > 0 && lowest >= 0 ? lowest / highest : null;
}

function intervalOf(valued: readonly Valued[], measure: AmountMeasure, compare: Compare, level: number) {
  if (valued.length > MOST_GROUPS) return null;
  const pairs = (valued.length * (valued.length - 1)) / 2;
  const limits: Limits[] = [];
  for (const { group } of valued) {
    const { value, lower, upper } = limitsOf(measured(group, measure)!, 1 - (1 - level) / pairs);
    if (lower === null || upper === null || !(lower < upper)) return null;
    limits.push({ value, lower: compare === 'ratio' ? Math.max(0, lower) : lower, upper });
  }
  return fromPairs(limits, compare);
}
