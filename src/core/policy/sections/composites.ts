import type { MetricName } from '../../fairness/tally/index.js';

/** What a policy must and may say about a composite measure, and how its results read. */
export interface CompositeSpec {
  /**
   * How it is judged: as the gap of two groups; as the value of each group by itself; or as one value of all groups together, which is the
   * largest gap among several rates of any two of them.
   */
  readonly judged: 'gap' | 'each' | 'together';
  /** What stands in results as `compare`. */
  readonly compare: 'difference' | 'ratio' | 'value';
  readonly needsLabel: boolean;
  readonly needsScore: boolean;
  /** The metric of each group that the measure compares, where it is one that audits show of every group. */
  readonly shown: MetricName | null;
  /**
   * Whether its gap is the difference or the ratio of the values of the two groups, as messages and figures show them, so that a bound can be drawn from
   * the reference on their axis; a gap in standard deviations is not one of mean scores.
   */
  readonly ofValues: boolean;
  /** Against whom groups are measured: the reference that policy and data declare, any that gaps may have, or nobody. */
  readonly reference: 'declared' | 'any' | 'none';
  /** The ends that may be bounded. */
  readonly ends: 'min' | 'max' | 'either';
  /** The largest value that there can be. */
  readonly largest: number;
  /** Whether `by: []` has a meaning, which is everyone as one group. */
  readonly everyone: boolean;
  /** Whether the groups overlap, so that each attribute of `by` makes groups and not only all of them together. */
  readonly overlapping: boolean;
  /** Whether small groups may be judged together. */
  readonly pools: boolean;
  /** Whether `--baseline` tests that its gaps did not grow: only where they are gaps of a metric that audits carry. */
  readonly withBaseline: boolean;
  /** The measure in a sentence with its article, and what of each group it compares. */
  readonly words: { readonly measure: string; readonly values: string };
}

const GAP = {
  judged: 'gap',
  needsLabel: true,
  needsScore: false,
  shown: null,
  ofValues: true,
  reference: 'any',
  ends: 'max',
  largest: Number.POSITIVE_INFINITY,
  everyone: false,
  overlapping: false,
  pools: true,
  withBaseline: false,
} as const;
const EACH = { ...GAP, judged: 'each', compare: 'value', ofValues: false, reference: 'none' } as const;
const TOGETHER = { ...EACH, judged: 'together' } as const;

/**
 * Measures that are made of more than one number of a group, or of the groups together. A requirement that names one needs no `compare`:
 * the measure says by itself what is compared. A further measure is one entry here, its evidence in judge/composite-subjects.ts or
 * judge/components.ts, its words in the glossary, and a page in docs/explanations/measures.
 */
const MEASURES = {
  adverse_impact_ratio: {
    ...GAP,
    compare: 'ratio',
    needsLabel: false,
    shown: 'favourable_rate',
    reference: 'declared',
    ends: 'either',
    withBaseline: true,
    words: { measure: 'an adverse impact ratio', values: 'favourable rate' },
  },
  average_odds_difference: {
    ...GAP,
    compare: 'difference',
    largest: 1,
    words: {
      measure: 'an average odds difference',
      values: 'mean of the favourable rates among people of either label',
    },
  },
  standardized_mean_difference: {
    ...GAP,
    compare: 'difference',
    needsLabel: false,
    needsScore: true,
    shown: 'mean_score',
    ofValues: false,
    words: { measure: 'a standardized mean difference', values: 'mean score' },
  },
  equalized_odds_difference: {
    ...TOGETHER,
    compare: 'value',
    largest: 1,
    words: { measure: 'an equalized odds difference', values: 'true and false positive rate' },
  },
  differential_fairness: {
    ...TOGETHER,
    needsLabel: false,
    shown: 'selection_rate',
    words: { measure: 'a differential fairness', values: 'selection rate' },
  },
  calibration_difference: {
    ...TOGETHER,
    largest: 1,
    pools: false,
    words: { measure: 'a calibration difference', values: 'share with label 1 at equal score' },
  },
  multicalibration_error: {
    ...EACH,
    needsScore: true,
    largest: 1,
    overlapping: true,
    pools: false,
    words: { measure: 'a multicalibration error', values: 'calibration error' },
  },
  theil: {
    ...EACH,
    everyone: true,
    words: { measure: 'a Theil index', values: 'Theil index of benefits' },
  },
  error_share: {
    ...EACH,
    ends: 'either',
    words: { measure: 'an error share', values: 'share of the errors over share of people' },
  },
} as const satisfies Record<string, CompositeSpec>;

export type CompositeMeasure = keyof typeof MEASURES;

/** The names in a list that a schema can take. */
export const COMPOSITE_MEASURES = Object.keys(MEASURES) as readonly CompositeMeasure[];

/** What a composite measure asks; null for every other metric. */
export const compositeOf = (metric: string): CompositeSpec | null =>
  Object.hasOwn(MEASURES, metric) ? MEASURES[metric as CompositeMeasure] : null;

export const isComposite = (metric: string): metric is CompositeMeasure => Object.hasOwn(MEASURES, metric);

/** Whether a result is one value of all groups together, so that the two groups in it are those that make it. */
export const isTogether = ({ metric }: { readonly metric: string }): boolean =>
  compositeOf(metric)?.judged === 'together';

/** Whether a result is about each group by itself, and compares none with another. */
export const isOfEach = ({ compare, metric }: { readonly compare: string; readonly metric: string }): boolean =>
  compare === 'value' && !isTogether({ metric });

/** The errors whose shares a requirement on `error_share` bounds. */
export const ERRORS_SHARED = ['false_positive', 'false_negative'] as const;
export type ErrorShared = (typeof ERRORS_SHARED)[number];
