import { judgeTally } from '../../judge-tally.js';
import { readPolicy } from '../../policy-text.js';
import type { AuditResult } from '../../result/result.js';
import type { JudgeRequest } from '../ports.js';

/** Judges a tally of recorded decisions and gives the result. Throws `TribuneError` for data that cannot be audited. */
export function judgeRequest({ sourced, policyText, today }: JudgeRequest): AuditResult {
  return judgeTally(sourced, { ...readPolicy(policyText), today });
}
