import { judgeAmounts } from './judge-amounts.js';
import type { JudgeTallyOptions } from './judge-tally.js';
import type { AuditResult } from './result/result.js';
import type { SourcedOutcome } from './source/source.js';

/** Audits of decisions that are not 0 or 1, by the type that the tally says. */
const JUDGES = { amount: judgeAmounts } as const;

/**
 * Audits a tally of decisions that are not 0 or 1.
 *
 * @throws TribuneError for data or a policy that cannot be audited
 */
export const judgeOutcome = (sourced: SourcedOutcome, options: JudgeTallyOptions): AuditResult =>
  JUDGES[sourced.tally.outcome](sourced, options);
