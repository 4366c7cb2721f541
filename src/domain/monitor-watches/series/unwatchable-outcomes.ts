import type { Policy, Requirement } from '../../../core/policy/index.js';
import { metricWords } from '../../../core/policy/index.js';
import { monitor } from '../../../core/policy/open-sections/index.js';
import type { AmountOutcome, ClassOutcome, OrderedOutcome } from '../../../core/policy/sections/index.js';
import { quantityOf, quantityRange } from './amount-means.js';
import { listMeasure } from './lists.js';
import type { CountedOutcome } from './outcome.js';
import type { Unwatched } from './types.js';

export type Why = Omit<Unwatched, 'requirement'>;

/** Why a requirement about decisions that are not yes or no cannot be watched, and what can be in its place; null where it can. */
export function unwatchableOutcome(requirement: Requirement, policy: Policy, counted: CountedOutcome): Why | null {
  const outcome = policy.data.outcome!;
  switch (outcome.type) {
    case 'ranking':
      return unwatchableLists(requirement, policy);
    case 'amount':
      return unwatchableAmount(requirement, outcome, counted);
    case 'class':
      return unwatchableClass(requirement, outcome);
    case 'ordered':
      return unwatchableLevel(requirement, outcome);
    default:
      return unwatchableStages(requirement);
  }
}

/** Metrics of rankings that need what candidates were worth. */
const OF_RELEVANCE: readonly Requirement['metric'][] = ['exposure_per_relevance', 'pairwise_accuracy', 'ndcg'];

function unwatchableLists(requirement: Requirement, policy: Policy): Why | null {
  const { data } = policy;
  const { metric } = requirement;
  if (OF_RELEVANCE.includes(metric))
    return {
      reason: `${metricWords(metric)} needs what every candidate of a list was worth, and a list is counted when it is shown`,
      instead: 'Watch exposure and share_in_top_k, and audit the relevance by calendar.',
    };
  if (listMeasure(requirement) === null)
    return {
      reason: 'the share of the candidates that it is held against is made of the same lists, and moves with them',
      instead: 'Declare target, or watch the ratio of share_in_top_k, which is the same against everybody.',
    };
  if (data.where !== null)
    return {
      reason: 'data.where leaves candidates out of their lists, which are whole only with them',
      instead: 'Watch all candidates, by groups.',
    };
  if (monitor.of(policy)?.cluster !== undefined)
    return {
      reason: 'monitor.cluster names whom candidates belong to, and a list is counted as a whole',
      instead: 'Leave cluster out: lists are the unit.',
    };
  return null;
}

function unwatchableStages({ metric, route }: Requirement): Why | null {
  if (route !== undefined)
    return {
      reason: `it is about the route ${route}, and a record of one stage does not say on which route its case goes on`,
      instead: 'Watch the stages without route, and audit the routes by calendar.',
    };
  if (metric === 'stage_rate') return null;
  return {
    reason: `${metricWords(metric)} is known of a case when it ends, and is a product of rates of stages that are recorded one by one`,
    instead:
      'Watch stage_rate of each stage: where each of k stages keeps a ratio of the k-th root of 0.8, the whole keeps 0.8. Audit the funnel by calendar.',
  };
}

/** Rates that evidence takes together: eight streams of people, of both sides. */
const MOST_RATES = { value: 8, compared: 4 } as const;

function unwatchableClass({ metric, compare, bound, costs }: Requirement, { classes }: ClassOutcome): Why | null {
  const eachClass = 'Watch class_recall of each class, at the lowest that any may have.';
  const most = compare === 'value' ? MOST_RATES.value : MOST_RATES.compared;
  if (metric === 'macro_recall' && classes.length > most)
    return {
      reason: `it is a mean of ${classes.length} recalls${compare === 'value' ? '' : ' of each group'}, and evidence is drawn from ${most} at most`,
      instead: eachClass,
    };
  if (metric === 'expected_cost') return unwatchableCosts(costs!.flat());
  if (metric === 'worst_class_recall' && (compare !== 'value' || bound.max !== undefined))
    return {
      reason:
        compare === 'value'
          ? 'a ceiling of the smallest recall does not say which class is to keep it'
          : 'which class has the smallest recall may differ between groups, so that the gap is none of two rates',
      instead: compare === 'value' ? 'Write a floor: min.' : `${eachClass} Or compare: value with min.`,
    };
  return null;
}

/** What costs the same whatever is decided is known without a decision. */
function unwatchableCosts([first, ...others]: readonly number[]): Why | null {
  if (others.some((cost) => cost !== first)) return null;
  return {
    reason: `every decision costs ${first}, right or wrong, so that no decision changes the expected cost`,
    instead: 'State costs of wrong decisions that differ from that of a right one, which is 0 unless it is stated.',
  };
}

function unwatchableLevel({ metric, bound }: Requirement, { levels }: OrderedOutcome): Why | null {
  switch (metric) {
    case 'dominance_shortfall':
      return bound.min === undefined
        ? null
        : { reason: 'a floor of the largest shortfall does not say at which level it is', instead: 'Write max alone.' };
    case 'mean_rank':
      return {
        reason:
          'it holds a group against all others together, whose share of the people is part of what it measures and moves by itself',
        instead: 'Watch superiority against the reference, or share_at_least at the levels that matter to people.',
      };
    case 'turned_pairs':
      return {
        reason:
          'it divides turned pairs by all pairs whose due levels differ, and no person or pair has a value of its own',
        instead: `Watch lowered_share and raised_share, over ${levels.length} levels.`,
      };
    case 'capped_share':
      return {
        reason:
          'what an institution may give is shared out among its people, so that evidence is counted in institutions and not in people',
        instead: 'Watch lowered_share, and audit the institutions by calendar.',
      };
    default:
      return null;
  }
}

function unwatchableAmount(
  { metric, bound, compare, q = 1 / 2 }: Requirement,
  _: AmountOutcome,
  { ranges }: CountedOutcome,
): Why | null {
  if (metric === 'share_at_least') return null;
  const quantity = quantityOf(metric);
  if (quantity !== null && quantityRange(quantity, ranges) === null)
    return {
      reason: `amounts have no end, and one that was not seen yet can move ${metric === 'mean_amount' ? 'their mean' : metricWords(metric)} by any size`,
      instead:
        'Add amounts: { to: AMOUNT } to the section monitor: means of amounts, and of errors, that are cut there are watched.',
    };
  if (metric === 'root_mean_squared_error' && compare === 'difference')
    return {
      reason: 'a difference of roots is no claim about means of squares',
      instead: 'Watch it with compare: ratio or value, or the difference of mean_absolute_error.',
    };
  if (quantity !== null) return null;
  if (metric === 'r_squared')
    return {
      reason:
        'R² holds squared errors against how the labels of the group vary around their own mean, which no person has a part of by herself',
      instead: 'Watch root_mean_squared_error.',
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
