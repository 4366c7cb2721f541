import { TribuneError } from '../../../core/base/errors.js';
import { type CutoffsEffect, effectOfCutoffs, type FrontierGroup } from '../../../core/fairness/frontier/index.js';
import type { GroupKey } from '../../../core/fairness/tally/index.js';
import { stakesOf, type UtilityValues } from '../../../core/fairness/utility/index.js';
import {
  bestCutoffs,
  type CalibratedCost,
  type CutoffMetric,
  calibratedCutoffs,
  calibratedOdds,
  cutoffMetricOf,
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
  | { readonly name: 'calibrated-odds' }
  /** One cutoff for each group, without any draw, that is best by a metric and keeps bounds on others. */
  | {
      readonly name: 'one-cutoff';
      readonly tolerance: number;
      /** Least value of a metric in every group, by its name. */
      readonly least: Readonly<Partial<Record<CutoffMetric, number>>>;
    };

/** What a rule may bring near, and what it may have as much of as can be: with one cutoff for each group also any metric of decisions. */
export type ConstraintName = (typeof CONSTRAINTS)[number] | CutoffMetric;
export type ObjectiveName = (typeof OBJECTIVES)[number] | CutoffMetric;

export const isUsualConstraint = (name: ConstraintName): name is (typeof CONSTRAINTS)[number] =>
  (CONSTRAINTS as readonly string[]).includes(name);
export const isUsualObjective = (name: ObjectiveName): name is (typeof OBJECTIVES)[number] =>
  (OBJECTIVES as readonly string[]).includes(name);

export interface MethodRequest {
  readonly method: RuleMethod;
  readonly constraint: ConstraintName;
  readonly objective: ObjectiveName;
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
    method.name === 'one-cutoff' ? withOneCutoff(groups, method, request) : byUsual(groups, method, request);
  const effect = effectOfCutoffs(
    groups,
    found.parts.map(({ mixture }) => mixture),
    { favourable, cutoff },
  );
  return { ...found, effect };
}

type Found = Omit<MethodRule, 'effect'>;

/** A request by the names that every method knows. */
type UsualRequest = MethodRequest & {
  readonly constraint: (typeof CONSTRAINTS)[number];
  readonly objective: (typeof OBJECTIVES)[number];
};

function byUsual(
  groups: readonly FrontierGroup[],
  method: Exclude<RuleMethod, { name: 'one-cutoff' }>,
  request: MethodRequest,
): Found {
  refuseMetrics(request);
  const usual = request as UsualRequest;
  if (method.name === 'within') return within(groups, method, usual);
  return method.name === 'reject-option' ? byBand(groups, method, usual) : byWithholding(groups, usual);
}

/**
 * Refuses metrics that only one cutoff for each group can have bounds on.
 *
 * @throws TribuneError USAGE
 */
export function refuseMetrics({ constraint, objective }: Pick<MethodRequest, 'constraint' | 'objective'>): void {
  const stray = !isUsualConstraint(constraint)
    ? `--constraint ${constraint}`
    : !isUsualObjective(objective)
      ? `--objective ${objective}`
      : null;
  if (stray !== null)
    throw new TribuneError('USAGE', `${stray} without --method one-cutoff`, {
      remedy: `Cutoffs that are mixed by lot know --constraint ${CONSTRAINTS.join(', ')} and --objective ${OBJECTIVES.join(', ')}.`,
    });
}

const METRICS_OF: Readonly<Record<(typeof CONSTRAINTS)[number], readonly CutoffMetric[]>> = {
  demographic_parity: ['selection_rate'],
  equal_opportunity: ['opportunity_rate'],
  equalized_odds: ['true_positive_rate', 'false_positive_rate'],
  false_positive_parity: ['false_positive_rate'],
};

function withOneCutoff(
  groups: readonly FrontierGroup[],
  { tolerance, least }: RuleMethod & { name: 'one-cutoff' },
  { constraint, objective, utility, favourable }: MethodRequest,
): Found {
  const near = isUsualConstraint(constraint) ? METRICS_OF[constraint] : [constraint];
  const found = bestCutoffs(groups, {
    objective: objective === 'profit' ? { utility: utility! } : objective,
    bounds: [
      // A tolerance of 1 bounds nothing but that the rate must be known.
      ...near.map((metric) =>
        tolerance < 1
          ? ({ metric, compare: 'difference', max: tolerance } as const)
          : ({ metric, compare: 'value', min: 0 } as const),
      ),
      ...Object.entries(least).map(
        ([metric, min]) => ({ metric: metric as CutoffMetric, compare: 'value', min }) as const,
      ),
    ],
    favourable,
  });
  const spreads = near.map((metric) => {
    const values = found.groups.map(({ counts }) => cutoffMetricOf(counts, metric, favourable)!);
    return Math.max(...values) - Math.min(...values);
  });
  const some = found.lookedAt < 1 ? ` (${(100 * found.lookedAt).toFixed(0)} % of the cutoffs were looked at)` : '';
  return {
    parts: found.groups.map(({ key, cutoff }) => ({ key, mixture: [{ cutoff, probability: 1 }] })),
    difference: Math.max(...spreads),
    missed:
      found.missed > ROUNDING || some !== '' ? `the bounds are missed by ${found.missed.toPrecision(3)}${some}` : null,
  };
}

/** Misses that are rounding. */
const ROUNDING = 1e-9;

function within(
  groups: readonly FrontierGroup[],
  { tolerance, leastOpportunity }: RuleMethod & { name: 'within' },
  request: UsualRequest,
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

function relaxed({ constraint, favourable }: UsualRequest): RelaxedConstraint {
  if (constraint === 'demographic_parity' || constraint === 'equalized_odds') return constraint;
  return constraint === 'equal_opportunity' && favourable === 1
    ? 'true_positive_rate_parity'
    : 'false_positive_rate_parity';
}

function costsOf(
  groups: readonly FrontierGroup[],
  { objective, utility }: UsualRequest,
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

const MEASURES: Readonly<Partial<Record<UsualRequest['constraint'], RejectOptionMeasure>>> = {
  demographic_parity: 'selection_rate',
  equal_opportunity: 'true_positive_rate',
  equalized_odds: 'average_odds',
};

function byBand(
  groups: readonly FrontierGroup[],
  { tolerance, advantaged }: RuleMethod & { name: 'reject-option' },
  { constraint, objective, favourable }: UsualRequest,
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

function byWithholding(groups: readonly FrontierGroup[], { constraint, favourable, cutoff }: UsualRequest): Found {
  const costs: Partial<Record<UsualRequest['constraint'], CalibratedCost>> = {
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
