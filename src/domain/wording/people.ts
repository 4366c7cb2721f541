import { formatCount } from '../../core/charts/index.js';
import type { AuditResult } from '../audits/result/index.js';

/**
 * Says how many people were audited. In a survey those are the people in the sample; the number that they stand for and the effective size
 * follow: `99,762 people, weighted to 173,540,273; effective sample size 61,022`.
 */
export function peopleText({ overall }: Pick<AuditResult, 'overall'>): string {
  const { n, rows, effectiveN } = overall;
  if (rows === undefined || effectiveN === undefined) return formatCount(n);
  return `${formatCount(rows)}, weighted to ${formatCount(Math.round(n))}; effective sample size ${formatCount(Math.floor(effectiveN))}`;
}

/** What an audit counts: people, or where decisions are rankings candidates, of whom one person may be several. */
export const auditedWord = ({ policy }: Pick<AuditResult, 'policy'>): 'person' | 'candidate' =>
  policy.outcome?.type === 'ranking' ? 'candidate' : 'person';

/** The same of all of them, as the head of a fact. */
export const auditedHead = (result: Pick<AuditResult, 'policy'>): string =>
  auditedWord(result) === 'candidate' ? 'Candidates audited' : 'People audited';

/** What groups may have too few of to be judged. */
export const evidenceOf = (result: Pick<AuditResult, 'policy'>): 'people' | 'lists' =>
  auditedWord(result) === 'candidate' ? 'lists' : 'people';
