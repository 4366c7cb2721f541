import { formatCount } from '../../core/charts/index.js';
import type { AuditResult } from '../audits/result/index.js';

/**
 * How many people were audited. Of a survey those are the people in the sample; whom they stand for, and how much they tell, is said beside it:
 * `99,762 people, weighted to 173,540,273; effective sample size 61,022`.
 */
export function peopleText({ overall }: Pick<AuditResult, 'overall'>): string {
  const { n, rows, effectiveN } = overall;
  if (rows === undefined || effectiveN === undefined) return formatCount(n);
  return `${formatCount(rows)}, weighted to ${formatCount(Math.round(n))}; effective sample size ${formatCount(Math.floor(effectiveN))}`;
}
