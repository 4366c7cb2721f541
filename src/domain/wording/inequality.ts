import { formatCount, formatNumber, formatValue } from '../../core/charts/index.js';
import type { InequalitySection } from '../audits/result/index.js';
import { byLabel } from './groups.js';

/** Share of the inequality that lies between groups, 0..1; null where there is no inequality to divide. */
export function shareBetween({ generalizedEntropy: { index, betweenGroups } }: InequalitySection): number | null {
  return index === null || betweenGroups === null || index === 0 ? null : betweenGroups / index;
}

/** Says how unequally decisions benefited people, and how much of that lies between groups. */
export function inequalitySentence(sections: readonly InequalitySection[]): string {
  const [first] = sections;
  if (first === undefined) return '';
  const { index, reason } = first.generalizedEntropy;
  if (index === null) return `The inequality of benefits cannot be computed: ${reason ?? 'undefined'}.`;
  const parts = sections.flatMap((section) => {
    const share = shareBetween(section);
    return share === null ? [] : [`${formatValue(share, 'share')} for ${byLabel(section.by)}`];
  });
  const between =
    parts.length === 0
      ? ''
      : ` The part of it that lies between groups is ${parts.join(', ')}; the rest lies between people of the same group.`;
  const unknown = unknownSentence(sections);
  return `The errors of the decisions make an inequality of benefits of ${formatNumber(index, 3)} among all people (0: everybody is treated as well as everybody else).${between}${unknown}`;
}

/** Says how many people are of unknown group and so in no comparison between groups, which decides what the comparison is worth. */
function unknownSentence(sections: readonly InequalitySection[]): string {
  const counts = sections.flatMap(({ by, generalizedEntropy: { unknown = 0, n } }) =>
    unknown === 0 ? [] : [`${formatCount(unknown)} of ${formatCount(n)} for ${byLabel(by)}`],
  );
  return counts.length === 0
    ? ''
    : ` People of unknown group are left out of the part between groups: ${counts.join(', ')}.`;
}

/** Explains what is counted; it is printed once before the table. */
export const INEQUALITY_METHOD =
  'A person wrongly refused has benefit 0, one decided rightly 1, one wrongly granted 2. The indices (generalized entropy with alpha 2, and Theil) measure how unequally these benefits fall. ' +
  'Epsilon is about decisions alone: no group is more than e to the epsilon times as likely as another to get prediction 1, or prediction 0 (smoothed differential fairness).';
