import type { Policy, Requirement } from '../../../core/policy/index.js';
import { metricWords, needsLabel, needsUnseen } from '../../../core/policy/index.js';
import { type CountedOutcome, meanOf, ratesOf } from './outcome.js';
import { unwatchableOutcome, type Why } from './unwatchable-outcomes.js';

/** Why a requirement cannot be watched while decisions are made, and what can be in its place; null where it can. */
export function unwatchable(
  requirement: Requirement,
  policy: Policy,
  { hasHorizon, outcome }: { readonly hasHorizon: boolean; readonly outcome: CountedOutcome },
): Why | null {
  const { data } = policy;
  if (requirement.live === false) return { reason: 'switched off by live: false', instead: null };
  if ('from' in requirement)
    return { reason: 'it bounds a number in the result of another command', instead: 'Bound a rate of the decisions.' };
  if (data.membership?.some(({ name }) => requirement.by.includes(name)) === true)
    return {
      reason: `${requirement.by.join(' x ')} is known as probabilities (data.membership), and decisions are counted by groups that they record`,
      instead: 'Watch an attribute that decisions record, and audit the probabilities by calendar.',
    };
  if (data.weight !== null)
    return {
      reason: 'rows are weighted (data.weight), and evidence counts each decision once',
      instead: 'Watch decisions as they are made, without weights.',
    };
  if (requirement.compare === 'change')
    return {
      reason: 'it bounds the change against an accepted audit, which the monitor does not have',
      instead: 'Bound the level itself: compare: value with min or max.',
    };
  if ('given' in requirement)
    return {
      reason: 'it compares within strata and pools their gaps, which are no sum of a few rates',
      instead: 'Watch the gap without given, or one policy for each stratum with data.where.',
    };
  if (data.outcome !== undefined) {
    const not = unwatchableOutcome(requirement, policy, outcome);
    return not ?? (needsLabel(requirement.metric) && !hasHorizon ? NO_HORIZON : null);
  }
  if (needsUnseen(requirement, data))
    return {
      reason: `labels are seen for one prediction only (data.label.seenFor), so ${metricWords(requirement.metric)} is known within bounds at best, and bounds are no evidence`,
      instead:
        'Watch the predictive value of the prediction whose labels are seen, or selection_rate, audit the bounds, or add monitor.estimates: what scores say without labels.',
    };
  const isWatchable = requirement.metric === 'auc' || meanOf(requirement, outcome) !== null;
  if (!isWatchable && ratesOf(requirement, policy, outcome) === null)
    return { reason: `${metricWords(requirement.metric)} is no sum of rates`, instead: insteadOf(requirement.metric) };
  return needsLabel(requirement.metric) && !hasHorizon ? NO_HORIZON : null;
}

const NO_HORIZON: Why = {
  reason: 'it needs labels, and monitor.labelHorizon does not say when they are known',
  instead: 'Add labelHorizon: 30d to the section monitor.',
};

/** What is nearest to a metric and can be watched. */
function insteadOf(metric: Requirement['metric']): string {
  switch (metric) {
    case 'differential_fairness':
      return 'Watch the ratio of selection_rate, whose logarithm it bounds.';
    case 'theil':
    case 'error_share':
      return 'Watch false_positive_rate and false_negative_rate.';
    case 'expected_calibration_error':
    case 'calibration_difference':
    case 'multicalibration_error':
      return 'Add calibration: { bands: [0, 0.25, 0.5, 1], by: [...] } to the section monitor: label minus score is watched in each group and band.';
    case 'log_loss':
      return 'Watch brier, which no single score of 0 or 1 makes endless.';
    case 'standardized_mean_difference':
      return 'Watch the difference of mean_score.';
    default:
      return 'Watch a rate, such as selection_rate or true_positive_rate.';
  }
}
