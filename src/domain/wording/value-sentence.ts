import { formatNumber, formatPlain } from '../../core/charts/index.js';
import { showsAnother } from '../../core/policy/judge/index.js';
import {
  compositeOf,
  fieldWords,
  isOfEach,
  type RequirementResult,
  type VerdictReason,
} from '../../core/policy/sections/index.js';
import { measureLabel, metricKey, metricWords } from './glossary.js';
import { byLabel, groupInText } from './groups.js';

/** Whether a requirement bounds the metric of each group itself and compares no groups. */
export const isValue = (requirement: Pick<RequirementResult, 'compare' | 'metric'>): boolean => isOfEach(requirement);

/** What is bounded: `accuracy of each group by race`, or `accuracy of everyone`. */
export function valueSubject(requirement: RequirementResult): string {
  const { by, from } = requirement;
  const label = measureLabel(requirement);
  if (from !== undefined) return label;
  return by.length === 0 ? `${label} of everyone` : `${label} of each group by ${byLabel(by)}`;
}

/** Whose value it is, behind the name of the metric. */
export const valueOwner = ({ by, group }: RequirementResult): string =>
  by.length === 0 ? ' of everyone' : ` in the group ${groupInText(group)}`;

const OWN_ERROR_DECIMALS = 3;

/** The value of the group that decided, as a number of people where it is a share: `show` prints a share in per cent without the sign. */
export function valueSentence(requirement: RequirementResult, show: (share: number) => string): string {
  const { group, estimate, from } = requirement;
  if (from !== undefined && estimate !== null)
    return `${from.result} says ${formatPlain(estimate)} ${from.measure === undefined ? 'at' : 'as the'} ${fieldWords(from)}.`;
  if (group === null) return '';
  const words = metricWords(metricKey(requirement), requirement.unit);
  if (estimate === null) return `The ${words.label}${valueOwner(requirement)} cannot be estimated.`;
  if (compositeOf(requirement.metric)?.overlapping === true)
    return showsAnother(requirement)
      ? `The group that decides is ${groupInText(group)}, whose calibration error is ${formatNumber(requirement.groupValue!, OWN_ERROR_DECIMALS)}.`
      : `The calibration error is largest for ${groupInText(group)}.`;
  // What is no share of people is told with its name by the sentence on the measure.
  if (words.unit !== 'share') return '';
  return `Of every 100 ${words.people}${requirement.by.length === 0 ? '' : valueOwner(requirement)}, ${show(estimate)} ${words.outcome}.`;
}

const NEAREST = 'The values of all groups with enough people lie within the bound';

/** Sentences for the reasons of a value; each is true of every result with that reason, whatever the standard of evidence. */
const REASONS: Readonly<Partial<Record<VerdictReason, string>>> = {
  'estimate-beyond': 'The measured value lies beyond the bound; under this standard the measured value decides.',
  'estimates-within': `${NEAREST}.`,
  'interval-beyond':
    'The value lies beyond the bound with its whole margin of error, corrected for the number of groups, so chance alone is an unlikely explanation.',
  'exact-beyond':
    'The group is too small for a margin of error; its own count lies beyond the bound, by an exact test corrected for the number of groups.',
  'intervals-within': `${NEAREST}, each with its whole margin of error.`,
  'small-groups':
    'The groups with enough people lie within the bound, but those too small to judge keep it from passing.',
  'nothing-to-compare': 'There was no group with enough people to judge.',
  'not-estimable': 'The value or its margin of error cannot be estimated from these counts.',
  'small-cells': 'Every margin of error lies within the bound, but counted exactly so few people do not show it.',
  'change-untested':
    'What could be tested lies within the bound, but groups that were large enough in one of the audits could not be tested.',
  'lists-not-whole': 'The values lie within the bound, but too many recorded lists are not whole for them to pass.',
  'waiver-expired': 'It did not pass, and the waiver that covered it has expired.',
};

/** The same where everyone is the only group. */
const OF_EVERYONE: Readonly<Partial<Record<VerdictReason, string>>> = {
  'estimates-within': 'The measured value lies within the bound.',
  'intervals-within': 'The value lies within the bound with its whole margin of error.',
  'nothing-to-compare': 'There are too few people to judge.',
};

/** What the reason of a verdict on a value, or on its change, means; undefined where a gap has the same words. */
export function valueReason({ reason, comparisons, by, compare }: RequirementResult): string | undefined {
  if (reason === undefined) return undefined;
  const words = (by.length === 0 ? OF_EVERYONE[reason] : undefined) ?? REASONS[reason];
  const single = comparisons === 1 ? words?.replace(/,? corrected for the number of groups/, '') : words;
  return compare === 'change' ? single?.replace(/\b(measured )?value(s?)\b/g, '$1change$2') : single;
}
