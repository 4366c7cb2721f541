/**
 * The frontier and the impossibility result as `audit.json` holds them. Its members had names of their own before the library named
 * every member after its metric, and the contract keeps them: what is computed is renamed here and nowhere else.
 */
import type * as computed from '../../../core/fairness/frontier/index.js';
import type { GroupKey, IntegerMetric } from '../../../core/fairness/tally/index.js';

export interface SweptPoint {
  /** The common cutoff, or `null` where cutoffs differ by group or nobody is accepted. */
  readonly cutoff: number | null;
  /** Cutoff of each group of the result, in its order; `null` accepts nobody. Present only where cutoffs differ by group. */
  readonly cutoffByGroup?: readonly (number | null)[];
  /** The level that the aligned rate was brought to. Present only where cutoffs differ by group. */
  readonly target?: number;
  /** Accuracy over all groups together, 0..1. */
  readonly accuracy: number;
  /** Mean of the rates at which both labels are recognised; null where one of them does not occur. Accuracy alone is high for a rare label when nobody is selected. */
  readonly balancedAccuracy: number | null;
  readonly selectionRate: number;
  /** Expected utility per labelled person; present where the policy declares what decisions are worth. */
  readonly utility?: number | null;
  readonly gaps: Readonly<Partial<Record<IntegerMetric, computed.SweptGap>>>;
  /** People (labelled) whose decision differs from the one under the cutoff in use. */
  readonly affected: { readonly toFavourable: number; readonly toUnfavourable: number } | null;
}

export interface ThresholdFrontier {
  readonly status: 'ok' | 'undefined';
  readonly reason?: string;
  readonly groups: readonly GroupKey[];
  /** Points of the common cutoff, strictest first; the first point accepts nobody. */
  readonly common: readonly SweptPoint[];
  readonly aligned: readonly { readonly rate: computed.SweptRate; readonly points: readonly SweptPoint[] }[];
  /** The point under the cutoff in use. */
  readonly current: SweptPoint | null;
}

/** Rates expected over the draw. They are exact, because nothing is sampled; each is 0..1. */
export interface ExpectedRates {
  readonly selectionRate: number;
  readonly truePositiveRate: number;
  readonly falsePositiveRate: number;
  readonly accuracy: number;
  readonly favourableRate: number;
  readonly opportunityRate: number;
}

export interface OptimizedGroup {
  readonly key: GroupKey;
  /** Number of labelled people, or the sum of their weights. */
  readonly n: number;
  readonly rule: computed.MixtureRule;
  readonly expected: ExpectedRates;
  readonly affected: computed.PeopleAffected | null;
}

/**
 * Who loses and who gains against the cutoff in use. `favourableRate`: who gets the good outcome; `opportunityRate`: who of those that
 * merit it does.
 */
export interface LevellingDown {
  readonly favourableRate: computed.LevelledRate;
  readonly opportunityRate: computed.LevelledRate;
}

export type ThresholdObjective =
  | 'accuracy_score'
  | 'balanced_accuracy_score'
  | 'selection_rate'
  | 'true_positive_rate'
  | 'true_negative_rate'
  | 'utility';

interface OptimumQuestion {
  readonly constraint: computed.ThresholdConstraint;
  readonly objective: ThresholdObjective;
  readonly flip: boolean;
  /** Number of steps of the grid; `null` for the exact search. */
  readonly grid: number | null;
  readonly excluded: readonly computed.ExcludedGroup[];
}

export interface ThresholdOptimum extends OptimumQuestion {
  readonly status: 'ok';
  /** The common value of the constrained rate (under equalized odds the false positive rate). */
  readonly constraintValue: number;
  /**
   * Value of the objective: with one rate equal, the mean of the groups' objectives weighted by size; with equalized odds, the objective of
   * all people together.
   */
  readonly objectiveValue: number;
  readonly groups: readonly OptimizedGroup[];
  readonly overall: ExpectedRates;
  readonly affected: computed.PeopleAffected | null;
  readonly cost: computed.AccuracyCost;
  /** What the rule costs in utility, where the policy declares what decisions are worth. */
  readonly utility?: computed.UtilityCost;
  readonly levellingDown: LevellingDown | null;
  /** What must be read beside the numbers, in plain words. */
  readonly notes: readonly string[];
}

export interface NoThresholdOptimum extends OptimumQuestion {
  readonly status: 'undefined';
  readonly reason: string;
}

export interface ImpossibilityResult {
  readonly status: 'ok' | 'undefined';
  readonly reason?: string;
  /** Share of label 1 in each group that was used. */
  readonly groups: readonly { readonly key: GroupKey; readonly n: number; readonly baseRate: number }[];
  readonly excluded: readonly { readonly key: GroupKey; readonly n: number; readonly reason: string }[];
  /** The two groups whose base rates differ most, between which every forced gap is widest. */
  readonly highest: GroupKey | null;
  readonly lowest: GroupKey | null;
  readonly baseRateDifference: number | null;
  readonly equalBaseRates: boolean;
  /** Whether no decision is wrong in any group. */
  readonly perfectPrediction: boolean;
  readonly statements: readonly computed.CriteriaStatement[];
  /** Summary of all statements in one sentence. */
  readonly summary: string;
}

export function sweepInAudit(sweep: computed.ThresholdFrontier): ThresholdFrontier {
  return {
    ...sweep,
    common: sweep.common.map(pointInAudit),
    aligned: sweep.aligned.map(({ rate, points }) => ({ rate, points: points.map(pointInAudit) })),
    current: sweep.current === null ? null : pointInAudit(sweep.current),
  };
}

function pointInAudit(point: computed.SweptPoint): SweptPoint {
  const { accuracy, balanced_accuracy, selection_rate, gaps, affected, ...cutoffs } = point;
  return {
    ...cutoffs,
    accuracy,
    balancedAccuracy: balanced_accuracy,
    selectionRate: selection_rate,
    gaps,
    affected,
  };
}

const OBJECTIVES: Readonly<Record<computed.ThresholdObjective, ThresholdObjective>> = {
  accuracy: 'accuracy_score',
  balanced_accuracy: 'balanced_accuracy_score',
  selection_rate: 'selection_rate',
  true_positive_rate: 'true_positive_rate',
  true_negative_rate: 'true_negative_rate',
  utility: 'utility',
};

export function optimumInAudit(
  optimum: computed.ThresholdOptimum | computed.NoThresholdOptimum,
): ThresholdOptimum | NoThresholdOptimum {
  const objective = OBJECTIVES[optimum.objective];
  if (optimum.status === 'undefined') return { ...optimum, objective };
  const { levellingDown } = optimum;
  return {
    ...optimum,
    objective,
    groups: optimum.groups.map((group) => ({ ...group, expected: ratesInAudit(group.expected) })),
    overall: ratesInAudit(optimum.overall),
    levellingDown: levellingDown && {
      favourableRate: levellingDown.favourable_rate,
      opportunityRate: levellingDown.opportunity_rate,
    },
  };
}

const ratesInAudit = (rates: computed.ExpectedRates): ExpectedRates => ({
  selectionRate: rates.selection_rate,
  truePositiveRate: rates.true_positive_rate,
  falsePositiveRate: rates.false_positive_rate,
  accuracy: rates.accuracy,
  favourableRate: rates.favourable_rate,
  opportunityRate: rates.opportunity_rate,
});

export function impossibilityInAudit(result: computed.ImpossibilityResult): ImpossibilityResult {
  return {
    ...result,
    groups: result.groups.map(({ key, n, base_rate }) => ({ key, n, baseRate: base_rate })),
  };
}
