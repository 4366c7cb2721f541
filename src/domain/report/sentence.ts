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
export const estimateText = (requirement: RequirementResult): string =>
  formatValue(requirement.estimate, unitOf(requirement), decimalsOf(requirement));

/** Estimate and interval with the unit once: `+20.3 [+17.0, +23.5] pp`. */
export const measureText = (requirement: RequirementResult): string =>
  requirement.lower === null
    ? estimateText(requirement)
    : `${estimateText(requirement).replace(/ (%|pp)$/, '')} ${intervalText(requirement)}`;

export const intervalText = (requirement: RequirementResult): string =>
  formatInterval(requirement.lower, requirement.upper, unitOf(requirement), decimalsOf(requirement));

/** The first letter raised, as a caption begins. */
export const sentenceCase = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

/** `at least 0.8`, `at most 10 pp` */
export function boundText(requirement: RequirementResult): string {
  const points = unitOf(requirement) === 'points';
  const show = (value: number) => (points ? `${formatPlain(value * 100)} pp` : formatPlain(value));
  const parts = [
    requirement.bound.min === undefined ? null : `at least ${show(requirement.bound.min)}`,
    requirement.bound.max === undefined ? null : `at most ${show(requirement.bound.max)}`,
  ];
  return parts.filter((part) => part !== null).join(' and ') || 'none';
}

/** `favourable rate by race, ratio` */
export const subjectText = (requirement: RequirementResult): string =>
  `${metricWords(requirement.metric).label} by ${byLabel(requirement.by)}, ${requirement.compare}`;

/** Digits of "of every 100": one decimal, so that 42.3 and 22.0 stay apart. */
function ratePhrase(result: AuditResult, requirement: RequirementResult, key: GroupKey): string | null {
  const value = findGroup(result, key)?.metrics[requirement.metric]?.estimate ?? null;
  return value === null ? null : formatNumber(value * 100, 1);
}

function comparisonSentence(result: AuditResult, requirement: RequirementResult): string {
  const { group, reference } = requirement;
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
  if (requirement.estimate === null) return '';
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
