import { counted } from '../../core/base/counted.js';
import {
  decimalsApart,
  formatCount,
  formatInterval,
  formatNumber,
  formatPlain,
  formatValue,
  type ValueUnit,
} from '../../core/charts/index.js';
import type { GroupKey } from '../../core/fairness/tally/index.js';
import {
  undecidedBy,
  undecidedSmallGroups,
  unitOfGap,
  unitOfValues,
  untestedSentence,
} from '../../core/policy/judge/index.js';
import {
  amountText,
  type Basis,
  compositeOf,
  declaredText,
  levelText,
  type RequirementResult,
  type VerdictReason,
} from '../../core/policy/sections/index.js';
import type { AuditResult } from '../audits/result/index.js';
import { changeBound, changeSides, changeSubject, isLevelChange } from './change-sentence.js';
import { differenceUnit, measureLabel, metricKey, metricWords } from './glossary.js';
import { byLabel, findGroup, groupLabel } from './groups.js';
import { isValue, valueReason, valueSentence, valueSubject } from './value-sentence.js';

const BASIS_WORDS: Readonly<Record<Basis['kind'], string>> = {
  law: 'law',
  guidance: 'official guidance',
  practice: 'professional practice',
  ours: "the organisation's own rule",
};

/** Text of a basis: `official guidance: 29 CFR 1607.4(D)`. */
export const basisText = (basis: Basis): string => `${BASIS_WORDS[basis.kind]}: ${basis.source}`;

type Measured = Pick<RequirementResult, 'metric' | 'compare' | 'change'>;

/** Unit of a requirement: shares are shown in per cent, their differences in percentage points, amounts and their differences in the unit of
 * the decisions, ratios and scores as numbers. */
export function unitOf(requirement: Measured): ValueUnit {
  const { unit } = metricWords(requirement.metric);
  if (isValue(requirement)) return unit;
  if (isLevelChange(requirement)) return requirement.change?.relative ? 'share' : differenceUnit(requirement.metric);
  return requirement.compare === 'difference' ? differenceUnit(requirement.metric) : 'number';
}

/** What a number is multiplied by when it is shown: shares and their differences are per cent. */
const factorOf = (requirement: Measured): number =>
  unitOf(requirement) === 'share' || unitOf(requirement) === 'points' ? 100 : 1;

/** The range that was judged: a `min` on a ratio may also bind from above, at 1 / min. */
export function allowedEnds({ compare, bound, allowed }: RequirementResult): {
  readonly lower: number | null;
  readonly upper: number | null;
} {
  if (allowed !== undefined) return allowed;
  const upper = bound.max ?? null;
  return { lower: bound.min ?? (compare === 'difference' && upper !== null ? -upper : null), upper };
}

/** The bound that was broken, otherwise the end of the allowed range that is nearer to the estimate. */
function nearestBound(requirement: RequirementResult): number {
  const { brokenBound, estimate, compare } = requirement;
  const broken = brokenBound?.min ?? brokenBound?.max;
  if (broken !== undefined) return broken;
  const { lower, upper } = allowedEnds(requirement);
  const ends = [lower, upper].filter((end) => end !== null);
  const scale = (value: number) => (compare === 'ratio' ? Math.log(Math.max(value, Number.MIN_VALUE)) : value);
  const distance = (end: number) => Math.abs(scale(end) - scale(estimate ?? end));
  return ends.sort((a, b) => distance(a) - distance(b))[0] ?? 0;
}

function decimalsOf(requirement: RequirementResult): number {
  const factor = factorOf(requirement);
  const value = requirement.estimate === null ? null : Math.abs(requirement.estimate) * factor;
  return decimalsApart(value, Math.abs(nearestBound(requirement)) * factor, factor === 100 ? 1 : 2);
}

/** The estimate with as many decimals as keep it apart from its bound. */
export function estimateText(requirement: RequirementResult): string {
  const unit = unitOfGap(requirement);
  if (unit !== undefined && requirement.estimate !== null) return signedAmount(requirement.estimate, unit, requirement);
  const value = formatValue(requirement.estimate, unitOf(requirement), decimalsOf(requirement));
  return isFactor(requirement) ? `\u00d7 ${value}` : value;
}

/** An amount with a true minus sign, kept apart from the ends of the allowed range. */
function signedAmount(value: number, unit: string, beside?: RequirementResult): string {
  const ends = beside === undefined ? null : allowedEnds(beside);
  return withMinus(amountText(value, unit, ends === null ? [] : [ends.lower, ends.upper]));
}

const withMinus = (text: string): string => text.replace(/^-/, '\u2212');

/** Whether the result is a factor: the change of a ratio is one itself, 1.2 being a fifth farther from equality. */
const isFactor = (requirement: RequirementResult): boolean =>
  isChange(requirement) && requirement.compare === 'ratio' && requirement.estimate !== null;

/** Text of estimate and interval with the unit once: `+20.3 [+17.0, +23.5] pp`. */
export const measureText = (requirement: RequirementResult): string =>
  requirement.lower === null
    ? estimateText(requirement)
    : `${estimateText(requirement).replace(/ (%|pp)$/, '')} ${intervalText(requirement)}`;

export const intervalText = (requirement: RequirementResult): string => spanText(requirement, requirement);

interface Ends {
  readonly lower: number | null;
  readonly upper: number | null;
}

/** Text of an interval of the gap of a requirement. */
export function spanText(requirement: RequirementResult, { lower, upper }: Ends): string {
  const unit = unitOfGap(requirement);
  if (unit === undefined || lower === null || upper === null)
    return formatInterval(lower, upper, unitOf(requirement), decimalsOf(requirement));
  return `[${signedAmount(lower, unit, requirement)}, ${signedAmount(upper, unit, requirement)}]`;
}

/** End of the id of a requirement's test against an accepted audit (core/policy/baseline). */
const CHANGE_SUFFIX = '@baseline';

/** Whether a result tests how a gap changed since an accepted audit, and not the gap itself. */
export const isChange = (requirement: Pick<RequirementResult, 'id'>): boolean => requirement.id.endsWith(CHANGE_SUFFIX);

/** Words with a capital first letter, as a caption begins. */
export const sentenceCase = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

/** Text of a bound in the unit of its metric: `10 pp`, `75 %`, `0.8`, `USD 500`. */
export function boundValueText(requirement: RequirementResult, value: number): string {
  const amountUnit = unitOfGap(requirement);
  if (amountUnit !== undefined) return withMinus(declaredText(value, amountUnit));
  const unit = unitOf(requirement);
  if (unit === 'number') return formatPlain(value);
  return `${formatPlain(value * 100)} ${unit === 'points' ? 'pp' : '%'}`;
}

function endsText(requirement: RequirementResult, lower: number | null, upper: number | null): string {
  const show = (value: number) => boundValueText(requirement, value);
  if (requirement.compare === 'difference' && upper !== null && lower === -upper) return `within \u00b1${show(upper)}`;
  const parts = [lower === null ? null : `at least ${show(lower)}`, upper === null ? null : `at most ${show(upper)}`];
  return parts.filter((part) => part !== null).join(' and ') || 'none';
}

/**
 * Text of the bound that the estimate was compared with: `at least 0.8`, `at most 1.25` where the same `min` was broken in the other
 * direction, `at least 0.8 and at most 1.25` where neither was, `within \u00b110 pp`.
 */
export function boundText(requirement: RequirementResult): string {
  if (isChange(requirement)) return 'no growth';
  if (isLevelChange(requirement)) return changeBound(requirement);
  const { brokenBound, compare } = requirement;
  const { lower, upper } = allowedEnds(requirement);
  const broken = compare === 'ratio' && (brokenBound?.min ?? brokenBound?.max) !== undefined;
  return broken
    ? endsText(requirement, brokenBound?.min ?? null, brokenBound?.max ?? null)
    : endsText(requirement, lower, upper);
}

/** Text of the bound as the policy writes it, whatever the result is. */
export function policyBoundText(requirement: RequirementResult): string {
  if (isChange(requirement)) return 'no growth';
  if (isLevelChange(requirement)) return changeBound(requirement);
  const { min = null, max = null } = requirement.bound;
  const twoSided = requirement.compare === 'difference' && allowedEnds(requirement).lower !== null;
  return endsText(requirement, twoSided && max !== null ? -max : min, max);
}

/** Within what groups are compared: `, within the same department`. */
const givenText = ({ given }: RequirementResult): string =>
  given === undefined ? '' : `, within the same ${byLabel(given)}`;

/** Subject of a requirement: `favourable rate by race, ratio`. */
export function subjectText(requirement: RequirementResult): string {
  if (isValue(requirement)) return valueSubject(requirement);
  if (isLevelChange(requirement)) return changeSubject(requirement);
  const label = measureLabel(requirement);
  const by = byLabel(requirement.by);
  return isChange(requirement)
    ? `gap in ${label} by ${by}, change since the accepted audit`
    : `${label} by ${by}${compositeOf(requirement.metric) === null ? `, ${requirement.compare}` : ''}${givenText(requirement)}`;
}

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
    `Since the accepted audit the gap in ${measureLabel(requirement)} between ${groupLabel(group)} and ${groupLabel(reference)} changed by ` +
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
  if (isLevelChange(requirement)) return changeSides(requirement);
  if (isValue(requirement))
    return valueSentence(requirement, (share) => formatNumber(share * 100, decimalsOf(requirement)));
  if (group === null || reference === null) return '';
  const words = metricWords(metricKey(requirement), requirement.unit);
  const first = rateOf(result, requirement, group, requirement.groupValue);
  const second = rateOf(result, requirement, reference, requirement.referenceValue);
  const [one, other] = [groupLabel(group), groupLabel(reference)];
  const unit = unitOfValues(requirement);
  if (unit !== undefined && first !== null && second !== null)
    return `The ${measureLabel(requirement)} is ${signedAmount(first, unit)} in the group ${one} and ${signedAmount(second, unit)} in the group ${other}.`;
  if (words.unit !== 'share' || first === null || second === null) {
    return `The ${words.label} was compared between ${one} and ${other}.`;
  }
  const decimals = rateDecimals(requirement, first, second);
  const show = (rate: number): string => formatNumber(rate * 100, decimals);
  const among = requirement.given === undefined ? '' : `Standardised over the same ${byLabel(requirement.given)}: `;
  return `${among}${among === '' ? 'Of' : 'of'} every 100 ${words.people} in the group ${one}, ${show(first)} ${words.outcome}; in the group ${other} it was ${show(second)}.`;
}

const MEASURES: Readonly<Record<RequirementResult['compare'], string>> = {
  ratio: 'The first is',
  difference: 'The difference is',
  value: 'The value is',
  change: 'The change is',
};

/** A composite measure is called by its name, but for ratios, which read as times. */
const measureStart = ({ metric, compare }: RequirementResult): string =>
  compositeOf(metric) === null || compare === 'ratio' ? MEASURES[compare] : `The ${metricWords(metric).label} is`;

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

/** Sentences for reasons; each is true of every result with that reason, whatever the standard of evidence. */
const REASON_SENTENCES: Readonly<Partial<Record<VerdictReason, string>>> = {
  'estimate-beyond': 'The measured value lies beyond the bound; under this standard the measured value decides.',
  'estimates-within': 'The measured values of all groups with enough people lie within the bound.',
  'interval-beyond':
    'The gap lies beyond the bound with its whole margin of error, corrected for the number of comparisons, so chance alone is an unlikely explanation.',
  'exact-beyond':
    'One side is too small for a margin of error; its own count lies beyond what the bound leaves it, by an exact test corrected for the number of comparisons.',
  'intervals-within': 'Every comparison that was judged lies within the bound with its whole margin of error.',
  'small-groups':
    'The groups with enough people lie within the bound, but those too small to judge keep it from passing.',
  'nothing-to-compare': 'There were not two groups with enough people to compare.',
  'not-estimable': 'The comparison or its margin of error cannot be estimated from these counts.',
  'waiver-expired': 'It did not pass, and the waiver that covered it has expired.',
};

const ACROSS = {
  violation: 'the data neither show a breach nor rule it out.',
  compliance:
    'it was not shown that every group lies within; this standard asks for proof, not for the absence of disproof.',
} as const;

/** Words for why a result is open, for readers without statistics. */
const ACROSS_WORDS = {
  interval: 'The margin of error reaches across the bound',
  correction:
    'By itself the margin of error lies beyond the bound, but corrected for the number of comparisons it reaches across',
  tight:
    'By itself the margin of error lies beyond the bound, but widened because either end might break so tight a bound by chance it reaches across',
  count:
    'The margin of error lies beyond the bound, but one side has so few people of one kind that the exact count decides, and it does not show a breach',
} as const;

function acrossText(requirement: RequirementResult): string {
  const words = ACROSS_WORDS[undecidedBy({ ...requirement, allowed: allowedEnds(requirement) })];
  return isValue(requirement) || isLevelChange(requirement)
    ? words.replace('number of comparisons', 'number of groups')
    : words;
}

/** Addition for several comparisons, which is not true of a single one. */
const CORRECTED = ', corrected for the number of comparisons';
const DECIDED_ALONE: Readonly<Partial<Record<VerdictReason, string>>> = {
  'interval-beyond':
    'The gap lies beyond the bound with its whole margin of error, so chance alone is an unlikely explanation.',
  'exact-beyond':
    'One side is too small for a margin of error; its own count lies beyond what the bound leaves it, by an exact test.',
};

function reasonText(requirement: RequirementResult): string | undefined {
  if (isValue(requirement) || isLevelChange(requirement)) return valueReason(requirement);
  const { reason, comparisons } = requirement;
  if (reason === undefined) return undefined;
  return (comparisons === 1 ? DECIDED_ALONE[reason] : undefined) ?? REASON_SENTENCES[reason];
}

/** Sentences for results of older versions, which have no reason. */
const VERDICT_SENTENCES: Readonly<Record<RequirementResult['verdict'], string>> = {
  pass: 'What was judged lies within the bound.',
  fail: 'It was not met.',
  inconclusive: 'The data neither show a breach nor rule it out.',
  not_applicable: 'The data lacks what this requirement needs, so it was not judged.',
};

function conclusionSentence(requirement: RequirementResult): string {
  const { verdict, reason, evidence, nNeeded } = requirement;
  if (isChange(requirement))
    return requirement.comparisons === 1
      ? CHANGE_CONCLUSIONS[verdict].replace(CORRECTED, '')
      : CHANGE_CONCLUSIONS[verdict];
  if (verdict === 'not_applicable') return VERDICT_SENTENCES.not_applicable;
  const words =
    reason === 'interval-across'
      ? `${acrossText(requirement)}: ${ACROSS[evidence === 'compliance' ? 'compliance' : 'violation']}`
      : reasonText(requirement);
  const needed =
    verdict === 'inconclusive' && nNeeded !== null
      ? ` About ${counted(formatCount(nNeeded), 'person')}${requirement.by.length === 0 ? '' : ' in the group'} would decide it if the values stayed as they are.`
      : '';
  return `${words ?? VERDICT_SENTENCES[verdict]}${needed}`;
}

/** Says on which wider interval a failure rests, where it is not the interval shown. */
function widerSentence({ reason, simultaneous, level, comparisons, ...requirement }: RequirementResult): string {
  if (reason !== 'interval-beyond' || simultaneous === null || simultaneous.level === level) return '';
  const shown = { ...requirement, reason, simultaneous, level, comparisons } as RequirementResult;
  const interval = spanText({ ...shown, estimate: simultaneous.lower ?? simultaneous.upper }, simultaneous);
  const why = comparisons === 1 ? 'Widened because either end might break so tight a bound by chance' : 'Corrected';
  return ` ${why}, it is ${interval} at ${levelText(simultaneous.level)}.`;
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
      : `Too few people to judge alone: ${few.map(groupLabel).join('; ')}.`;
  const waiver = requirement.waived
    ? `Waived by ${requirement.waived.owner} until ${requirement.waived.until}: ${requirement.waived.reason}.`
    : '';
  return [
    comparisonSentence(result, requirement),
    measureSentence(requirement),
    `${conclusionSentence(requirement)}${widerSentence(requirement)}`,
    people,
    isLevelChange(requirement) ? untestedSentence(requirement).trim() : '',
    waiver,
  ]
    .filter((sentence) => sentence !== '')
    .join(' ');
}
