import { formatNumber } from '../../core/charts/index.js';
import { levelText, type RequirementResult } from '../../core/policy/sections/index.js';
import { measureLabel } from './glossary.js';
import { groupInText } from './groups.js';
import { basisText, boundText, intervalText } from './requirement-text.js';

type Range = NonNullable<RequirementResult['unseen']>['bounds'];

/** A share of people as a range of per cent. */
export const ofHundred = ({ lower, upper }: Range): string =>
  lower === null || upper === null
    ? 'cannot be told'
    : `is somewhere between ${formatNumber(lower * 100, 1)} and ${formatNumber(upper * 100, 1)} %`;

/**
 * A requirement whose labels are seen for one prediction only, for readers without statistics: what is not known, the range for either side, and what the
 * policy asks. Empty for any other.
 */
export function unseenSentence(requirement: RequirementResult): string {
  const { unseen, group, reference, lower, upper } = requirement;
  if (unseen === undefined || group === null) return '';
  const label = measureLabel(requirement);
  const sides = [
    `in the group ${requirement.by.length === 0 ? 'of everyone' : groupInText(group)} it ${ofHundred(unseen.group)}`,
    ...(reference === null || unseen.reference === undefined
      ? []
      : [`in the group ${groupInText(reference)} it ${ofHundred(unseen.reference)}`]),
  ];
  const interval =
    lower === null && upper === null
      ? ''
      : ` With the chance of the sample ${requirement.compare === 'value' ? 'the value' : `the ${requirement.compare}`} may be anything in ${intervalText(requirement)} (${levelText(requirement.level)} interval).`;
  return (
    `Nobody knows what became of people without the ${unseen.seenFor} prediction, so the ${label} has no estimate: ${sides.join('; ')}.${interval} ` +
    `The policy asks for ${boundText(requirement).replace(/^within/, 'a difference within')} (${basisText(requirement.basis)}).`
  );
}
