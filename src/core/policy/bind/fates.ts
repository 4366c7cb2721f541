import { WEIGHT_ZERO } from '../../fairness/tally/index.js';
import type { AmountOutcome } from '../sections/index.js';
import { numberNames } from '../where/index.js';
import { INTERVAL_FAULTS, type IntervalFault } from './intervals.js';
import { type OutcomeRole, outcomeBinding } from './outcomes/index.js';
import { amountOf, type ReadPlan } from './plan.js';

/** Why a row is not counted, as audits report it. */
export const EXCLUSIONS = {
  filtered: 'filtered by policy',
  prediction: 'missing prediction',
  amount: 'missing amount',
  outcome: 'missing outcome',
  none: 'no decision',
  score: 'missing score',
  weight: 'missing weight',
  zero: WEIGHT_ZERO,
} as const;

/**
 * Why a recorded case is not counted: it has a decision at a stage that it did not reach. Files with such rows are refused, because they can be
 * mended; what is recorded cannot be.
 */
export const OUT_OF_ORDER = 'stages out of order';

/**
 * Why the candidates of a recorded list are not counted: some of its candidates are missing, those that are missing were erased, its records contradict each other (sizes, two candidates at one
 * position, a position that nobody holds), or some candidate has no relevance though the policy reads it. Files with such lists are refused, because they can be mended; what is recorded cannot be.
 */
export const LISTS_NOT_WHOLE = {
  missing: 'incomplete lists: candidates missing',
  erased: 'incomplete lists: candidates erased',
  conflict: 'lists in conflict',
  unrated: 'lists without every relevance',
} as const;

/** The reasons why a row is not counted, by name. */
export type ExclusionName = keyof typeof EXCLUSIONS;

/** What can be wrong with an amount: it is no number, below 0, too large, or finer than the unit. `actual` is that of the label. */
export const AMOUNT_FAULTS = ['number', 'negative', 'range', 'decimals'] as const;
export type AmountFault = `${'amount' | 'actual'} ${(typeof AMOUNT_FAULTS)[number]}`;

/** The roles in which a value can be at fault. `bins:0` is the first attribute, `where:0` the first name that the filter compares with a number. */
export type FaultRole =
  | 'prediction'
  | 'label'
  | 'score'
  | 'score range'
  | 'weight'
  | AmountFault
  | IntervalFault
  | OutcomeRole
  | 'unit'
  | `bins:${number}`
  | `where:${number}`;

/** One question to a row that the filter keeps. The first question that is answered with yes decides the row's fate. */
export type FateStep = { readonly exclude: ExclusionName } | { readonly fault: FaultRole };

/**
 * The questions to a row that the filter keeps, in their order; a row for which none holds is counted. Missing values come first, because a
 * value of a row that is not counted cannot be at fault. A weight of zero comes last, so that the faults of such a row are still found.
 */
export function fateSteps(plan: ReadPlan): readonly FateStep[] {
  const binding = outcomeBinding(plan.outcome);
  const amount = amountOf(plan);
  const steps: FateStep[] = binding?.exclusions.map(({ exclude }) => ({ exclude })) ?? [{ exclude: decidedBy(plan) }];
  if (plan.weight !== null) steps.push({ exclude: 'weight' });
  if (plan.prediction !== null) steps.push({ fault: 'prediction' });
  if (plan.label !== null) steps.push({ fault: 'label' });
  if (plan.score !== null) steps.push({ fault: 'score' }, { fault: 'score range' });
  if (amount !== undefined) steps.push(...amountSteps(amount));
  for (const { role } of binding?.faults ?? []) steps.push({ fault: role });
  if (plan.weight !== null) steps.push({ fault: 'weight' });
  plan.attributes.forEach(({ bins }, index) => {
    if (bins !== null) steps.push({ fault: `bins:${index}` });
  });
  if (plan.weight !== null) steps.push({ exclude: 'zero' });
  return steps;
}

/** What a row must have to be a decision. */
const decidedBy = ({ outcome, prediction }: ReadPlan): ExclusionName =>
  outcome !== undefined ? 'amount' : prediction === null ? 'score' : 'prediction';

function amountSteps({ label, unitColumn, interval }: AmountOutcome): FateStep[] {
  const roles = label === null ? (['amount'] as const) : (['amount', 'actual'] as const);
  const faults = roles.flatMap((role) => AMOUNT_FAULTS.map((fault): FateStep => ({ fault: `${role} ${fault}` })));
  const ofInterval: FateStep[] = interval === undefined ? [] : INTERVAL_FAULTS.map((fault) => ({ fault }));
  return [...(unitColumn === null ? [] : [{ fault: 'unit' } as const]), ...faults, ...ofInterval];
}

/**
 * Every role of a plan in the order in which faults are reported: the roles of the filter come first, because it decides before everything
 * else.
 */
export function faultRoles(plan: ReadPlan): readonly FaultRole[] {
  const names = plan.where === null || plan.whereFault === 'dropped' ? [] : numberNames(plan.where);
  const filter = names.map((_, index): FaultRole => `where:${index}`);
  return [...filter, ...fateSteps(plan).flatMap((step) => ('fault' in step ? [step.fault] : []))];
}
