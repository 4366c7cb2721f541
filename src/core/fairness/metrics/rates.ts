import { kishEffectiveSize } from '../../stats/planning/index.js';
import type { Proportion } from '../../stats/proportion/index.js';
import type { Group } from '../tally/groups.js';
import { type ConfusionCounts, INTEGER_METRICS, type IntegerMetric, type MetricName } from '../tally/types.js';

/** A sum over the outcomes of a group; the same sum over squared weights gives the effective size. */
type OutcomeSum = (c: ConfusionCounts, selectedUnlabelled: number) => number;

interface Rate {
  readonly successes: OutcomeSum;
  readonly n: OutcomeSum;
}

const labelled: OutcomeSum = (c) => c.tp + c.fp + c.fn + c.tn;
const everyone: OutcomeSum = (c) => c.tp + c.fp + c.fn + c.tn + c.unlabelled;
const selected: OutcomeSum = (c, selectedUnlabelled) => c.tp + c.fp + selectedUnlabelled;
const positives: OutcomeSum = (c) => c.tp + c.fn;
const negatives: OutcomeSum = (c) => c.fp + c.tn;

/** Rates are about label 1 and prediction 1 and are never flipped; the two favourable ones are resolved by `rateByFavourable`. */
const RATES: Readonly<Record<Exclude<IntegerMetric, 'favourable_rate' | 'opportunity_rate'>, Rate>> = {
  selection_rate: { successes: selected, n: everyone },
  base_rate: { successes: positives, n: labelled },
  true_positive_rate: { successes: (c) => c.tp, n: positives },
  false_positive_rate: { successes: (c) => c.fp, n: negatives },
  true_negative_rate: { successes: (c) => c.tn, n: negatives },
  false_negative_rate: { successes: (c) => c.fn, n: positives },
  positive_predictive_value: { successes: (c) => c.tp, n: (c) => c.tp + c.fp },
  negative_predictive_value: { successes: (c) => c.tn, n: (c) => c.tn + c.fn },
  accuracy: { successes: (c) => c.tp + c.tn, n: labelled },
};

const REJECTED: Rate = { successes: (c, chosen) => everyone(c, chosen) - selected(c, chosen), n: everyone };

function rateDefinition(metric: IntegerMetric, favourable: 0 | 1): Rate {
  if (metric === 'favourable_rate') return favourable === 1 ? RATES.selection_rate : REJECTED;
  if (metric === 'opportunity_rate') return favourable === 1 ? RATES.true_positive_rate : RATES.true_negative_rate;
  return RATES[metric];
}

/** True for the metrics with a whole numerator and denominator, which have Wilson intervals and tests. */
export function isIntegerMetric(metric: MetricName): metric is IntegerMetric {
  return (INTEGER_METRICS as readonly string[]).includes(metric);
}

/** What rates of a group are made of. */
export type RatedGroup = Pick<Group, 'counts' | 'selectedUnlabelled' | 'weightKind' | 'squares'>;

/**
 * Numerator and denominator of a rate in a group; with sampling weights also Kish's effective size of that denominator.
 * n = 0 means that the rate is undefined in this group.
 *
 * @example rateOf(group, 'opportunity_rate', 0) // of those with label 0, the share with prediction 0
 */
export function rateOf(group: RatedGroup, metric: IntegerMetric, favourable: 0 | 1): Proportion {
  const rate = rateDefinition(metric, favourable);
  const n = rate.n(group.counts, group.selectedUnlabelled);
  // Sums of fractional weights are rounded, so a difference may fall below 0 by an ulp.
  const successes = Math.max(0, rate.successes(group.counts, group.selectedUnlabelled));
  if (group.weightKind !== 'sampling') return { successes, n };
  return { successes, n, nEff: kishEffectiveSize(n, rate.n(group.squares, group.squares.selectedUnlabelled)) };
}
