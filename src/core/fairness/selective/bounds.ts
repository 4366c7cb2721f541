import { kishEffectiveSize } from '../../stats/planning/index.js';
import type { Proportion } from '../../stats/proportion/index.js';
import type { RatedGroup } from '../metrics/rates.js';
import type { IntegerMetric } from '../tally/types.js';
import { type BoundedRate, boundedRate } from './identified.js';

/** People of a group by label and prediction; `u1` and `u0` are those without a label, by prediction. */
interface Seen {
  readonly tp: number;
  readonly fp: number;
  readonly fn: number;
  readonly tn: number;
  readonly u1: number;
  readonly u0: number;
}

type Sum = (seen: Seen) => number;

/** A rate as people counted over people asked. */
interface Parts {
  readonly hit: Sum;
  readonly miss: Sum;
}

interface Ends {
  readonly lower: Parts;
  readonly upper: Parts;
}

const tp: Sum = (s) => s.tp;
const fp: Sum = (s) => s.fp;
const fn: Sum = (s) => s.fn;
const tn: Sum = (s) => s.tn;
const plus =
  (...sums: readonly Sum[]): Sum =>
  (s) =>
    sums.reduce((total, sum) => total + sum(s), 0);
const u1: Sum = (s) => s.u1;
const u0: Sum = (s) => s.u0;

/** One minus a rate has the ends of the rate the other way round. */
const complement = ({ lower, upper }: Ends): Ends => ({
  lower: { hit: upper.miss, miss: upper.hit },
  upper: { hit: lower.miss, miss: lower.hit },
});

const TRUE_POSITIVE: Ends = {
  lower: { hit: tp, miss: plus(fn, u0) },
  upper: { hit: plus(tp, u1), miss: fn },
};
const FALSE_POSITIVE: Ends = {
  lower: { hit: fp, miss: plus(tn, u0) },
  upper: { hit: plus(fp, u1), miss: tn },
};

/**
 * The lowest and the highest value that a rate takes over all labels that people without one might have. Each end is a rate of people who are
 * counted, so it has the interval of a rate.
 */
const ENDS: Readonly<Record<BoundedRate, Ends>> = {
  true_positive_rate: TRUE_POSITIVE,
  false_negative_rate: complement(TRUE_POSITIVE),
  false_positive_rate: FALSE_POSITIVE,
  true_negative_rate: complement(FALSE_POSITIVE),
  base_rate: {
    lower: { hit: plus(tp, fn), miss: plus(fp, tn, u1, u0) },
    upper: { hit: plus(tp, fn, u1, u0), miss: plus(fp, tn) },
  },
  accuracy: {
    lower: { hit: plus(tp, tn), miss: plus(fp, fn, u1, u0) },
    upper: { hit: plus(tp, tn, u1, u0), miss: plus(fp, fn) },
  },
  positive_predictive_value: { lower: { hit: tp, miss: plus(fp, u1) }, upper: { hit: plus(tp, u1), miss: fp } },
  negative_predictive_value: { lower: { hit: tn, miss: plus(fn, u0) }, upper: { hit: plus(tn, u0), miss: fn } },
};

/** The lowest and the highest value of a rate; each is a proportion of its own. */
export interface RateBounds {
  readonly lower: Proportion;
  readonly upper: Proportion;
}

/**
 * Worst-case bounds of a rate in a group over every label that people without one might have (Manski 1989); null for a rate that needs no label.
 * Labels that exist count as they are, whoever has them.
 *
 * @example
 * // 40 repaid and 10 did not among 50 accepted; 50 were refused and nobody knows
 * boundsOf(group, 'true_positive_rate', 1); // lower 40 of 90, upper 40 of 40
 */
export function boundsOf(group: RatedGroup, metric: IntegerMetric, favourable: 0 | 1): RateBounds | null {
  const rate = boundedRate(metric, favourable);
  if (rate === null) return null;
  const { lower, upper } = ENDS[rate];
  const { counts, selectedUnlabelled, squares, weightKind } = group;
  const people = seenOf(counts, selectedUnlabelled);
  const squared = weightKind === 'sampling' ? seenOf(squares, squares.selectedUnlabelled) : null;
  return { lower: proportion(lower, people, squared), upper: proportion(upper, people, squared) };
}

const seenOf = (counts: RatedGroup['counts'], selected: number): Seen => ({
  ...counts,
  u1: selected,
  u0: Math.max(0, counts.unlabelled - selected),
});

function proportion({ hit, miss }: Parts, people: Seen, squared: Seen | null): Proportion {
  const successes = hit(people);
  const n = successes + miss(people);
  if (squared === null) return { successes, n };
  return { successes, n, nEff: kishEffectiveSize(n, hit(squared) + miss(squared)) };
}

/** The value of a proportion; null where it counts nobody. */
export const shareOf = ({ successes, n }: Proportion): number | null => (n > 0 ? successes / n : null);

/** People of a group by whether their label can be known, where labels are seen only for people with one prediction. */
export interface LabelCounts {
  readonly n: number;
  /** People with the prediction whose labels are seen, those of them with a label, and those still without one. */
  readonly decided: number;
  readonly labelled: number;
  readonly waiting: number;
  /** People with the other prediction, and those of them who have a label all the same. */
  readonly others: number;
  readonly othersLabelled: number;
}

/**
 * Counts the people of a group by whether their label can be known.
 *
 * @example labelCounts(group, 1) // { n: 100, decided: 50, labelled: 48, waiting: 2, others: 50, othersLabelled: 0 }
 */
export function labelCounts(
  { n, counts, selectedUnlabelled }: RatedGroup & { readonly n: number },
  seenFor: 0 | 1,
): LabelCounts {
  const { tp: a, fp: b, fn: c, tn: d, unlabelled } = counts;
  const [one, zero] = [
    { labelled: a + b, waiting: selectedUnlabelled },
    { labelled: c + d, waiting: Math.max(0, unlabelled - selectedUnlabelled) },
  ];
  const [own, other] = seenFor === 1 ? [one, zero] : [zero, one];
  return {
    n,
    decided: own.labelled + own.waiting,
    ...own,
    others: other.labelled + other.waiting,
    othersLabelled: other.labelled,
  };
}
