import { formatNumber } from '../../core/charts/index.js';
import { levelText, type RequirementResult } from '../../core/policy/sections/index.js';
import { measureLabel } from './glossary.js';
import { groupInText } from './groups.js';
import { basisText, boundText, intervalText } from './requirement-text.js';
import { ofHundred } from './unseen-sentence.js';

/**
 * A requirement about groups that are known as probabilities, for readers without statistics: what is known of either side, what the verdict rests on, and what the
 * policy asks. Empty for any other.
 */
export function likelySentence(requirement: RequirementResult): string {
  const { likely, group, reference, lower, upper } = requirement;
  if (likely === undefined || group === null) return '';
  const label = measureLabel(requirement);
  const side = (rate: typeof likely.group): string =>
    likely.by === 'bounds' ? ofHundred(rate.bounds) : counted(rate.weighted);
  const sides = [
    `in the group ${groupInText(group)} it ${side(likely.group)}`,
    ...(reference === null || likely.reference === undefined
      ? []
      : [`in the group ${groupInText(reference)} it ${side(likely.reference)}`]),
  ];
  const interval =
    lower === null && upper === null
      ? ''
      : ` With the chance of the sample ${requirement.compare === 'value' ? 'the value' : `the ${requirement.compare}`} may be anything in ${intervalText(requirement)} (${levelText(requirement.level)} interval).`;
  const rests =
    likely.by === 'bounds'
      ? `Nothing is assumed, so the ${label} has no estimate`
      : `Everybody is counted by these chances, which is right only if ${likely.assumption}. The ${label}`;
  return (
    `Nobody recorded ${requirement.by.join(' and ')}; of each person there is only a chance to belong to a group. ${rests}: ${sides.join('; ')}.${interval} ` +
    `The policy asks for ${boundText(requirement).replace(/^within/, 'a difference within')} (${basisText(requirement.basis)}).`
  );
}

const counted = (rate: number | null): string =>
  rate === null ? 'cannot be told' : `is ${formatNumber(rate * 100, 1)} %`;
