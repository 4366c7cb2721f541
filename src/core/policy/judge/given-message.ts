import { agree, counted } from '../../base/counted.js';
import type { RequirementResult } from '../sections/result-types.js';
import { countText, numberText } from '../sections/text.js';

/** Below this a p-value is told as smaller. */
const LEAST_P = 0.001;

/** Says within what the groups were compared, who is in no stratum, what the gap is without strata, and whether it is the same in all. */
export function givenSentence({ given, within, compare, level }: Omit<RequirementResult, 'message'>): string {
  if (given === undefined || within === undefined) return '';
  const { strata, allStrata, outside, crude, homogeneity } = within;
  const of = `Both are standardised over ${counted(countText(strata), 'stratum')} of ${given.join(' x ')} that ${agree(strata, 'has', 'have')} people of both groups, of ${countText(allStrata)}`;
  const left =
    outside > 0 ? `; ${counted(countText(outside), 'person')} ${agree(outside, 'is', 'are')} in no such stratum` : '';
  const together = crude === null ? '' : ` Without strata the ${compare} is ${numberText(crude)}.`;
  return `${of}${left}.${together}${homogeneityText(homogeneity, level)}`;
}

function homogeneityText(test: NonNullable<RequirementResult['within']>['homogeneity'], level: number): string {
  if (test === null) return ' Whether the odds ratio is the same in all strata cannot be tested.';
  const p = test.pValue < LEAST_P ? `p below ${LEAST_P}` : `p ${numberText(test.pValue)}`;
  return test.pValue < 1 - level
    ? ` The odds ratio is not the same in all strata (Breslow and Day's test, ${p}): read them one by one.`
    : ` No difference of the odds ratio between strata is shown (Breslow and Day's test, ${p}).`;
}
