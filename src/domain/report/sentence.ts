import {
  decimalsApart,
  formatCount,
  formatInterval,
  formatNumber,
  formatPlain,
  formatValue,
  type ValueUnit,
} from '../../core/charts/index.js';
import type { GroupKey } from '../../core/fairness/types.js';
import type { Basis, RequirementResult } from '../../core/policy/types.js';
import type { AuditResult } from '../audit/result.js';
import { metricWords } from './glossary.js';
import { byLabel, findGroup, groupLabel } from './groups.js';

const BASIS_WORDS: Readonly<Record<Basis['kind'], string>> = {
  law: 'law',
  guidance: 'official guidance',
  practice: 'professional practice',
  ours: "the organisation's own rule",
};

/** `official guidance: 29 CFR 1607.4(D)` */
export const basisText = (basis: Basis): string => `${BASIS_WORDS[basis.kind]}: ${basis.source}`;

/** Differences of shares are shown in percentage points, ratios and scores as numbers. */
export const unitOf = (requirement: Pick<RequirementResult, 'metric' | 'compare'>): ValueUnit =>
  requirement.compare === 'difference' && metricWords(requirement.metric).unit === 'share' ? 'points' : 'number';

const nearestBound = (requirement: RequirementResult): number => requirement.bound.min ?? requirement.bound.max ?? 0;

function decimalsOf(requirement: RequirementResult): number {
  const factor = unitOf(requirement) === 'points' ? 100 : 1;
  const value = requirement.estimate === null ? null : Math.abs(requirement.estimate) * factor;
  return decimalsApart(value, Math.abs(nearestBound(requirement)) * factor, factor === 100 ? 1 : 2);
}

/** The estimate with as many decimals as keep it apart from its bound. */
export function estimateText(requirement: RequirementResult): string {
  const value = formatValue(requirement.estimate, unitOf(requirement), decimalsOf(requirement));
  return isFactor(requirement) ? `\u00d7 ${value}` : value;
}

/** The change of a ratio is itself a factor: 1.2 = a fifth farther from equality. */
const isFactor = (requirement: RequirementResult): boolean =>
  isChange(requirement) && requirement.compare === 'ratio' && requirement.estimate !== null;

/** Estimate and interval with the unit once: `+20.3 [+17.0, +23.5] pp`. */
export const measureText = (requirement: RequirementResult): string =>
  requirement.lower === null
    ? estimateText(requirement)
    : `${estimateText(requirement).replace(/ (%|pp)$/, '')} ${intervalText(requirement)}`;

export const intervalText = (requirement: RequirementResult): string =>
  formatInterval(requirement.lower, requirement.upper, unitOf(requirement), decimalsOf(requirement));

/** The id of a requirement's test against an accepted audit ends in this (core/policy/baseline). */
const CHANGE_SUFFIX = '@baseline';

/** Whether a result tests how a gap changed since an accepted audit, and not the gap itself. */
export const isChange = (requirement: Pick<RequirementResult, 'id'>): boolean => requirement.id.endsWith(CHANGE_SUFFIX);

/** The first letter raised, as a caption begins. */
export const sentenceCase = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

/** `at least 0.8`, `at most 10 pp` */
export function boundText(requirement: RequirementResult): string {
  if (isChange(requirement)) return 'no growth';
  const points = unitOf(requirement) === 'points';
  const show = (value: number) => (points ? `${formatPlain(value * 100)} pp` : formatPlain(value));
  const parts = [
    requirement.bound.min === undefined ? null : `at least ${show(requirement.bound.min)}`,
    requirement.bound.max === undefined ? null : `at most ${show(requirement.bound.max)}`,
  ];
  return parts.filter((part) => part !== null).join(' and ') || 'none';
}

/** `favourable rate by race, ratio` */
export function subjectText(requirement: RequirementResult): string {
  const { label } = metricWords(requirement.metric);
  const by = byLabel(requirement.by);
  return isChange(requirement)
    ? `gap in ${label} by ${by}, change since the accepted audit`
    : `${label} by ${by}, ${requirement.compare}`;
}

/** Digits of "of every 100": one decimal, so that 42.3 and 22.0 stay apart. */
function ratePhrase(result: AuditResult, requirement: RequirementResult, key: GroupKey): string | null {
  const value = findGroup(result, key)?.metrics[requirement.metric]?.estimate ?? null;
  return value === null ? null : formatNumber(value * 100, 1);
}

function changeSentence(requirement: RequirementResult): string {
  const { group, reference } = requirement;
  if (group === null || reference === null || requirement.estimate === null) return requirement.message;
  const ratio = requirement.compare === 'ratio';
  const value = estimateText(requirement).replace(' pp', ' percentage points').replace('\u00d7 ', '');
  const level = formatNumber(requirement.level * 100, 0);
  const interval =
    requirement.lower === null
      ? ''
      : ` (the data are consistent with ${intervalText(requirement)}, ${level} % interval)`;
  return (
    `Since the accepted audit the gap in ${metricWords(requirement.metric).label} between ${groupLabel(group)} and ${groupLabel(reference)} changed by ` +
    `${ratio ? 'a factor of ' : ''}${value}${interval}; above ${ratio ? '1' : '0'} it grew.`
  );
}

const CHANGE_CONCLUSIONS: Readonly<Record<RequirementResult['verdict'], string>> = {
  pass: 'No gap is shown to be larger than in the accepted audit, and none can have grown by as much as the bound allows in all.',
  fail: 'The gap grew by more than chance explains, corrected for the number of comparisons.',
  inconclusive: 'The data neither show that the gap grew nor rule it out.',
  not_applicable: '',
};

function comparisonSentence(result: AuditResult, requirement: RequirementResult): string {
  const { group, reference } = requirement;
  if (isChange(requirement)) return changeSentence(requirement);
  if (group === null || reference === null) return '';
  const words = metricWords(requirement.metric);
  const first = ratePhrase(result, requirement, group);
  const second = ratePhrase(result, requirement, reference);
  const [one, other] = [groupLabel(group), groupLabel(reference)];
  if (words.unit !== 'share' || first === null || second === null) {
    return `The ${words.label} was compared between ${one} and ${other}.`;
  }
  return `Of every 100 ${words.people} in the group ${one}, ${first} ${words.outcome}; in the group ${other} it was ${second}.`;
}

function measureSentence(requirement: RequirementResult): string {
  if (requirement.estimate === null || isChange(requirement)) return '';
  const kind = requirement.compare === 'ratio' ? 'The first is' : 'The difference is';
  const times = requirement.compare === 'ratio' ? ' times the second' : '';
  const level = formatNumber(requirement.level * 100, 0);
  const estimate = estimateText(requirement).replace(' pp', ' percentage points');
  const interval =
    requirement.lower === null
      ? ''
      : ` (the data are consistent with ${intervalText(requirement)}, ${level} % interval)`;
  return `${kind} ${estimate}${times}${interval}; the policy asks for ${boundText(requirement)} (${basisText(requirement.basis)}).`;
}

const STANDARD_SENTENCES: Readonly<Record<RequirementResult['evidence'], Readonly<Record<'pass' | 'fail', string>>>> = {
  point: {
    pass: 'The measured values of all groups with enough people lie within the bound.',
    fail: 'The measured value lies beyond the bound; under this standard the measured value decides.',
  },
  violation: {
    pass: 'Every comparison that was judged lies within the bound with its whole margin of error.',
    fail: 'The gap lies beyond the bound with its whole margin of error, corrected for the number of comparisons, so chance alone is an unlikely explanation.',
  },
  compliance: {
    pass: 'Every group that was judged was shown to lie within the bound, margin of error included.',
    fail: 'It was not shown for every group that it lies within the bound; this standard asks for proof, not for the absence of disproof.',
  },
};

function conclusionSentence(requirement: RequirementResult): string {
  if (isChange(requirement)) return CHANGE_CONCLUSIONS[requirement.verdict];
  if (requirement.verdict === 'not_applicable')
    return 'The data lacks what this requirement needs, so it was not judged.';
  if (requirement.verdict !== 'inconclusive') return STANDARD_SENTENCES[requirement.evidence][requirement.verdict];
  const needed =
    requirement.nNeeded === null
      ? ''
      : ` About ${formatCount(requirement.nNeeded)} people in the group would decide it if the values stayed as they are.`;
  return `The data neither show a breach nor rule it out.${needed}`;
}

/**
 * One requirement in words that need no statistics: the two groups, the measure against its bound and basis, the conclusion, who was
 * too few to be judged, and a waiver if there is one.
 */
export function plainSentence(result: AuditResult, requirement: RequirementResult): string {
  const few = requirement.insufficientGroups;
  const people = few.length === 0 ? '' : `Too few people to judge alone: ${few.map(groupLabel).join('; ')}.`;
  const waiver = requirement.waived
    ? `Waived by ${requirement.waived.owner} until ${requirement.waived.until}: ${requirement.waived.reason}.`
    : '';
  return [
    comparisonSentence(result, requirement),
    measureSentence(requirement),
    conclusionSentence(requirement),
    people,
    waiver,
  ]
    .filter((sentence) => sentence !== '')
    .join(' ');
}

/** Decimals of the numbers in a finding. */
const FINDING_DECIMALS = 3;
const NUMBER = String.raw`[-\u2212]?\d+(?:\.\d+)?`;
const RANGE = new RegExp(`(${NUMBER}) (to|and) (${NUMBER})(?![\\d.])`, 'g');
const VALUE_OF_GROUP = /((?:is|and) )(\d\.\d+)( for )/g;

const decimalsIn = (number: string): number => number.split('.')[1]?.length ?? 0;

const withDecimals = (number: string, decimals: number): string => {
  const missing = decimals - decimalsIn(number);
  return missing <= 0 ? number : `${number}${number.includes('.') ? '' : '.'}${'0'.repeat(missing)}`;
};

/**
 * The finding of the judge as the report writes numbers: a true minus sign, and numbers that are compared with equal decimals
 * (`0.5 to 0.572` becomes `0.500 to 0.572`).
 */
export const findingText = (requirement: Pick<RequirementResult, 'message'>): string =>
  requirement.message
    .replace(RANGE, (_, low: string, word: string, high: string) => {
      const decimals = Math.max(decimalsIn(low), decimalsIn(high));
      return `${withDecimals(low, decimals)} ${word} ${withDecimals(high, decimals)}`;
    })
    .replace(
      VALUE_OF_GROUP,
      (_, before: string, value: string, after: string) => `${before}${withDecimals(value, FINDING_DECIMALS)}${after}`,
    )
    .replace(/(?<=^|[\s([])-(?=\d)/g, '\u2212');
