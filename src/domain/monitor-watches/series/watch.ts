import { TribuneError } from '../../../core/base/errors.js';
import type { Policy, Requirement } from '../../../core/policy/index.js';
import type { OrderedOutcome } from '../../../core/policy/sections/index.js';
import { type LinearNull, nullsWithin } from '../../../core/stats/index.js';
import { fractionClaims } from './estimated-claims.js';
import { boundOnRate, FRACTION_OF_F1 } from './f1.js';
import { frameOf, isOneSided } from './frame.js';
import { listDraft, listMeasure, shownRange } from './lists.js';
import { meanClaims } from './means.js';
import { type CountedOutcome, meanOf, ratesOf } from './outcome.js';
import type { MeasuredRates } from './rates.js';
import { shownMean } from './roots.js';
import type {
  AreaWatch,
  FractionWatch,
  ListWatch,
  MeanWatch,
  OrderWatch,
  RateWatch,
  Unwatched,
  WatchDraft,
} from './types.js';
import { unwatchable } from './unwatchable.js';

/** The series that a requirement asks for, or why there are none. */
export function watchRequirement(
  requirement: Requirement,
  policy: Policy,
  context: { readonly hasHorizon: boolean; readonly outcome: CountedOutcome },
):
  | {
      readonly watches: readonly WatchDraft<
        RateWatch | MeanWatch | AreaWatch | FractionWatch | OrderWatch | ListWatch
      >[];
    }
  | Unwatched {
  const not = unwatchable(requirement, policy, context);
  if (not !== null) return { requirement: requirement.id, ...not };
  const { outcome } = context;
  const mean = meanOf(requirement, outcome);
  const list = listMeasure(requirement);
  try {
    if (requirement.metric === 'auc') return { watches: [areaDraft(requirement, policy)] };
    if (requirement.metric === 'f1' && requirement.compare !== 'value')
      return { watches: [fractionDraft(requirement, policy)] };
    if (mean !== null) return { watches: [meanDraft(requirement, policy, mean)] };
    if (list !== null) return { watches: [listDraft(requirement, policy, list)] };
    if (requirement.metric === 'superiority') return { watches: [orderDraft(requirement, policy, outcome)] };
    const measured = ratesOf(requirement, policy, outcome)!;
    return { watches: measured.map((one) => draft(requirement, policy, one)) };
  } catch (error) {
    if (!(error instanceof TribuneError)) throw error;
    const range = mean === null ? list && shownRange(list) : shownEnds(mean);
    return {
      requirement: requirement.id,
      reason: range === null ? error.message : boundReason(requirement, range),
      instead: insteadOfBound(requirement),
    };
  }
}

/** The range of a mean as its bound is written. */
const shownEnds = (mean: NonNullable<ReturnType<typeof meanOf>>): MeanWatch['range'] => ({
  from: shownMean(mean, mean.range.from),
  to: shownMean(mean, mean.range.to),
});

function insteadOfBound({ metric }: Requirement): string {
  switch (metric) {
    case 'mean_error':
    case 'mean_absolute_error':
    case 'root_mean_squared_error':
    case 'interval_width':
      return 'Write a bound that some errors within monitor.amounts.errors keep and others break.';
    case 'expected_cost':
      return 'Write a bound between the least and the greatest of the costs.';
    case 'mean_amount':
      return 'Write a bound that some amounts of monitor.amounts keep and others break, or widen the range.';
    case 'mean_score':
    case 'brier':
      return 'Write a bound that some scores of 0 to 1 keep and others break.';
    case 'exposure':
    case 'share_in_top_k':
    case 'representation_in_top_k':
      return 'Write a bound that some lists keep and others break.';
    default:
      return 'Write a bound that some rates keep and others break.';
  }
}

function boundReason({ bound: { min, max }, compare, metric }: Requirement, { from, to }: MeanWatch['range']): string {
  const ends = [...(min === undefined ? [] : [`at least ${min}`]), ...(max === undefined ? [] : [`at most ${max}`])];
  return `a ${compare} of ${ends.join(' and ')} is one that all ${metric === 'mean_amount' ? 'amounts' : 'values'} from ${from} to ${to} keep, or all break`;
}

function draft(
  requirement: Requirement,
  policy: Policy,
  { component, measure, rates }: MeasuredRates,
): WatchDraft<RateWatch> {
  const { id, bound } = requirement;
  const { metric } = requirement;
  const isTogether = metric === 'equalized_odds_difference' || metric === 'dominance_shortfall';
  const compare = isTogether || requirement.compare === 'change' ? 'difference' : requirement.compare;
  const frame = frameOf(requirement, policy);
  const isF1 = metric === 'f1';
  const claims =
    metric === 'dominance_shortfall'
      ? nullsWithin({ compare, min: -bound.max!, oneSided: true })
      : nullsWithin({ compare, ...(isF1 ? boundOnRate(bound) : bound), oneSided: isOneSided(requirement) });
  return {
    kind: 'rates',
    ...frame,
    id: component === null ? id : `${id}:${component}`,
    component,
    ...(measure === undefined ? {} : { measure }),
    compare,
    rates,
    ...(isF1 ? { shownAs: 'f1' as const } : {}),
    hypotheses: claims.map((claim) => spread(claim, rates)),
  };
}

function meanDraft(
  requirement: Requirement,
  policy: Policy,
  mean: NonNullable<ReturnType<typeof meanOf>>,
): WatchDraft<MeanWatch> {
  const compare = requirement.compare === 'change' ? 'difference' : requirement.compare;
  const bound = mean.shownAs === 'root' ? squared(requirement.bound) : requirement.bound;
  const claims = meanClaims({ compare, ...bound, oneSided: isOneSided(requirement), range: mean.range });
  return { kind: 'means', ...frameOf(requirement, policy), compare, ...mean, hypotheses: claims };
}

/** A bound on roots, of which squares keep the order and the quotients, as one on what is under them. */
const squared = (bound: Requirement['bound']): Requirement['bound'] =>
  Object.fromEntries(Object.entries(bound).map(([end, value]) => [end, value ** 2]));

function orderDraft(requirement: Requirement, policy: Policy, { places }: CountedOutcome): WatchDraft<OrderWatch> {
  const outcome = policy.data.outcome as OrderedOutcome;
  const { bound } = requirement;
  const range = { from: 0, to: 1 };
  const claims = meanClaims({ compare: 'value', ...bound, oneSided: false, range });
  const order = Array.from({ length: places }, (_, place) => place);
  return {
    ...{ kind: 'orders', ...frameOf(requirement, policy), compare: 'value' },
    order: outcome.favourable === 'higher' ? order : order.reverse(),
    hypotheses: claims,
  };
}

function areaDraft(requirement: Requirement, policy: Policy): WatchDraft<AreaWatch> {
  const compare = requirement.compare === 'change' ? 'difference' : requirement.compare;
  const range = { from: 0, to: 1 };
  const claims = meanClaims({ compare, ...requirement.bound, oneSided: isOneSided(requirement), range });
  return { kind: 'areas', ...frameOf(requirement, policy), compare, area: 0, hypotheses: claims };
}

function fractionDraft(requirement: Requirement, policy: Policy): WatchDraft<FractionWatch> {
  const compare = requirement.compare === 'change' ? 'difference' : requirement.compare;
  const hypotheses = nullsWithin({ compare, ...requirement.bound, oneSided: isOneSided(requirement) });
  // A bound that nobody can break is refused here, and not in the first block.
  fractionClaims({ rate: FRACTION_OF_F1, hypotheses });
  return { kind: 'fractions', ...frameOf(requirement, policy), compare, rate: FRACTION_OF_F1, hypotheses };
}

/** A claim about what is measured of each group as one about the rates that it is made of. */
const spread = ({ coefficients, bound }: LinearNull, rates: MeasuredRates['rates']): LinearNull => ({
  coefficients: coefficients.flatMap((coefficient) => rates.map(({ weight }) => coefficient * weight)),
  bound,
});
