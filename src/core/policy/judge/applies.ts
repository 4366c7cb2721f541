import { groupTally, hasLabels, hasScores, type Tally } from '../../fairness/tally/index.js';
import { metricWords, needsLabel, needsScore } from '../sections/metric-needs.js';
import type { Policy, Requirement } from '../sections/types.js';
import { whyUnseen } from './seen-for.js';

/** Why a requirement does not apply to these data; null where it does. */
export function whyNotApplicable(requirement: Requirement, { data }: Policy, tally: Tally): string | null {
  const { metric } = requirement;
  const words = metricWords(metric);
  if (needsLabel(metric) && data.label === null) return `${words} needs a label, and the policy binds none`;
  if (needsLabel(metric) && !hasLabels(tally)) return `${words} needs a label, and no row has one`;
  const unseen = whyUnseen(requirement, data);
  if (unseen !== null) return unseen;
  if (metric === 'calibration_difference' && data.score !== null) return whyNotCalibrated(tally);
  if (!needsScore(metric)) return null;
  if (data.score === null) return `${words} needs a score, and the policy binds none`;
  if (tally.score.kind === 'none') return `${words} needs scores, and this tally was made without them`;
  if (!hasScores(tally)) return `${words} needs a score, and no row has one`;
  return metric === 'multicalibration_error' ? whyNotCalibrated(tally) : null;
}

/** Calibration is about scores that are chances. A policy without scores compares at equal predictions. */
function whyNotCalibrated(tally: Tally): string | null {
  if (tally.score.kind === 'none') return 'calibration needs scores, and this tally was made without them';
  const [everyone] = groupTally(tally, []);
  const { distribution } = everyone!;
  if (distribution === null) return 'calibration needs a score, and no row has one';
  return distribution.lowest < 0 || distribution.highest > 1
    ? 'calibration needs scores from 0 to 1, and there are others: set data.scoreScale'
    : null;
}
