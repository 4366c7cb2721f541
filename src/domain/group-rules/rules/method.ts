import { TribuneError } from '../../../core/base/errors.js';
import { type CutoffsEffect, effectOfCutoffs, type FrontierGroup } from '../../../core/fairness/frontier/index.js';
import type { GroupKey } from '../../../core/fairness/tally/index.js';
import { stakesOf, type UtilityValues } from '../../../core/fairness/utility/index.js';
import {
  type CalibratedCost,
  calibratedCutoffs,
  calibratedOdds,
  type RejectOptionMeasure,
  type RelaxedConstraint,
  type RuleGroup,
  rejectOption,
  relaxedCutoffs,
} from '../../../core/mitigation/index.js';

/** What may be made equal, by its name here; equal opportunity is of the people who merit the favourable decision. */
export const CONSTRAINTS = [
  'demographic_parity',
  'equal_opportunity',
  'equalized_odds',
  'false_positive_parity',
] as const;
export const OBJECTIVES = ['accuracy', 'balanced_accuracy', 'profit'] as const;

/** Ways to a rule of cutoffs that make no rate equal, but bring rates near to each other. */
export type RuleMethod =
  /** The cheapest cutoffs whose rates differ by the tolerance at most, and reach the least rates. */
  | {
      readonly name: 'within';
      readonly tolerance: number;
      /** Least share of those who merit the favourable decision that gets it, in every group; 0 where none is asked for. */
      readonly leastOpportunity: number;
    }
  /** A band around the cutoff in which only the disadvantaged get the favourable decision. */
  | { readonly name: 'reject-option'; readonly tolerance: number; readonly advantaged: readonly GroupKey[] }
  /** Scores that give way to the base rate of the group, for some people who are drawn. */
  | { readonly name: 'calibrated-odds' };

export interface MethodRequest {
  readonly method: RuleMethod;
  readonly constraint: (typeof CONSTRAINTS)[number];
  readonly objective: (typeof OBJECTIVES)[number];
  readonly utility: UtilityValues | undefined;
  readonly favourable: 0 | 1;
  /** The cutoff in use; null where the policy names none. */
  readonly cutoff: number | null;
}

/** Cutoffs that a method found, and what they do. */
export interface MethodRule {
  readonly parts: readonly RuleGroup[];
  readonly effect: CutoffsEffect;
  /** The largest difference between two groups of what is brought near. */
  readonly difference: number;
  /** What was asked for and is not kept; null where everything is. */
  readonly missed: string | null;
}

/**
 * Finds cutoffs by a method.
 *
 * @param groups people of both labels each, at least two of them
 * @throws TribuneError USAGE for a constraint or an objective that the method does not know
 */
export function ruleByMethod(groups: readonly FrontierGroup[], request: MethodRequest): MethodRule {
  const { method, favourable, cutoff } = request;
  const found =
    method.name === 'within'
      ? within(groups, method, request)
      : method.name === 'reject-option'
        ? byBand(groups, method, request)
        : byWithholding(groups, request);
  const effect = effectOfCutoffs(
    groups,
    found.parts.map(({ mixture }) => mixture),
    { favourable, cutoff },
  );
  return { ...found, effect };
}

type Found = Omit<MethodRule, 'effect'>;

/** Misses that are rounding. */
const ROUNDING = 1e-9;

function within(
  groups: readonly FrontierGroup[],
  { tolerance, leastOpportunity }: RuleMethod & { name: 'within' },
  request: MethodRequest,
): Found {
  const { favourable } = request;
  const {
    groups: parts,
    difference,
    excess,
  } = relaxedCutoffs(groups, {
    constraint: relaxed(request),
    tolerance,
    ...costsOf(groups, request),
    ...(favourable === 1 ? { leastTruePositiveRate: leastOpportunity } : { leastTrueNegativeRate: leastOpportunity }),
  });
  return {
    parts: parts.map(({ key, mixture }) => ({ key, mixture })),
    difference,
    missed: excess > ROUNDING ? `the bounds are missed by ${excess.toPrecision(3)}` : null,
  };
}

function relaxed({ constraint, favourable }: MethodRequest): RelaxedConstraint {
  if (constraint === 'demographic_parity' || constraint === 'equalized_odds') return constraint;
  return constraint === 'equal_opportunity' && favourable === 1
    ? 'true_positive_rate_parity'
    : 'false_positive_rate_parity';
}

function costsOf(
  groups: readonly FrontierGroup[],
  { objective, utility }: MethodRequest,
): { falsePositiveCost: number; falseNegativeCost: number } {
  if (objective === 'accuracy') return { falsePositiveCost: 1, falseNegativeCost: 1 };
  if (objective === 'profit') {
    const { gain, loss } = stakesOf(utility!);
    // Only their ratio decides, and the programme is solved the better the nearer they are to 1.
    const most = Math.max(gain, loss);
    return { falsePositiveCost: loss / most, falseNegativeCost: gain / most };
  }
  const sum = (of: (group: FrontierGroup) => Float64Array | ArrayLike<number>): number =>
    groups.reduce((total, group) => total + Array.from(of(group)).reduce((part, count) => part + count, 0), 0);
  const [positives, negatives] = [sum((one) => one.positives.counts), sum((one) => one.negatives.counts)];
  const half = (positives + negatives) / 2;
  return { falsePositiveCost: half / negatives, falseNegativeCost: half / positives };
}

const MEASURES: Readonly<Partial<Record<MethodRequest['constraint'], RejectOptionMeasure>>> = {
  demographic_parity: 'selection_rate',
  equal_opportunity: 'true_positive_rate',
  equalized_odds: 'average_odds',
};

function byBand(
  groups: readonly FrontierGroup[],
  { tolerance, advantaged }: RuleMethod & { name: 'reject-option' },
  { constraint, objective, favourable }: MethodRequest,
): Found {
  const measure = MEASURES[constraint];
  if (measure === undefined) throw unknown('reject-option', `--constraint ${constraint}`, Object.keys(MEASURES));
  if (objective === 'profit')
    throw unknown('reject-option', '--objective profit', ['accuracy', 'balanced_accuracy'], 'objective');
  const found = rejectOption(groups, { advantaged, measure, tolerance, favourable, objective });
  const difference = Math.abs(found.difference);
  return {
    parts: found.groups,
    difference,
    missed: found.isFeasible
      ? null
      : `no band keeps the tolerance: the nearest differs by ${difference.toPrecision(3)}`,
  };
}

function byWithholding(groups: readonly FrontierGroup[], { constraint, favourable, cutoff }: MethodRequest): Found {
  const costs: Partial<Record<MethodRequest['constraint'], CalibratedCost>> = {
    equal_opportunity: 'false_negative',
    false_positive_parity: favourable === 1 ? 'false_positive' : 'false_negative',
    equalized_odds: 'weighted',
  };
  const cost = costs[constraint];
  if (cost === undefined) throw unknown('calibrated-odds', `--constraint ${constraint}`, Object.keys(costs));
  if (cutoff === null)
    throw new TribuneError('POLICY_INVALID', 'calibrated odds change scores, and the policy names no cutoff of them', {
      remedy: 'Name the score from which on a 1 is decided as data.cutoff.',
    });
  const found = calibratedOdds(groups, cost, favourable);
  return {
    parts: calibratedCutoffs(found, { cutoff, favourable }),
    difference: found.difference,
    missed: found.isAchievable
      ? null
      : `the costs cannot be made equal: they differ by ${found.difference.toPrecision(3)} where all is withheld that helps`,
  };
}

const unknown = (method: string, given: string, known: readonly string[], option = 'constraint'): TribuneError =>
  new TribuneError('USAGE', `${given} with --method ${method}`, {
    remedy: `It knows --${option} ${known.join(', ')}.`,
  });
