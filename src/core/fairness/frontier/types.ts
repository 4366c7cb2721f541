import type { ScoreCounts } from '../../stats/auc/index.js';
import type { GroupKey } from '../tally/types.js';

/** Distinct scores in ascending order with the people (or weight) at each; where scores are bins, their lower edges. */
export interface ScoreDistribution extends ScoreCounts {
  /** Mean score at each index, where that is not the score itself (bins). */
  readonly means?: Float64Array;
}

/** What every function of the frontier starts from: one group with the scores of its labelled people. */
export interface FrontierGroup {
  readonly key: GroupKey;
  /** Scores of people whose label is 1. */
  readonly positives: ScoreDistribution;
  /** Scores of people whose label is 0. */
  readonly negatives: ScoreDistribution;
}

/** Labelled people by decision and label: integers, or sums of weights. */
export interface LabelledCounts {
  readonly tp: number;
  readonly fp: number;
  readonly fn: number;
  readonly tn: number;
}

/**
 * Float noise allowed when two sums of rates are compared, without unit (rates are 0..1). Rates here are sums of at most a few
 * products of numbers in [0, 1], each rounded to 2^-53: 1e-12 is four orders above that and eight below one person in 10,000.
 */
export const RATE_TOLERANCE = 1e-12;
