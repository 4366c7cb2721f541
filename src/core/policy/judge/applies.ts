import { hasLabels, hasScores, type Tally } from '../../fairness/tally/index.js';
import { metricWords, needsLabel, needsScore } from '../sections/metric-needs.js';
import type { Policy, Requirement } from '../sections/types.js';

/** Why a requirement does not apply to these data; null where it does. */
export function whyNotApplicable({ metric }: Requirement, { data }: Policy, tally: Tally): string | null {
  const words = metricWords(metric);
  if (needsLabel(metric) && data.label === null) return `${words} needs a label, and the policy binds none`;
  if (needsLabel(metric) && !hasLabels(tally)) return `${words} needs a label, and no row has one`;
  if (!needsScore(metric)) return null;
  if (data.score === null) return `${words} needs a score, and the policy binds none`;
  if (tally.score.kind === 'none') return `${words} needs scores, and this tally was made without them`;
  if (!hasScores(tally)) return `${words} needs a score, and no row has one`;
  return null;
}
