import { judgeAmounts } from './judge-amounts.js';
import { judgeCounted } from './judge-counted.js';
import type { JudgeTallyOptions } from './judge-tally.js';
import { judgeWordParts } from './judge-word-parts.js';
import { classView } from './outcomes/class.js';
import { orderedView } from './outcomes/ordered.js';
import { rankingView } from './outcomes/ranking.js';
import { stagesView } from './outcomes/stages.js';
import type { AuditResult } from './result/result.js';
import type { SourcedOutcome } from './source/source.js';

/**
 * Audits a tally of decisions that are not 0 or 1, by the type that it says.
 *
 * @throws TribuneError for data or a policy that cannot be audited
 */
export function judgeOutcome({ tally, sources, parts }: SourcedOutcome, options: JudgeTallyOptions): AuditResult {
  const { policy } = options;
  if (parts !== undefined) return judgeWordParts(parts, sources, options);
  switch (tally.outcome) {
    case 'amount':
      return judgeAmounts({ tally, sources }, options);
    case 'ordered':
      return judgeCounted({ tally, sources }, orderedView(policy, tally), options);
    case 'class':
      return judgeCounted({ tally, sources }, classView(policy, tally), options);
    case 'stages':
      return judgeCounted({ tally, sources }, stagesView(policy, tally), options);
    case 'ranking':
      return judgeCounted({ tally, sources }, rankingView(policy, tally), options);
  }
}
