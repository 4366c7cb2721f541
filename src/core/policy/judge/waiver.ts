import type { RequirementResult } from '../sections/result-types.js';
import type { Requirement } from '../sections/types.js';

/**
 * Applies the waiver of a requirement. A valid waiver leaves the verdict and marks the result, which then counts as passed. An expired
 * waiver fails a requirement that did not pass, an inconclusive one too: somebody accepted the risk until a day, and that day is over.
 *
 * @param today `YYYY-MM-DD`, UTC; ISO dates compare as text
 */
export function withWaiver(result: RequirementResult, { waiver }: Requirement, today: string): RequirementResult {
  if (waiver === null) return result;
  const { owner, reason, until } = waiver;
  if (today <= until) {
    const note = `Waived by ${owner} until ${until}: ${reason}.`;
    return { ...result, waived: { owner, until, reason }, message: `${result.message} ${note}` };
  }
  const note = `The waiver by ${owner} expired on ${until}.`;
  if (result.verdict === 'pass')
    return { ...result, message: `${result.message} ${note} It is no longer needed: remove it.` };
  return { ...result, verdict: 'fail', reason: 'waiver-expired', message: `${result.message} ${note}` };
}
