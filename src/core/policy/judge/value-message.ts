import { compositeOf } from '../sections/composites.js';
import { isInUnits, measureWords, sizeText } from '../sections/metric-needs.js';
import type { RequirementResult } from '../sections/result-types.js';
import {
  allowedText,
  amountText,
  countText,
  groupText,
  intervalText,
  levelText,
  numberText,
} from '../sections/text.js';
import { showsAnother } from './largest.js';

type Judged = Omit<RequirementResult, 'message'>;

/** Says the value of the group that decided, its interval and what is allowed. */
export function valueFact(r: Judged): string {
  if (r.group === null) return '';
  const unit = isInUnits(r.metric) ? r.unit : undefined;
  const ends = [r.allowed?.lower, r.allowed?.upper];
  const size = sizeText(r.metric, r.nGroup);
  const interval =
    r.lower === null && r.upper === null
      ? 'no interval'
      : `${levelText(r.level)} interval ${intervalText(r.lower, r.upper, unit, ends)}`;
  const against = r.against === undefined ? '' : ` against ${groupText(r.against)}`;
  if (compositeOf(r.metric)?.overlapping === true)
    return `The ${measureWords(r)}, the part that chance alone makes taken out, is ${amountText(r.estimate, unit, ends)} (${interval}), allowed ${allowedText(r.allowed?.lower ?? null, r.allowed?.upper ?? null, unit)}. ${ofGroup(r, size)}`;
  const debiased = r.metric === 'expected_calibration_error' ? ', the part that chance alone makes taken out,' : '';
  const allowed = allowedText(r.allowed?.lower ?? null, r.allowed?.upper ?? null, unit);
  return `The ${measureWords(r)}${debiased} is ${amountText(r.estimate, unit, ends)} for ${groupText(r.group)}${size}${against}, ${interval}; allowed is ${allowed}.`;
}

/** Of overlapping groups: which has the largest value, or which decides instead, and its own value. */
const ofGroup = (r: Judged, size: string): string =>
  showsAnother(r)
    ? `The group that decides is ${groupText(r.group!)}${size}: its own error is ${numberText(r.groupValue ?? null)}.`
    : `The largest is that of ${groupText(r.group!)}${size}.`;

/** Says how the count of a small group decided. */
export function valueExact({ exact, comparisons = 1 }: Judged): string {
  if (exact === undefined) return '';
  const { group, successes, n, rate, side, chance, allowed } = exact;
  return (
    `${groupText(group)} is too small for an interval; its own count decides. At a rate of ${numberText(rate)}, the bound itself, ` +
    `${countText(successes)} of ${countText(n)} or ${side === 'below' ? 'fewer' : 'more'} has a chance of at most ${numberText(chance, [allowed])}; ` +
    `up to ${numberText(allowed)} would count as chance${comparisons === 1 ? '' : ` with ${countText(comparisons)} groups`}.`
  );
}
