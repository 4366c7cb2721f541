import { decimalsBeside } from '../../stats/index.js';
import { measureWords } from '../sections/metric-needs.js';
import type { RequirementResult } from '../sections/result-types.js';
import { amountText, countText, declaredText, groupText, levelText, numberText } from '../sections/text.js';
import type { ChangeSpec } from '../sections/types.js';
import { decimalsOfSides, unitOfValues } from './sides.js';

type Judged = Omit<RequirementResult, 'message'>;

/** Decimals of a change in per cent, and most of them where it lies near a bound. */
const PERCENT_DECIMALS = 2;
const MOST_DECIMALS = 10;
/** Numbers nearer to a bound than this are the bound but for binary rounding. */
const SAME = 1e-12;

/** Text in per cent, with decimals that keep it on its side of the ends of the allowed range. */
function perCent(value: number, beside: readonly number[]): string {
  const decimals = beside
    .filter((end) => Math.abs(end - value) > SAME)
    .map((end) => decimalsBeside(value * 100, end * 100, PERCENT_DECIMALS, (each) => (value * 100).toFixed(each)));
  return `${Number((value * 100).toFixed(Math.max(PERCENT_DECIMALS, ...decimals.map((each) => each ?? MOST_DECIMALS))))} %`;
}

const endsOf = ({ allowed }: Judged): number[] =>
  [allowed?.lower, allowed?.upper].filter((end) => typeof end === 'number');

/** Text of a change: `-18.5 %` of the accepted value where it is relative, else a plain number or an amount. */
function changeText(value: number | null, r: Judged, decimals?: number): string {
  if (value === null || !Number.isFinite(value)) return 'no limit';
  return r.change?.relative ? perCent(value, endsOf(r)) : amountText(value, unitOfValues(r), endsOf(r), decimals);
}

/** Text of an interval of a change: `-18.5 % to -3.2 %`. */
export const changeSpan = (
  { lower, upper }: { readonly lower: number | null; readonly upper: number | null },
  r: Judged,
): string => `${changeText(lower, r)} to ${changeText(upper, r)}`;

/** What a policy allows: `a fall of at most 15 %`; `unit` is that of amounts. */
export function allowedChange({ maxDrop, maxRise, relative }: ChangeSpec, unit?: string): string {
  const show = (size: number) => (relative ? `${declaredText(size * 100, undefined)} %` : declaredText(size, unit));
  const parts = [
    maxDrop === undefined ? null : `a fall of at most ${show(maxDrop)}`,
    maxRise === undefined ? null : `a rise of at most ${show(maxRise)}`,
  ];
  return parts.filter((part) => part !== null).join(' and ');
}

/** Says the value then and now, the change with its interval, and what is allowed. */
export function changeFact(r: Judged): string {
  if (r.group === null || r.change === undefined) return '';
  const { relative } = r.change;
  const decimals = decimalsOfSides(r);
  const value = (one: number | null | undefined) => amountText(one ?? null, unitOfValues(r), [], decimals);
  const size = (n: number | null) => (n === null ? '' : ` (n = ${countText(n)})`);
  const interval =
    r.lower === null && r.upper === null ? 'no interval' : `${levelText(r.level)} interval ${changeSpan(r, r)}`;
  const what =
    r.estimate === null
      ? `no ${relative ? 'relative ' : ''}change can be formed`
      : `a ${relative ? 'relative ' : ''}change of ${changeText(r.estimate, r, decimals)}`;
  return (
    `The ${measureWords(r)} of ${groupText(r.group)} was ${value(r.referenceValue)}${size(r.nReference)} in the accepted audit and is ` +
    `${value(r.groupValue)}${size(r.nGroup)} now: ${what} (${interval}), allowed is ${allowedChange(r.change, unitOfValues(r))}.`
  );
}

/** Says how the count of a small group decided. */
export function changeExact({ exact, comparisons = 1 }: Judged): string {
  if (exact === undefined) return '';
  const { group, successes, n, rate, side, chance, allowed, otherLevel = 1, audit } = exact;
  const [counted, other] =
    audit === 'baseline' ? ['the accepted audit', 'this one'] : ['this audit', 'the accepted one'];
  return (
    `${groupText(group)} is too small for an interval; its own count in ${counted} decides. The bound and the exact ${levelText(otherLevel)} interval of ${other} ` +
    `leave it a rate of ${side === 'below' ? 'at least' : 'at most'} ${numberText(rate)}, at which ${countText(successes)} of ${countText(n)} or ` +
    `${side === 'below' ? 'fewer' : 'more'} has a chance of at most ${numberText(chance, [allowed])}; up to ${numberText(allowed)} would count as chance` +
    `${comparisons === 1 ? '' : ` with ${countText(comparisons)} groups`}.`
  );
}
