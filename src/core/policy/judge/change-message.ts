import { metricWords } from '../sections/metric-needs.js';
import { countText, groupText, levelText, numberText } from '../sections/text.js';
import type { ChangeSpec, RequirementResult } from '../sections/types.js';

type Judged = Omit<RequirementResult, 'message'>;

/** Decimals of a change in per cent. */
const PERCENT_DECIMALS = 2;

/** Text of a change or of its bound: `-18.5 %` of the accepted value where it is relative, else a plain number. */
export function changeText(value: number | null, relative: boolean): string {
  if (value === null || !Number.isFinite(value)) return 'no limit';
  return relative ? `${Number((value * 100).toFixed(PERCENT_DECIMALS))} %` : numberText(value);
}

/** What a policy allows: `a fall of at most 15 %`. */
export function allowedChange({ maxDrop, maxRise, relative }: ChangeSpec): string {
  const parts = [
    maxDrop === undefined ? null : `a fall of at most ${changeText(maxDrop, relative)}`,
    maxRise === undefined ? null : `a rise of at most ${changeText(maxRise, relative)}`,
  ];
  return parts.filter((part) => part !== null).join(' and ');
}

/** Says the value then and now, the change with its interval, and what is allowed. */
export function changeFact(r: Judged): string {
  if (r.group === null || r.change === undefined) return '';
  const { relative } = r.change;
  const size = (n: number | null) => (n === null ? '' : ` (n = ${countText(n)})`);
  const interval =
    r.lower === null && r.upper === null
      ? 'no interval'
      : `${levelText(r.level)} interval ${changeText(r.lower, relative)} to ${changeText(r.upper, relative)}`;
  const what =
    r.estimate === null
      ? `no ${relative ? 'relative ' : ''}change can be formed`
      : `a ${relative ? 'relative ' : ''}change of ${changeText(r.estimate, relative)}`;
  return (
    `The ${metricWords(r.metric)} of ${groupText(r.group)} was ${numberText(r.referenceValue ?? null)}${size(r.nReference)} in the accepted audit and is ` +
    `${numberText(r.groupValue ?? null)}${size(r.nGroup)} now: ${what} (${interval}), allowed is ${allowedChange(r.change)}.`
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
    `${side === 'below' ? 'fewer' : 'more'} has a chance of at most ${numberText(chance)}; up to ${numberText(allowed)} would count as chance` +
    `${comparisons === 1 ? '' : ` with ${countText(comparisons)} groups`}.`
  );
}
