import {
  type Alike,
  type Counterfactual,
  groupRows,
  labelsToExplain,
  scoredGroups,
  type WrongLabels,
} from '../../../core/mitigation/index.js';
import { aucFromDistribution, delongDifference, newcombeDifference } from '../../../core/stats/index.js';

/** One of the ways in which a system may treat people unequally, with what the data say of it. */
export interface Manifestation {
  readonly name: 'disparate treatment' | 'disparate impact' | 'differential validity' | 'individual disparity';
  /** What is measured, in words. */
  readonly measure: string;
  /** null where it cannot be known here; `why` says why. */
  readonly estimate: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
  readonly why: string | null;
}

export interface ManifestationsRequest {
  readonly attribute: string;
  readonly from: string;
  readonly to: string;
  readonly cutoff: number;
  /** Value of the attribute, score, and 0 or 1 of every person; NaN where the label is not known. No labels: null. */
  readonly values: readonly string[];
  readonly scores: Float64Array;
  readonly labels: Float64Array | null;
  readonly alike: Alike;
  readonly counterfactual: Counterfactual;
  readonly seesAttribute: boolean;
}

const LEVEL = 0.95;

/** The four manifestations, each with its measure: none of them stands for another. */
export function manifestationsOf(request: ManifestationsRequest): Manifestation[] {
  const { attribute, from, to, alike, counterfactual, seesAttribute } = request;
  return [
    {
      name: 'disparate treatment',
      measure: `change of the mean score of ${from} by ${attribute} itself, had they ${to}`,
      ...counterfactual.direct,
      why: seesAttribute
        ? null
        : `the model does not see "${attribute}"; columns that stand for it may do its work, which the other measures show`,
    },
    impactOf(request),
    validityOf(request),
    {
      name: 'individual disparity',
      measure: `mean distance of a score from those of similar people; ${alike.twins} pairs have the same values and another score`,
      estimate: 1 - alike.consistency,
      lower: alike.upper === null ? null : 1 - alike.upper,
      upper: alike.lower === null ? null : 1 - alike.lower,
      why: alike.lower === null ? 'too few people, or nobody differs: no interval' : null,
    },
  ];
}

function impactOf({ values, scores, from, to, cutoff }: ManifestationsRequest): Manifestation {
  const of = (value: string): { successes: number; n: number } => {
    const own = values.flatMap((one, i) => (one === value ? [scores[i]!] : []));
    return { successes: own.filter((score) => score >= cutoff).length, n: own.length };
  };
  const [mine, others] = [of(from), of(to)];
  return {
    name: 'disparate impact',
    measure: `share of ${from} with a 1, less that of ${to}`,
    estimate: mine.successes / mine.n - others.successes / others.n,
    ...newcombeDifference(mine, others, LEVEL)!,
    why: null,
  };
}

function validityOf({ attribute, values, scores, labels, from, to }: ManifestationsRequest): Manifestation {
  const told = {
    name: 'differential validity',
    measure: `area under the curve of ${from}, less that of ${to}`,
  } as const;
  const unknown = { ...told, estimate: null, lower: null, upper: null };
  if (labels === null) return { ...unknown, why: 'no column of what became true is named: --label COLUMN' };
  const groups = scoredGroups(groupRows({ [attribute]: values }), { label: labels, score: scores });
  const of = (value: string) => {
    const group = groups.find(({ key }) => key[attribute] === value)!;
    return aucFromDistribution(group.positives, group.negatives);
  };
  const { difference, interval } = delongDifference(of(from), of(to), LEVEL);
  if (difference === null) return { ...unknown, why: 'a group has people of one label only' };
  const ends = interval ?? { lower: null, upper: null };
  return { ...told, estimate: difference, ...ends, why: interval === null ? 'too few people for an interval' : null };
}

/** How wrong the labels of one group would have to be for the model to find those who merit a 1 as well in both; null without labels or of one label only. */
export function wrongLabelsOf({ values, scores, labels, from, to, cutoff }: ManifestationsRequest): WrongLabels | null {
  if (labels === null) return null;
  const countsOf = (value: string) => {
    const counts = { tp: 0, fp: 0, fn: 0, tn: 0 };
    values.forEach((one, i) => {
      if (one !== value || Number.isNaN(labels[i]!)) return;
      const isOne = scores[i]! >= cutoff;
      counts[labels[i] === 1 ? (isOne ? 'tp' : 'fn') : isOne ? 'fp' : 'tn']++;
    });
    return counts;
  };
  const [mine, others] = [countsOf(from), countsOf(to)];
  if (mine.tp + mine.fn === 0 || others.tp + others.fn === 0) return null;
  return labelsToExplain(mine, others, { metric: 'true_positive_rate', compare: 'difference', bound: 0 });
}
