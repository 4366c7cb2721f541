import { invalidArgument } from '../base/index.js';
import { combinedLimits, type Linearised } from './limits.js';
import { type Term, total } from './linear.js';
import type { Measure } from './measures.js';
import { givenOrVaried, type RankedValue, ratioValue, type Sides, shareValue } from './ranked-value.js';
import { representationOf, type TopTarget } from './representation.js';
import type { RankingGroup } from './types.js';

/**
 * What is asked of a ranking.
 *
 * - `exposure`: mean position weight 1/log2(1 + position) per shown candidate, or with `per: candidate` per candidate, 0 for one who was not shown;
 * - `exposure_per_relevance`: exposure over relevance, both summed over the group's candidates (Singh and Joachims 2018);
 * - `share_in_top_k`: share of the group's candidates who stand in the first k, one of the tally's `k`;
 * - `representation_in_top_k`: share of the first k places that the group holds, over its share of all candidates or over a declared `target`; its logarithm is Skew@k (Geyik,
 *   Ambler and Kenthapadi 2019);
 * - `pairwise_accuracy`: of pairs of one list with different relevance, the share in which the more relevant candidate stands higher, none shown half: `within` the group, or
 *   `across`, where the more relevant one is of the group and the other is not (Beutel and others 2019; Kuhlman, VanValkenburg and Rundensteiner 2019);
 * - `ndcg`: mean over lists of the normalised discounted gain of the group's candidates among themselves.
 */
export type RankingQuestion =
  | { readonly metric: 'exposure'; readonly per?: 'shown' | 'candidate' }
  | { readonly metric: 'exposure_per_relevance' }
  | { readonly metric: 'share_in_top_k'; readonly k: number }
  | { readonly metric: 'representation_in_top_k'; readonly k: number; readonly target?: TopTarget }
  | { readonly metric: 'pairwise_accuracy'; readonly pairs: 'within' | 'across' }
  | { readonly metric: 'ndcg' };

/** A quotient of two sums over lists. */
interface Quotient {
  readonly numerator: Measure;
  readonly denominator: Measure;
}

function quotientOf(
  group: RankingGroup,
  question: Exclude<RankingQuestion, { readonly metric: 'representation_in_top_k' }>,
): Quotient {
  const over = (numerator: Measure, denominator: Measure): Quotient => ({ numerator, denominator });
  switch (question.metric) {
    case 'exposure':
      return over('exposure', question.per === 'candidate' ? 'candidates' : 'shown');
    case 'exposure_per_relevance':
      return over('exposure', 'relevance');
    case 'share_in_top_k':
      return over(topMeasure(group, question.k), 'candidates');
    case 'pairwise_accuracy':
      return over(`kept_${question.pairs}`, `pairs_${question.pairs}`);
    case 'ndcg':
      return over('ndcg', 'ranked');
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

/**
 * Measures a metric in a group, or says why it is undefined there.
 *
 * @throws TribuneError `INVALID_ARGUMENT` for a `k` that the tally does not count
 */
export function rankedValue(
  group: RankingGroup,
  question: RankingQuestion,
): RankedValue | { readonly undefinedBecause: string } {
  if (question.metric === 'representation_in_top_k') {
    const found = representationOf(group, topMeasure(group, question.k), question.target ?? 'pool');
    return 'ratio' in found ? found.ratio : { undefinedBecause: '0/0: nobody stands in the first places' };
  }
  const quotient = quotientOf(group, question);
  const found = linearised(group, quotient);
  if (found === null) return { undefinedBecause: WHY_EMPTY[quotient.denominator]! };
  if (question.metric !== 'exposure_per_relevance') return shareValue(found, sidesOf(group, quotient.denominator));
  return ratioValue(found, sidesOf(group, 'candidates'), () => {
    // Exposure has no largest value beside relevance, but it has beside the number of candidates.
    const exposure = linearised(group, { numerator: 'exposure', denominator: 'candidates' })!;
    const perRelevance = linearised(group, { numerator: 'candidates', denominator: 'relevance' })!;
    const sides = sidesOf(group, 'candidates');
    return combinedLimits(
      shareValue(exposure, sides).limits,
      givenOrVaried('log', perRelevance, sides).limits,
      'product',
    );
  });
}

const sidesOf = ({ tally, place, lists }: RankingGroup, measure: Measure): Sides => ({
  tally,
  lists,
  sizes: [{ place, measure }],
});

function linearised({ tally, place }: RankingGroup, { numerator, denominator }: Quotient): Linearised | null {
  const [x, y] = [total(tally, place, numerator), total(tally, place, denominator)];
  if (y === 0) return null;
  const terms: Term[] = [
    { place, measure: numerator, factor: 1 / y },
    { place, measure: denominator, factor: -x / (y * y) },
  ];
  return { value: x / y, terms };
}
