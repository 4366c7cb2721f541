import type { Estimate } from '../../../stats/base/index.js';
import { studentCritical, studentTwoSided } from '../../../stats/special/index.js';
import { type Gap, untested } from '../../comparisons/gap.js';
import { plainEstimate, undefinedEstimate } from '../../metrics/evidence.js';
import { type EvidenceOptions, type EvidenceSettings, metricSettings } from '../../metrics/options.js';
import type { Compare } from '../../tally/types.js';
import { invalidArgument } from '../base/index.js';
import { product, sumOfSquares, type Term, total } from './linear.js';
import type { Measure } from './measures.js';
import type { RankingGroup } from './types.js';

/**
 * What is asked of a ranking.
 *
 * - `exposure`: mean position weight 1/log2(1 + position) per shown candidate, or with `per: candidate` per candidate, 0 for one who was not shown;
 * - `exposure_per_relevance`: exposure over relevance, both summed over the group's candidates (Singh and Joachims 2018);
 * - `share_in_top_k`: share of the group's candidates who stand in the first k, one of the tally's `k`;
 * - `pairwise_accuracy`: of pairs of one list with different relevance, the share in which the more relevant candidate stands higher, none shown half: `within` the group, or
 *   `across`, where the more relevant one is of the group and the other is not (Beutel and others 2019; Kuhlman, VanValkenburg and Rundensteiner 2019);
 * - `ndcg`: mean over lists of the normalised discounted gain of the group's candidates among themselves.
 */
export type RankingQuestion =
  | { readonly metric: 'exposure'; readonly per?: 'shown' | 'candidate' }
  | { readonly metric: 'exposure_per_relevance' }
  | { readonly metric: 'share_in_top_k'; readonly k: number }
  | { readonly metric: 'pairwise_accuracy'; readonly pairs: 'within' | 'across' }
  | { readonly metric: 'ndcg' };

/** A quotient of two sums over lists. */
interface Quotient {
  readonly numerator: Measure;
  readonly denominator: Measure;
  /** Whether it is a share, which has its interval on the logit scale; other quotients are positive, and have it on the log scale. */
  readonly isShare: boolean;
}

function quotientOf(group: RankingGroup, question: RankingQuestion): Quotient {
  switch (question.metric) {
    case 'exposure': {
      const denominator = question.per === 'candidate' ? 'candidates' : 'shown';
      return { numerator: 'exposure', denominator, isShare: true };
    }
    case 'exposure_per_relevance':
      return { numerator: 'exposure', denominator: 'relevance', isShare: false };
    case 'share_in_top_k':
      return { numerator: topMeasure(group, question.k), denominator: 'candidates', isShare: true };
    case 'pairwise_accuracy':
      return { numerator: `kept_${question.pairs}`, denominator: `pairs_${question.pairs}`, isShare: true };
    case 'ndcg':
      return { numerator: 'ndcg', denominator: 'ranked', isShare: true };
  }
}

/** Name of the measure of the first k places; refuses a k that the tally does not count. */
export function topMeasure({ tally }: RankingGroup, k: number): Measure {
  if (tally.k.includes(k)) return `top_${k}`;
  throw invalidArgument(`the tally does not count the first ${k}`, `It counts: ${tally.k.join(', ') || 'none'}.`, 'k');
}

const WHY_EMPTY: Readonly<Record<string, string>> = {
  shown: '0/0: no candidate of the group was shown',
  candidates: '0/0: the group has no candidate',
  relevance: '0/0: no candidate of the group has a relevance above 0',
  ranked: '0/0: no list has a relevant candidate of the group',
  pairs_within: '0/0: no list has two candidates of the group with different relevance',
  pairs_across: '0/0: no list has a candidate of the group who is more relevant than one of another group',
};

/** A value with what each list adds to it, so that variances and covariances follow. */
interface Linearised {
  readonly value: number;
  /** Influence of a list on the value. */
  readonly terms: readonly Term[];
}

function linearised({ tally, place }: RankingGroup, { numerator, denominator }: Quotient): Linearised | null {
  const [x, y] = [total(tally, place, numerator), total(tally, place, denominator)];
  if (y === 0) return null;
  const terms: Term[] = [
    { place, measure: numerator, factor: 1 / y },
    { place, measure: denominator, factor: -x / (y * y) },
  ];
  return { value: x / y, terms };
}

const scaled = (terms: readonly Term[], by: number): Term[] =>
  terms.map((term) => ({ ...term, factor: term.factor * by }));

/** Standard error between lists, with the factor L / (L - 1). */
export function standardErrorOf(group: RankingGroup, terms: readonly Term[], lists: number): number {
  if (lists < 2) return 0;
  return Math.sqrt((sumOfSquares(group.tally, terms) * lists) / (lists - 1));
}

/**
 * One metric of a group. The unit of sampling is the list: candidates of one list are not independent. Interval: Student's with lists - 1 degrees of
 * freedom, by linearisation, on the logit scale for shares and the log scale otherwise. `n` counts the lists in which the group occurs, and `minGroupSize` is held
 * against it. With one list, or where lists do not vary, there is no interval.
 *
 * @throws TribuneError `INVALID_ARGUMENT` for a `k` that the tally does not count
 * @example estimateRankingMetric(women, { metric: 'exposure' }).estimate // 0.41
 */
export function estimateRankingMetric(
  group: RankingGroup,
  question: RankingQuestion,
  options: EvidenceOptions = {},
): Estimate {
  const settings = metricSettings(options);
  const quotient = quotientOf(group, question);
  const scale = quotient.isShare ? 'logit' : 'log';
  const frame = { level: settings.level, method: `${scale} linearised by list`, n: group.lists };
  const found = linearised(group, quotient);
  if (found === null) return undefinedEstimate(frame, WHY_EMPTY[quotient.denominator]!);
  const standardError = standardErrorOf(group, found.terms, group.lists);
  const limits = limitsOn(scale, found.value, standardError, { lists: group.lists, level: settings.level });
  return sufficient(plainEstimate(frame, { estimate: found.value, ...limits }), [group.lists], settings);
}

type Scale = 'plain' | 'log' | 'logit';

/** Student's limits on a scale; null where the value lies at its end, or lists do not vary. */
export function limitsOn(
  scale: Scale,
  value: number,
  standardError: number,
  { lists, level }: { readonly lists: number; readonly level: number },
): { lower: number | null; upper: number | null } {
  const isInside = scale === 'plain' || (value > 0 && (scale === 'log' || value < 1));
  if (lists < 2 || !(standardError > 0) || !isInside) return { lower: null, upper: null };
  const reach = studentCritical(level, lists - 1) * standardError;
  if (scale === 'plain') return { lower: value - reach, upper: value + reach };
  if (scale === 'log') return { lower: value * Math.exp(-reach / value), upper: value * Math.exp(reach / value) };
  const centre = Math.log(value / (1 - value));
  const half = reach / (value * (1 - value));
  const back = (logit: number) => 1 / (1 + Math.exp(-logit));
  return { lower: back(centre - half), upper: back(centre + half) };
}

/** Sets the status `insufficient` where a side occurs in too few lists. */
export function sufficient<E extends Estimate>(estimate: E, lists: readonly number[], settings: EvidenceSettings): E {
  const least = Math.min(...lists);
  if (estimate.status === 'undefined' || least >= settings.minGroupSize) return estimate;
  const reason = `rests on ${least} lists, fewer than the ${settings.minGroupSize} that are asked for`;
  return { ...estimate, status: 'insufficient', reason };
}

/**
 * One metric of a group against that of another group of the same tally, as difference or ratio. Both mostly stand in the same lists, so their covariance is taken
 * out. Interval and t test of "equal" with lists - 1 degrees of freedom, those of a ratio on the log scale.
 *
 * @throws TribuneError `INVALID_ARGUMENT` for groups of two tallies, and for a `k` that the tally does not count
 * @example compareRankingMetric(women, men, { metric: 'exposure' }, 'ratio').estimate // 0.82
 */
export function compareRankingMetric(
  group: RankingGroup,
  reference: RankingGroup,
  question: RankingQuestion,
  compare: Compare,
  options: EvidenceOptions = {},
): Gap {
  const settings = metricSettings(options);
  const lists = listsOfEither(group, reference);
  const frame = { level: settings.level, method: 'linearised by list', n: lists };
  const asked = gapQuestion(group, reference, question, compare);
  if ('undefinedBecause' in asked) return untested(undefinedEstimate(frame, asked.undefinedBecause));
  const method = asked.scale === 'log' ? 'log linearised by list' : frame.method;
  return gapOf(asked, { ...frame, method }, { lists, settings, sides: [group, reference] });
}

/**
 * What two groups of one tally differ by, with the influence of a list on it.
 *
 * @throws TribuneError `INVALID_ARGUMENT` for groups of two tallies, and for a `k` that the tally does not count
 */
export function gapQuestion(
  group: RankingGroup,
  reference: RankingGroup,
  question: RankingQuestion,
  compare: Compare,
): Question | { readonly undefinedBecause: string } {
  if (group.tally !== reference.tally) {
    throw invalidArgument('the groups are of two tallies', 'Compare groups of one tally: their lists are the same.');
  }
  const quotient = quotientOf(group, question);
  const [a, b] = [linearised(group, quotient), linearised(reference, quotient)];
  if (a === null || b === null) {
    const side = a === null ? 'the group' : 'the reference';
    return { undefinedBecause: `${WHY_EMPTY[quotient.denominator]} (${side})` };
  }
  if (compare === 'difference') {
    const terms = [...a.terms, ...scaled(b.terms, -1)];
    return { scale: 'plain', value: a.value - b.value, terms, null: 0 };
  }
  if (b.value === 0) return { undefinedBecause: 'the reference is 0: no ratio to it' };
  const ratio = a.value / b.value;
  const terms = [...scaled(a.terms, 1 / b.value), ...scaled(b.terms, -ratio / b.value)];
  return { scale: 'log', value: ratio, terms, null: 1 };
}

/** Lists in which at least one of two groups occurs. */
export function listsOfEither(group: RankingGroup, reference: RankingGroup): number {
  const [one, two] = [group, reference].map(({ place }) => ({ place, measure: 'lists' as const }));
  if (group.place === reference.place) return group.lists;
  return group.lists + reference.lists - product(group.tally, one!, two!);
}

export interface Question {
  readonly scale: 'plain' | 'log';
  readonly value: number;
  readonly terms: readonly Term[];
  /** The value that the test is of. */
  readonly null: number;
}

/** A value between groups with limits and a t test of its null, both between lists. */
export function gapOf(
  { scale, value, terms, null: nullValue }: Question,
  frame: { readonly level: number; readonly method: string; readonly n: number },
  {
    lists,
    settings,
    sides,
  }: {
    readonly lists: number;
    readonly settings: EvidenceSettings;
    readonly sides: readonly RankingGroup[];
  },
): Gap {
  const standardError = standardErrorOf(sides[0]!, terms, lists);
  const limits = limitsOn(scale, value, standardError, { lists, level: settings.level });
  const plain = plainEstimate(frame, { estimate: value, ...limits });
  const miss = scale === 'plain' ? value - nullValue : Math.log(value / nullValue) * value;
  const hasTest = limits.lower !== null;
  const gap: Gap = {
    ...plain,
    test: hasTest ? 't, linearised by list' : null,
    pValue: hasTest ? studentTwoSided(miss / standardError, lists - 1) : null,
  };
  return sufficient(
    gap,
    sides.map((side) => side.lists),
    settings,
  );
}
