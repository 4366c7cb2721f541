import { TribuneError } from '../../base/errors.js';
import { checkUtility, type UtilityValues } from '../utility/values.js';
import type { TradeoffMetric } from './tradeoff.js';

/**
 * The rate that is made equal across groups, by its name in Fairlearn. `selection_rate_parity` is another name for `demographic_parity`.
 */
export const CONSTRAINT_METRIC = {
  demographic_parity: 'selection_rate',
  selection_rate_parity: 'selection_rate',
  true_positive_rate_parity: 'true_positive_rate',
  true_negative_rate_parity: 'true_negative_rate',
  false_positive_rate_parity: 'false_positive_rate',
  false_negative_rate_parity: 'false_negative_rate',
  equalized_odds: 'false_positive_rate',
} as const satisfies Record<string, TradeoffMetric>;

export type ThresholdConstraint = keyof typeof CONSTRAINT_METRIC;

/**
 * The objective that is maximised, by the name of its metric (Fairlearn says `accuracy_score` and `balanced_accuracy_score`). With
 * `equalized_odds` only the two accuracies and utility are allowed.
 */
export const THRESHOLD_OBJECTIVES = [
  'accuracy',
  'balanced_accuracy',
  'selection_rate',
  'true_positive_rate',
  'true_negative_rate',
  'utility',
] as const satisfies readonly (TradeoffMetric | 'utility')[];

export type ThresholdObjective = (typeof THRESHOLD_OBJECTIVES)[number];

export interface OptimizeOptions {
  readonly constraint: ThresholdConstraint;
  readonly objective: ThresholdObjective;
  /** Whether predicting 1 below a cutoff is allowed too. Default false. */
  readonly flip?: boolean;
  /** Limits the search to the constraint values k / grid, as Fairlearn does (its default is 1000). Default: exact, no grid. */
  readonly grid?: number;
  /** The prediction that is good for the person. */
  readonly favourable: 0 | 1;
  /** The cutoff in use, to count whose decision changes; without it those fields are `null`. */
  readonly cutoff?: number;
  /** What decisions are worth; needed for the objective `utility`, and with any objective its price is told. */
  readonly utility?: UtilityValues;
}

/**
 * Refuses options outside their domain.
 *
 * @throws TribuneError INVALID_ARGUMENT
 */
export function checkOptimizeOptions(options: OptimizeOptions): void {
  const { constraint, objective, grid, cutoff, utility } = options;
  if (!Object.hasOwn(CONSTRAINT_METRIC, constraint)) {
    throw invalid(`constraint "${constraint}"`, `Use one of ${Object.keys(CONSTRAINT_METRIC).join(', ')}.`);
  }
  if (!THRESHOLD_OBJECTIVES.includes(objective)) {
    throw invalid(`objective "${objective}"`, `Use one of ${THRESHOLD_OBJECTIVES.join(', ')}.`);
  }
  if (constraint === 'equalized_odds' && !WITH_ODDS.includes(objective)) {
    throw invalid(
      `objective "${objective}" with equalized_odds`,
      `Equalized odds fixes both error rates: use one of ${WITH_ODDS.join(', ')}.`,
    );
  }
  if (utility !== undefined) checkUtility(utility);
  if (objective === 'utility' && utility === undefined) {
    throw invalid('objective "utility" without values', 'Pass what the four kinds of decision are worth as utility.');
  }
  if (grid !== undefined && !(Number.isInteger(grid) && grid >= 1 && grid <= LARGEST_GRID)) {
    throw invalid(
      `grid ${grid}`,
      `Use a whole number from 1 to ${LARGEST_GRID}, or leave it out for the exact optimum.`,
    );
  }
  if (cutoff !== undefined && !Number.isFinite(cutoff)) {
    throw invalid(`cutoff ${cutoff}`, 'Pass the finite cutoff in use, or leave it out.');
  }
}

/** Objectives that equal error rates leave something to. */
const WITH_ODDS: readonly ThresholdObjective[] = ['accuracy', 'balanced_accuracy', 'utility'];

/** Largest grid: beyond a million steps the exact search is both finer and faster. */
const LARGEST_GRID = 1_000_000;

const invalid = (message: string, remedy: string): TribuneError =>
  new TribuneError('INVALID_ARGUMENT', message, { remedy });
