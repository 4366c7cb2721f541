import { formatNumber, formatValue } from 'tribune/charts';
import type { ReviewEstimate } from '../../api/cases.js';

/** A rate as per cent, or an agreement as a number; a dash where the cases do not determine it. */
export function estimateText({ estimate }: ReviewEstimate, isNumber = false): string {
  if (estimate === null) return '–';
  return isNumber ? formatNumber(estimate, 2) : formatValue(estimate, 'share');
}

/** The interval of a rate, with how many it is made of; or why there is none. */
export function rangeText({ lower, upper, n, reason }: ReviewEstimate, isNumber = false): string {
  if (lower === null || upper === null) return reason ?? 'not known';
  const text = (value: number): string => (isNumber ? formatNumber(value, 2) : formatValue(value, 'share'));
  return `(${text(lower)} to ${text(upper)}, n ${n})`;
}
