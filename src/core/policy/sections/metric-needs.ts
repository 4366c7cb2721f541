import { counted } from '../../base/counted.js';
import {
  type AmountMetric,
  isAmountMetric,
  isShareOfAmounts,
  needsActual,
} from '../../fairness/outcomes/amount/index.js';
import { compositeOf, type ErrorShared } from './composites.js';
import { type Exposed, RANKING_METRICS, type RankedPairs, type TopTargets } from './outcomes/index.js';
import { RESULT_FIELD } from './result-field.js';
import { countText, declaredText, numberText } from './text.js';
import type { FromSpec, RequirementMetric } from './types.js';

const WITHOUT_LABEL: ReadonlySet<RequirementMetric> = new Set([
  'selection_rate',
  'favourable_rate',
  'mean_score',
  'superiority',
  'mean_rank',
  'dominance_shortfall',
  'class_rate',
  'stage_rate',
  'funnel_rate',
  ...RANKING_METRICS,
]);
const WITH_SCORE: ReadonlySet<RequirementMetric> = new Set([
  'mean_score',
  'auc',
  'brier',
  'log_loss',
  'expected_calibration_error',
]);
/** Metrics whose differences have no largest possible value. */
const UNBOUNDED: ReadonlySet<RequirementMetric> = new Set([
  'mean_score',
  'log_loss',
  'expected_cost',
  'exposure_per_relevance',
  'representation_in_top_k',
  'r_squared',
]);

export const needsLabel = (metric: RequirementMetric): boolean =>
  metric !== RESULT_FIELD && isAmountMetric(metric)
    ? needsActual(metric)
    : (compositeOf(metric)?.needsLabel ?? !WITHOUT_LABEL.has(metric));
export const needsScore = (metric: RequirementMetric): boolean =>
  compositeOf(metric)?.needsScore ?? WITH_SCORE.has(metric);
/** The largest difference between two groups that the metric can show. */
export const largestDifference = (metric: RequirementMetric): number =>
  compositeOf(metric)?.largest ?? (UNBOUNDED.has(metric) || isInUnits(metric) ? Number.POSITIVE_INFINITY : 1);

/** Whether the values of a metric are amounts, so that they are shown with their unit. */
export const isInUnits = (
  metric: RequirementMetric,
): metric is Exclude<AmountMetric, 'share_at_least' | 'interval_coverage' | 'r_squared'> =>
  isAmountMetric(metric) && !isShareOfAmounts(metric) && metric !== 'r_squared';

/** What evidence for a metric is counted in, and held against `minGroupSize` in: lists where decisions are rankings, whose candidates are not independent, and institutions that share out a cap. */
export const countedIn = (metric: RequirementMetric): 'person' | 'list' | 'institution' => {
  if (metric === 'capped_share') return 'institution';
  return (RANKING_METRICS as readonly RequirementMetric[]).includes(metric) ? 'list' : 'person';
};

/** The same of several: what a group may have too few of. */
export const evidenceUnits = (metric: RequirementMetric): 'people' | 'lists' | 'institutions' => {
  const unit = countedIn(metric);
  return unit === 'person' ? 'people' : `${unit}s`;
};

/** The size of a group in a sentence: ` (n = 120)`, or ` (80 lists)`. */
export function sizeText(metric: RequirementMetric, n: number | null): string {
  if (n === null) return '';
  const unit = countedIn(metric);
  return unit === 'person' ? ` (n = ${countText(n)})` : ` (${counted(countText(n), unit)})`;
}

/** Metrics that are at least 0 and have no upper end. */
const HALF_OPEN: ReadonlySet<RequirementMetric> = new Set([
  'log_loss',
  'exposure_per_relevance',
  'representation_in_top_k',
]);

/** The range of values that the metric can have; infinite where it has no end. */
export function rangeOf(metric: RequirementMetric): { readonly lower: number; readonly upper: number } {
  const composite = compositeOf(metric);
  if (composite !== null) return { lower: 0, upper: composite.largest };
  if (HALF_OPEN.has(metric) || (isInUnits(metric) && metric !== 'mean_error'))
    return { lower: 0, upper: Number.POSITIVE_INFINITY };
  if (metric === 'r_squared') return { lower: Number.NEGATIVE_INFINITY, upper: 1 };
  return UNBOUNDED.has(metric) || metric === 'mean_error'
    ? { lower: Number.NEGATIVE_INFINITY, upper: Number.POSITIVE_INFINITY }
    : { lower: 0, upper: 1 };
}

/** Metrics of which more is better, and of which less is better, for everybody; the others may be wanted high or low. */
const QUALITIES: ReadonlySet<RequirementMetric> = new Set([
  'accuracy',
  'balanced_accuracy',
  'f1',
  'auc',
  'true_positive_rate',
  'true_negative_rate',
  'positive_predictive_value',
  'negative_predictive_value',
  'class_recall',
  'class_precision',
  'macro_recall',
  'worst_class_recall',
  'pairwise_accuracy',
  'ndcg',
  'r_squared',
]);
const ERRORS: ReadonlySet<RequirementMetric> = new Set([
  'false_positive_rate',
  'false_negative_rate',
  'brier',
  'log_loss',
  'expected_calibration_error',
  'mean_absolute_error',
  'root_mean_squared_error',
  'expected_cost',
  'dominance_shortfall',
  'turned_pairs',
  'capped_share',
]);

/** Which direction of the metric is the better one; null where that depends on the use. */
export const betterDirection = (metric: RequirementMetric): 'high' | 'low' | null =>
  QUALITIES.has(metric) ? 'high' : ERRORS.has(metric) ? 'low' : null;

/** Shares of people with prediction 1, and of those with prediction 0; such a share is unfavourable whenever its prediction is. */
const SHARES_OF_PREDICTION: readonly (readonly RequirementMetric[])[] = [
  ['true_negative_rate', 'false_negative_rate'],
  ['selection_rate', 'true_positive_rate', 'false_positive_rate'],
];

/**
 * Whether a high value of the rate is bad for the people in the group: the rate is a share of people who got the unfavourable prediction.
 */
export const isUnfavourableRate = (metric: RequirementMetric, favourable: 0 | 1): boolean =>
  SHARES_OF_PREDICTION[1 - favourable]!.includes(metric);

const SPELT: Readonly<Partial<Record<RequirementMetric, string>>> = {
  dominance_shortfall: 'largest shortfall',
  turned_pairs: 'share of pairs turned round',
  auc: 'AUC',
  f1: 'F1',
  brier: 'Brier score',
  r_squared: 'R²',
  interval_coverage: 'coverage of prediction intervals',
  interval_width: 'mean width of prediction intervals',
  theil: 'Theil index of benefits',
  macro_recall: 'mean recall of the classes',
  worst_class_recall: 'recall of the class that is found least often',
  ndcg: 'normalised discounted gain',
  share_in_top_k: 'share in the first k',
  representation_in_top_k: 'representation in the first k',
};

/** A metric in a sentence, such as `false positive rate`. */
export const metricWords = (metric: RequirementMetric): string =>
  (SPELT as Readonly<Record<string, string>>)[metric] ?? metric.replaceAll('_', ' ');

/**
 * Key of what a requirement measures among the metrics of an audit: with the parameter, where the metric has one; of a composite measure what it compares.
 */
export function metricKey(measure: Omit<MeasureNames, 'unit'>): string {
  const {
    metric,
    q,
    value,
    atLevel,
    class: name,
    stage,
    route,
    component,
    k,
    pairs,
    per,
    target,
    institution,
  } = measure;
  const parameter = q ?? value ?? atLevel ?? name ?? stage ?? k ?? pairs ?? per ?? institution;
  return (
    component ??
    compositeOf(metric)?.shown ??
    `${metric}${parameter === undefined ? '' : `_${parameter}`}${routeWords(route)}${targetWords(target)}`
  );
}

/** ` via ROUTE`, where the people of one route count. */
const routeWords = (route: string | undefined): string => (route === undefined ? '' : ` via ${route}`);

/** `_sex: f 0.5, m 0.5`, where shares are declared. */
function targetWords(target: TopTargets | undefined): string {
  if (target === undefined) return '';
  const shares = Object.entries(target.shares).sort(([a], [b]) => (a < b ? -1 : 1));
  return `_${target.by}: ${shares.map(([value, share]) => `${value} ${share}`).join(', ')}`;
}

/** What a requirement measures in a sentence, with the parameter of the metric: `share of at least USD 5,000`. */
export function measureWords(measure: MeasureNames): string {
  const { metric, q, value, from, unit } = measure;
  if (from !== undefined) return `${fieldWords(from)} in ${from.result}`;
  switch (metric) {
    case 'error_share':
      return `share of all ${errorWords(measure.of)} over share of people`;
    case 'amount_quantile':
      return `${numberText(q ?? null)} quantile of the amount`;
    case 'share_at_least':
      return measure.atLevel === undefined
        ? `share that got at least ${declaredText(value ?? null, unit)}`
        : `share that got ${measure.atLevel} or better`;
    case 'superiority':
      return 'chance to outrank the reference';
    case 'mean_rank':
      return 'mean rank as a chance to outrank anybody';
    case 'dominance_shortfall':
      return 'largest shortfall at any level';
    case 'turned_pairs':
      return measure.pairs === 'within' ? 'share of pairs turned round' : 'share of pairs with others turned round';
    case 'lowered_share':
      return 'share that got less than was due';
    case 'capped_share':
      return `share capped by ${measure.institution ?? 'the institution'}`;
    case 'raised_share':
      return 'share that got more than was due';
    case 'class_rate':
      return measure.class === undefined ? 'share of favourable classes' : `share decided as ${measure.class}`;
    case 'class_recall':
      return `recall of ${measure.class}`;
    case 'class_precision':
      return `precision of ${measure.class}`;
    case 'stage_rate':
      return `share that passed ${measure.stage} of those who reached it${routeWords(measure.route)}`;
    case 'funnel_rate':
      return `share that came through all stages${routeWords(measure.route)}`;
    case 'exposure':
      return measure.per === 'candidate' ? 'exposure per candidate, shown or not' : 'exposure per shown candidate';
    case 'exposure_per_relevance':
      return 'exposure over relevance';
    case 'share_in_top_k':
      return `share in the first ${measure.k}`;
    case 'representation_in_top_k':
      return `share of the first ${measure.k} over ${measure.target === undefined ? 'share of the candidates' : 'the declared share'}`;
    case 'pairwise_accuracy':
      return measure.pairs === 'within' ? 'share of pairs in order' : 'share of pairs with others in order';
    default:
      return metricWords(metric);
  }
}

/** What is read of another result: a measure by its name, anything else by its path. */
export const fieldWords = ({ field, measure }: Pick<FromSpec, 'field' | 'measure'>): string =>
  measure === undefined ? field : measure.replaceAll('_', ' ');

/** The errors in a sentence: `false positives`. */
const errorWords = (of: ErrorShared = 'false_positive'): string => `${of.replace('_', ' ')}s`;

/** The names of a requirement that say what it measures. */
export interface MeasureNames {
  readonly metric: RequirementMetric;
  readonly q?: number | undefined;
  readonly value?: number | undefined;
  /** Of `error_share`. */
  readonly of?: ErrorShared | undefined;
  /** Of a number in another command's result. */
  readonly from?: FromSpec | undefined;
  /** Of a measure over several rates: the one that is shown. */
  readonly component?: string | undefined;
  readonly atLevel?: string | undefined;
  readonly class?: string | undefined;
  readonly stage?: string | undefined;
  readonly route?: string | undefined;
  readonly k?: number | undefined;
  readonly pairs?: RankedPairs | undefined;
  readonly per?: Exposed | undefined;
  readonly institution?: string | undefined;
  readonly target?: TopTargets | undefined;
  /** The unit of amounts. */
  readonly unit?: string | undefined;
}
