import { isAmountMetric, needsActual, needsInterval } from '../../../core/fairness/outcomes/amount/index.js';
import type { Policy, Requirement } from '../../../core/policy/index.js';
import { metricWords, needsLabel, needsUnseen } from '../../../core/policy/index.js';
import { type CountedOutcome, meanOf, ratesOf } from './outcome.js';
import type { Unwatched } from './types.js';

type Why = Omit<Unwatched, 'requirement'>;

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
  if (data.outcome?.type === 'ranking') return LISTS;
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
  if (data.outcome?.type === 'amount') return unwatchableAmount(requirement, outcome);
  if (data.outcome !== undefined)
    return ratesOf(requirement, policy, outcome) === null ? unwatchableOutcome(requirement, data.outcome.type) : null;
  if (needsUnseen(requirement, data))
    return {
      reason: `labels are seen for one prediction only (data.label.seenFor), so ${metricWords(requirement.metric)} is known within bounds at best, and bounds are no evidence`,
      instead:
        'Watch the predictive value of the prediction whose labels are seen, or selection_rate, audit the bounds, or add monitor.estimates: what scores say without labels.',
    };
  const isWatchable = requirement.metric === 'auc' || meanOf(requirement, outcome) !== null;
  if (!isWatchable && ratesOf(requirement, policy, outcome) === null)
    return { reason: `${metricWords(requirement.metric)} is no sum of rates`, instead: insteadOf(requirement.metric) };
  if (needsLabel(requirement.metric) && !hasHorizon)
    return {
      reason: 'it needs labels, and monitor.labelHorizon does not say when they are known',
      instead: 'Add labelHorizon: 30d to the section monitor.',
    };
  return null;
}

/** Lists of which several records are one case, which panes do not put together. */
const LISTS: Why = {
  reason: 'a list is evidence as a whole, and candidates are counted one by one as they are recorded',
  instead: 'Watch whether a candidate is among the first k as a decision of 0 and 1, and audit the lists by calendar.',
};

/** The same of stages. */
const unwatchableStages = ({ metric, route }: Requirement): Why =>
  route !== undefined
    ? {
        reason: `it is about the route ${route}, and a record of one stage does not say on which route its case goes on`,
        instead: 'Watch the stages without route, and audit the routes by calendar.',
      }
    : {
        reason: `${metricWords(metric)} is known of a case when it ends, and is a product of rates of stages that are recorded one by one`,
        instead:
          'Watch stage_rate of each stage: where each of k stages keeps a ratio of the k-th root of 0.8, the whole keeps 0.8. Audit the funnel by calendar.',
      };

const unwatchableOutcome = (requirement: Requirement, type: 'ordered' | 'class' | 'stages'): Why =>
  type === 'stages' ? unwatchableStages(requirement) : unwatchableWords(requirement, type);

/** The same of levels and classes. */
function unwatchableWords({ metric }: Requirement, type: 'ordered' | 'class'): Why {
  if (metric === 'superiority')
    return {
      reason: 'the chance to outrank the reference is about pairs of people, and no mean of what each one has',
      instead: 'Watch share_at_least at the levels that matter to people.',
    };
  if (metric === 'mean_rank' || metric === 'dominance_shortfall')
    return {
      reason: `${metricWords(metric)} is about the levels of all people at once, and no mean of what each one has`,
      instead: 'Watch share_at_least at the levels that matter to people.',
    };
  return {
    reason: `${metricWords(metric)} needs the ${type === 'class' ? 'class' : 'level'} that was due, and labels are counted as yes or no`,
    instead: type === 'class' ? 'Watch class_rate, and audit the errors by calendar.' : 'Watch share_at_least.',
  };
}

/** The same of amounts. */
function unwatchableAmount({ metric, bound, compare, q = 1 / 2 }: Requirement, { range }: CountedOutcome): Why | null {
  if (metric === 'share_at_least') return null;
  if (metric === 'mean_amount')
    return range !== null
      ? null
      : {
          reason: 'amounts have no end, and one that was not seen yet can move their mean by any size',
          instead:
            'Add amounts: { to: AMOUNT } to the section monitor: means of amounts that are cut there are watched.',
        };
  if (isAmountMetric(metric) && needsInterval(metric))
    return {
      reason: `${metricWords(metric)} needs both ends of the interval of each person, which are not counted`,
      instead:
        'Send whether the interval held the amount as the label of a decision of 0 and 1 and watch its base_rate, or audit the intervals by calendar.',
    };
  if (!isAmountMetric(metric) || needsActual(metric))
    return {
      reason: `${metricWords(metric)} needs the amounts that turned out right, and labels are counted as yes or no`,
      instead: 'Watch mean_amount or share_at_least, or audit the errors by calendar.',
    };
  return {
    reason: `${metricWords(metric)} is a place in the order of all amounts and no mean of what each person has`,
    instead: compare === 'value' ? shareInstead(bound, q) : 'Watch share_at_least at an amount that matters to people.',
  };
}

/** The share that says the same as a bound on a quantile. */
function shareInstead({ min, max }: Requirement['bound'], q: number): string {
  const share = Number((1 - q).toPrecision(6));
  return min === undefined
    ? `Watch share_at_least with value: ${max} and compare: value, max: ${share}: where at most so many have as much, the quantile is at most ${max}.`
    : `Watch share_at_least with value: ${min} and compare: value, min: ${share}: the quantile is at least ${min} exactly where at least so many have it.`;
}

/** What is nearest to a metric and can be watched. */
function insteadOf(metric: Requirement['metric']): string {
  switch (metric) {
    case 'superiority':
      return 'Watch auc of each group, and mean_score.';
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
