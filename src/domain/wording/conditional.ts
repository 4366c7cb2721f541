import { agree, counted } from '../../core/base/counted.js';
import { formatCount, formatPValue } from '../../core/charts/index.js';
import type { ConditionalAudit, ConditionalComparison } from '../../core/fairness/index.js';
import { metricWords } from './glossary.js';
import { groupInText } from './groups.js';
import { differenceText, listText } from './phrases.js';

type Difference = NonNullable<ConditionalComparison['pooled']>;

const excludesZero = (difference: Difference | null): boolean =>
  difference !== null && (difference.lower > 0 || difference.upper < 0);

const directionOf = (difference: Difference): string => (difference.estimate > 0 ? 'higher' : 'lower');

/** Simpson's paradox in plain words; null where pooling does not mislead. */
export function simpsonSentence(audit: ConditionalAudit, comparison: ConditionalComparison): string | null {
  const { simpson, pooled, standardized, group, reference } = comparison;
  if (simpson === null || pooled === null || standardized === null) return null;
  const [one, other] = [groupInText(group), groupInText(reference)];
  const rate = metricWords(audit.metric).label;
  return (
    `Do not trust the overall gap (Simpson's paradox). Thrown together, the ${rate} of ${one} is ${directionOf(pooled)} than that of ${other}: ` +
    `${differenceText(pooled)}. Among people of the same ${listText(audit.strata)} it is ${directionOf(standardized)} on average: ${differenceText(standardized)}, ` +
    `and ${simpson.opposite} of ${counted(simpson.strata, 'stratum')} ${agree(simpson.opposite, 'points', 'point')} the other way than the overall gap. The groups are spread differently over the strata; judge within them.`
  );
}

/**
 * Conclusion from both gaps under one rule: a gap is shown where the interval printed beside it excludes 0. Where it does not, nothing is
 * said about why, because a gap that is not shown may still exist.
 */
function conclusion({ pooled, standardized }: ConditionalComparison, strata: string): string {
  if (standardized === null) return `No ${strata} has people of both groups, so nothing can be said within it.`;
  const overall = excludesZero(pooled);
  const within = excludesZero(standardized);
  if (overall && within)
    return `The gap is shown overall, and it remains when people of the same ${strata} are compared.`;
  if (overall)
    return `Overall a gap is shown; within the same ${strata} the interval includes 0, so there a gap is neither shown nor ruled out.`;
  if (within) return `Thrown together no gap is shown, but within the same ${strata} there is one.`;
  return 'Both intervals include 0: no gap is shown, and none is ruled out.';
}

/** Says that the gap, as an odds ratio, differs between strata and so has no single size. */
function unevenText({ homogeneity }: ConditionalComparison, level: number): string {
  return homogeneity !== null && homogeneity.pValue < 1 - level
    ? ` The odds ratio is not the same in every stratum (p ${formatPValue(homogeneity.pValue)}): read the strata one by one.`
    : '';
}

/** One group against the reference, overall and within strata, with the conclusion. */
export function conditionalSentence(audit: ConditionalAudit, comparison: ConditionalComparison, level: number): string {
  const paradox = simpsonSentence(audit, comparison);
  if (paradox !== null) return `${paradox}${unevenText(comparison, level)}`;
  const strata = listText(audit.strata);
  const [one, other] = [groupInText(comparison.group), groupInText(comparison.reference)];
  return (
    `${one} against ${other}: ${differenceText(comparison.pooled)} thrown together, ${differenceText(comparison.standardized)} within the same ${strata}. ` +
    conclusion(comparison, strata) +
    unevenText(comparison, level)
  );
}

/** Says how many people are in the overall gap and in no stratum; empty where there are none. */
export const unknownStratumText = (audit: ConditionalAudit): string =>
  audit.unknownStratum === 0
    ? ''
    : `${counted(formatCount(audit.unknownStratum), 'person')} without a known ${listText(audit.strata)} ${agree(audit.unknownStratum, 'counts', 'count')} overall and in no stratum.`;
