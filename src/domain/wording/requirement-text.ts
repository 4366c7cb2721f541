import { decimalsApart, formatInterval, formatPlain, formatValue, type ValueUnit } from '../../core/charts/index.js';
import { decimalsOfSides, unitOfGap } from '../../core/policy/judge/index.js';
import { type Basis, compositeOf, type RequirementResult } from '../../core/policy/sections/index.js';
import { printedAmount, printedBound } from './amounts.js';
import { changeBound, changeSubject, isLevelChange, PLAIN_DECIMALS } from './change-sentence.js';
import { differenceUnit, measureLabel, metricWords } from './glossary.js';
import { byLabel } from './groups.js';
import { isValue, valueSubject } from './value-sentence.js';

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
export function nearestBound(requirement: RequirementResult): number {
  const { brokenBound, estimate, compare } = requirement;
  const broken = brokenBound?.min ?? brokenBound?.max;
  if (broken !== undefined) return broken;
  const { lower, upper } = allowedEnds(requirement);
  const ends = [lower, upper].filter((end) => end !== null);
  const scale = (value: number) => (compare === 'ratio' ? Math.log(Math.max(value, Number.MIN_VALUE)) : value);
  const distance = (end: number) => Math.abs(scale(end) - scale(estimate ?? end));
  return ends.sort((a, b) => distance(a) - distance(b))[0] ?? 0;
}

/** Decimals with which neither the estimate nor an end of its interval looks equal to an end of the allowed range that it does not equal. */
export function decimalsOf(requirement: RequirementResult): number {
  const factor = factorOf(requirement);
  const least = factor === 100 ? 1 : 2;
  const { lower, upper } = allowedEnds(requirement);
  const shown = [requirement.estimate, requirement.lower, requirement.upper].filter((value) => value !== null);
  const ends = [lower, upper].filter((end) => end !== null);
  const apart = shown.flatMap((value) => ends.map((end) => decimalsApart(value * factor, end * factor, least)));
  return Math.max(least, ...apart);
}

/**
 * Decimals with which both sides of a gap and the gap itself are told, so that a reader who subtracts the two comes out at the third; undefined where nothing is
 * subtracted, or each is told by its own size.
 */
export function decimalsOfGap(requirement: RequirementResult): number | undefined {
  const factor = factorOf(requirement);
  const least = Math.max(decimalsOf(requirement), factor === 1 ? PLAIN_DECIMALS : 0);
  return decimalsOfSides(requirement, { factor, least });
}

/** The estimate with as many decimals as keep it apart from its bound, and the two sides subtract to it. */
export const estimateText = (requirement: RequirementResult): string =>
  estimateWith(requirement, decimalsOfGap(requirement));

/** @param decimals as many; without it as many as keep the estimate apart from its bound */
function estimateWith(requirement: RequirementResult, decimals: number | undefined): string {
  const unit = unitOfGap(requirement);
  if (unit !== undefined && requirement.estimate !== null) {
    const { lower, upper } = allowedEnds(requirement);
    return printedAmount(requirement.estimate, unit, [lower, upper], decimals);
  }
  const value = formatValue(requirement.estimate, unitOf(requirement), decimals ?? decimalsOf(requirement));
  return isFactor(requirement) ? `\u00d7 ${value}` : value;
}

/** An amount as it is printed, kept apart from the ends of the allowed range. */
function signedAmount(value: number, unit: string, beside?: RequirementResult): string {
  const ends = beside === undefined ? null : allowedEnds(beside);
  return printedAmount(value, unit, ends === null ? [] : [ends.lower, ends.upper]);
}

/** Whether the result is a factor: the change of a ratio is one itself, 1.2 being a fifth farther from equality. */
const isFactor = (requirement: RequirementResult): boolean =>
  isChange(requirement) && requirement.compare === 'ratio' && requirement.estimate !== null;

/**
 * Text of estimate and interval with the unit once: `+20.3 [+17.0, +23.5] pp`. It stands without the two sides, so that no decimals are spent on what a reader
 * could subtract, and all three have the same.
 */
export function measureText(requirement: RequirementResult): string {
  const estimate = estimateWith(requirement, undefined);
  if (requirement.lower === null) return estimate;
  return `${estimate.replace(/ (%|pp)$/, '')} ${spanWith(requirement, requirement, undefined)}`;
}

/** Text of the interval beside the estimate as `estimateText` tells it, with the same decimals. */
export const intervalText = (requirement: RequirementResult): string => spanText(requirement, requirement);

interface Ends {
  readonly lower: number | null;
  readonly upper: number | null;
}

/** Text of an interval of the gap of a requirement, beside its estimate as `estimateText` tells it. */
export const spanText = (requirement: RequirementResult, ends: Ends): string =>
  spanWith(requirement, ends, decimalsOfGap(requirement));

function spanWith(requirement: RequirementResult, { lower, upper }: Ends, decimals: number | undefined): string {
  const unit = unitOfGap(requirement);
  if (unit === undefined || lower === null || upper === null)
    return formatInterval(lower, upper, unitOf(requirement), decimals ?? decimalsOf(requirement));
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
  if (amountUnit !== undefined) return printedBound(value, amountUnit);
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
