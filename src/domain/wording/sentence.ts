import { formatNumber } from '../../core/charts/index.js';
import type { GroupKey } from '../../core/fairness/tally/index.js';
import {
  isLargestOf,
  showsAnother,
  strataSentence,
  undecidedSmallGroups,
  unitOfValues,
  untestedSentence,
} from '../../core/policy/judge/index.js';
import {
  compositeOf,
  evidenceUnits,
  isTogether,
  levelText,
  type RequirementResult,
} from '../../core/policy/sections/index.js';
import type { AuditResult } from '../audits/result/index.js';
import { printedAmount } from './amounts.js';
import { changeSides, isLevelChange, PLAIN_DECIMALS } from './change-sentence.js';
import { conclusionSentence, widerSentence } from './conclusion.js';
import { measureLabel, metricKey, metricWords } from './glossary.js';
import { byLabel, findGroup, groupInText } from './groups.js';
import { likelySentence } from './likely-sentence.js';
import {
  basisText,
  boundText,
  decimalsOf,
  decimalsOfGap,
  estimateText,
  intervalText,
  isChange,
  nearestBound,
  unitOf,
} from './requirement-text.js';
import { unseenSentence } from './unseen-sentence.js';
import { isValue, valueOwner, valueSentence } from './value-sentence.js';

/** Value of a rate. It is the judge's own, because a pool is in no list of groups. */
const rateOf = (
  result: AuditResult,
  requirement: RequirementResult,
  key: GroupKey,
  judged: number | null | undefined,
): number | null => judged ?? findGroup(result, key)?.metrics[metricKey(requirement)]?.estimate ?? null;

const MOST_RATE_DECIMALS = 6;

/**
 * Decimals of both rates "of every 100": one, so that 42.3 and 22.0 differ, and more where a reader who divides or subtracts the two would
 * come out on another side of the bound than the estimate beside them.
 */
function rateDecimals(requirement: RequirementResult, one: number, other: number): number {
  const { estimate, compare } = requirement;
  if (estimate === null) return 1;
  const [bound, unit] = compare === 'ratio' ? [nearestBound(requirement), 1] : [nearestBound(requirement) * 100, 100];
  const side = Math.sign(estimate * unit - bound);
  for (let decimals = 1; decimals <= MOST_RATE_DECIMALS; decimals++) {
    const [first, second] = [one, other].map((rate) => Number((rate * 100).toFixed(decimals))) as [number, number];
    // What the rates themselves do not give, such as the estimate of a pool, no decimal mends.
    const read = compare === 'ratio' ? first / second : first - second;
    if (Math.sign(Number(read.toFixed(SAME_READING)) - bound) === side) return decimals;
  }
  return 1;
}

/** Decimals to which what a reader computes is compared with a bound: binary fractions make nothing of them. */
const SAME_READING = 9;

function changeSentence(requirement: RequirementResult): string {
  const { group, reference } = requirement;
  if (group === null || reference === null || requirement.estimate === null) return requirement.message;
  const ratio = requirement.compare === 'ratio';
  const value = estimateText(requirement).replace(' pp', ' percentage points').replace('\u00d7 ', '');
  const interval =
    requirement.lower === null
      ? ''
      : ` (the data are consistent with ${intervalText(requirement)}, ${levelText(requirement.level)} interval)`;
  return (
    `Since the accepted audit the gap in ${measureLabel(requirement)} between ${groupInText(group)} and ${groupInText(reference)} changed by ` +
    `${ratio ? 'a factor of ' : ''}${value}${interval}; above ${ratio ? '1' : '0'} it grew.`
  );
}

function comparisonSentence(result: AuditResult, requirement: RequirementResult): string {
  const { group, reference } = requirement;
  if (requirement.unseen !== undefined) return unseenSentence(requirement);
  if (requirement.likely !== undefined) return likelySentence(requirement);
  if (isChange(requirement)) return changeSentence(requirement);
  if (isLevelChange(requirement)) return changeSides(requirement, decimalsOfGap(requirement));
  if (isValue(requirement))
    return valueSentence(requirement, (share) => formatNumber(share * 100, decimalsOf(requirement)));
  if (group === null || reference === null) return '';
  const words = metricWords(metricKey(requirement), requirement.unit);
  const first = rateOf(result, requirement, group, requirement.groupValue);
  const second = rateOf(result, requirement, reference, requirement.referenceValue);
  const [one, other] = [comparedLabel(requirement, group), comparedLabel(requirement, reference)];
  const unit = unitOfValues(requirement);
  const over =
    requirement.given === undefined ? 'The' : `Standardised over the same ${byLabel(requirement.given)}, the`;
  const shown = (value: number, of: string) => printedAmount(value, of, [], decimalsOfGap(requirement));
  if (unit !== undefined && first !== null && second !== null)
    return `${over} ${measureLabel(requirement)} is ${shown(first, unit)} in the group ${one} and ${shown(second, unit)} in the group ${other}.`;
  if (first === null || second === null) return `The ${words.label} was compared between ${one} and ${other}.`;
  const plain = (value: number) => formatNumber(value, decimalsOfGap(requirement) ?? PLAIN_DECIMALS);
  if (words.unit !== 'share')
    return `The ${words.label} is ${plain(first)} in the group ${one} and ${plain(second)} in the group ${other}.`;
  const decimals = decimalsOfGap(requirement) ?? rateDecimals(requirement, first, second);
  const show = (rate: number): string => formatNumber(rate * 100, decimals);
  const among = requirement.given === undefined ? '' : `Standardised over the same ${byLabel(requirement.given)}: `;
  return `${among}${among === '' ? 'Of' : 'of'} every 100 ${words.people} in the group ${one}, ${show(first)} ${words.outcome}; in the group ${other} it was ${show(second)}.`;
}

/** The name of a group; of a measure over several rates without the score or prediction, which the name of the rate says. */
function comparedLabel({ by, metric }: RequirementResult, group: GroupKey): string {
  if (!isTogether({ metric })) return groupInText(group);
  return groupInText(Object.fromEntries(Object.entries(group).filter(([name]) => by.includes(name))));
}

const MEASURES: Readonly<Record<RequirementResult['compare'], string>> = {
  ratio: 'The first is',
  difference: 'The difference is',
  value: 'The value is',
  change: 'The change is',
};

/** A composite measure is called by its name, but for ratios, which read as times. */
function measureStart(requirement: RequirementResult): string {
  const { metric, compare, from } = requirement;
  // The value of a group that is no share of people has no sentence of its own, so that this one says what it is and whose.
  if (isValue(requirement) && from === undefined && !isLargestOf(requirement) && unitOf(requirement) !== 'share')
    return `The ${measureLabel(requirement)}${valueOwner(requirement)} is`;
  if (compositeOf(metric) === null || compare === 'ratio') return MEASURES[compare];
  const largest = isValue(requirement) ? 'the largest of all groups' : 'the widest of all gaps';
  return `The ${metricWords(metric).label}${showsAnother(requirement) ? `, ${largest},` : ''} is`;
}

/** What the policy asks, after a semicolon. */
const askedText = (requirement: RequirementResult): string =>
  isLevelChange(requirement)
    ? `the policy allows it to ${boundText(requirement)}`
    : `the policy asks for ${boundText(requirement).replace(/^within/, 'a difference within')}`;

function measureSentence(requirement: RequirementResult): string {
  if (requirement.estimate === null || isChange(requirement)) return '';
  const kind =
    requirement.change?.relative === true ? 'Relative to what it was, the change is' : measureStart(requirement);
  const times = requirement.compare === 'ratio' ? ' times the second' : '';
  const estimate = estimateText(requirement).replace(' pp', ' percentage points');
  const interval =
    requirement.lower === null
      ? ''
      : ` (the data are consistent with ${intervalText(requirement)}, ${levelText(requirement.level)} interval)`;
  return `${kind} ${estimate}${times}${interval}; ${askedText(requirement)} (${basisText(requirement.basis)}).`;
}

/**
 * One requirement in words that need no statistics: the two groups, the measure with its bound and basis, the conclusion, the groups too
 * small to judge, and a waiver if there is one.
 */
export function plainSentence(result: AuditResult, requirement: RequirementResult): string {
  const few = undecidedSmallGroups(requirement);
  const people =
    few.length === 0 || isLevelChange(requirement)
      ? ''
      : `Too few ${evidenceUnits(requirement.metric)} to judge alone: ${few.map(groupInText).join('; ')}.`;
  const waiver = requirement.waived
    ? `Waived by ${requirement.waived.owner} until ${requirement.waived.until}: ${requirement.waived.reason}.`
    : '';
  return [
    comparisonSentence(result, requirement),
    strataSentence(requirement),
    measureSentence(requirement),
    `${conclusionSentence(requirement)}${widerSentence(requirement)}`,
    people,
    isLevelChange(requirement) ? untestedSentence(requirement).trim() : '',
    waiver,
  ]
    .filter((sentence) => sentence !== '')
    .join(' ');
}
