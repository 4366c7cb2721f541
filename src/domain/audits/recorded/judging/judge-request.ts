import { judgeOutcome } from '../../judge-outcome.js';
import { judgeTally } from '../../judge-tally.js';
import { readPolicy } from '../../policy-text.js';
import type { AuditResult } from '../../result/result.js';
import { isOutcomeTally, type SourcedOutcome } from '../../source/index.js';
import type { JudgeRequest } from '../ports.js';

/** Judges a tally of recorded decisions and gives the result. Throws `TribuneError` for data that cannot be audited. */
export function judgeRequest({ sourced, policyText, today }: JudgeRequest): AuditResult {
  const options = { ...readPolicy(policyText), today };
  return isOutcome(sourced) ? judgeOutcome(sourced, options) : judgeTally(sourced, options);
}

const isOutcome = (sourced: JudgeRequest['sourced']): sourced is SourcedOutcome => isOutcomeTally(sourced.tally);
