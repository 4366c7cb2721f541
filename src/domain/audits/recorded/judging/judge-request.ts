import { judgeTally } from '../../judge-tally.js';
import { readPolicy } from '../../policy-text.js';
import type { AuditResult } from '../../result/result.js';
import type { JudgeRequest } from '../ports.js';

/** The result of a tally of recorded decisions. Throws TribuneError for what cannot be audited. */
export function judgeRequest({ sourced, policyText, today }: JudgeRequest): AuditResult {
  return judgeTally(sourced, { ...readPolicy(policyText), today });
}
