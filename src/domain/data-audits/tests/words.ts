import { agree, counted } from '../../../core/base/counted.js';
import { percentText } from '../../../core/base/percent-text.js';
import { decimalsBesides } from '../../../core/charts/index.js';
import type { Finding, Judged } from '../../../core/fairness/sources/index.js';
import type { GroupKey } from '../../../core/fairness/tally/index.js';
import { levelText } from '../../../core/policy/sections/index.js';

/** A share in per cent, or that there is none. */
export function shareText(value: number | null): string {
  return value === null ? 'undefined' : percentText(value);
}

/**
 * Writes the numbers of a finding beside a bound, each on its side of it: 0.7996 beside 0.8 is not `0.80`.
 *
 * @param decimals with which they are written unless one lies next to a bound
 */
export function besideText(finding: Finding, bounds: readonly number[], decimals: number): (value: number) => string {
  const needed = decimalsBesides(numbersOf(finding), bounds, decimals);
  return (value) => value.toFixed(needed);
}

/** The same per cent, without unit and sign: `9.96` beside 10. */
export function percentBeside(finding: Finding, bounds: readonly number[]): (value: number) => string {
  const percent = (value: number): number => Math.abs(value) * 100;
  const values = numbersOf(finding).map((value) => (value === null ? null : percent(value)));
  const needed = decimalsBesides(values, bounds.map(percent), PERCENT_DECIMALS);
  return (value) => percentText(Math.abs(value), needed).replace(' %', '');
}

/** The same with the sign of what is less. */
export function signedPercentBeside(finding: Finding, bounds: readonly number[]): (value: number) => string {
  const show = percentBeside(finding, bounds);
  return (value) => `${value < 0 ? '-' : ''}${show(value)}`;
}

const PERCENT_DECIMALS = 1;

const numbersOf = ({ estimate, lower, upper, simultaneous }: Finding): (number | null)[] => [
  estimate,
  lower,
  upper,
  simultaneous?.lower ?? null,
  simultaneous?.upper ?? null,
];

/** A bound in per cent, with every decimal that the policy gives it. */
export const boundText = (share: number): string => String(Number((share * 100).toPrecision(BOUND_DIGITS)));

/** Digits of a declared number per cent: all of them, without those of binary rounding. */
const BOUND_DIGITS = 12;

export const countText = (count: number): string => Math.round(count).toLocaleString('en-US');

export const groupText = (key: GroupKey): string =>
  Object.values(key)
    .map((value) => value ?? 'unknown')
    .join(' x ');

/** The interval that a verdict rests on: the shared one of a breach, else the plain one. */
export function intervalText(
  { verdict, simultaneous, lower, upper, level }: Finding,
  show: (value: number) => string,
): string {
  const {
    lower: low,
    upper: high,
    level: at,
  } = verdict === 'fail' && simultaneous !== null ? simultaneous : { lower, upper, level };
  if (low === null || high === null) return 'no interval';
  return `${levelText(at)} interval ${show(low)} to ${show(high)}`;
}

/** What a verdict rests on beside the finding that decided: groups that are too small, comparisons that are open. */
export function openText({ verdict, findings }: Judged): string {
  if (verdict === 'pass' || verdict === 'fail') {
    const others = findings.filter((one) => one.verdict === 'fail').length - 1;
    return others > 0 ? ` ${counted(others, 'other comparison')} ${agree(others, 'fails', 'fail')} as well.` : '';
  }
  const few = new Set(findings.flatMap(({ status, group }) => (status === 'insufficient' ? [groupText(group)] : [])))
    .size;
  const open = findings.filter((one) => one.status === 'ok' && one.verdict === 'inconclusive').length;
  const parts = [
    ...(open > 0 ? [`${counted(open, 'comparison')} cannot be told from the bound with these people`] : []),
    ...(few > 0 ? [`${counted(few, 'group')} ${agree(few, 'is', 'are')} too small to judge`] : []),
  ];
  return parts.length === 0 ? '' : ` ${parts.join(', and ').replace(/^./, (letter) => letter.toUpperCase())}.`;
}
