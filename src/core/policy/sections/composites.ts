import type { MetricName } from '../../fairness/tally/index.js';

/** What a policy must and may say about a composite measure, and how its results read. */
interface CompositeSpec {
  /** What is held against the bound: the gap of two groups, or the measure itself. It stands in results as `compare`. */
  readonly compare: 'difference' | 'ratio' | 'value';
  readonly needsLabel: boolean;
  readonly needsScore: boolean;
  /** The metric of each group that the measure compares, where it is one that audits show of every group. */
  readonly shown: MetricName | null;
  /** Against whom groups are measured: the reference that policy and data declare, any that gaps may have, or nobody. */
  readonly reference: 'declared' | 'any' | 'none';
  /** The measure in a sentence with its article, and what of each group it compares. */
  readonly words: { readonly measure: string; readonly values: string };
}

/**
 * Measures that are made of more than one number of a group, or of the groups together. A requirement that names one needs no `compare`:
 * the measure says by itself what is compared. A further measure is one entry here, one where subjects are made (judge/composite), one in
 * the glossary, and a page in docs/explanations.
 */
const MEASURES = {
  adverse_impact_ratio: {
    compare: 'ratio',
    needsLabel: false,
    needsScore: false,
    shown: 'favourable_rate',
    reference: 'declared',
    words: { measure: 'an adverse impact ratio', values: 'favourable rate' },
  },
} as const satisfies Record<string, CompositeSpec>;

export type CompositeMeasure = keyof typeof MEASURES;

export const COMPOSITE_MEASURES = Object.keys(MEASURES) as readonly CompositeMeasure[];

/** What a composite measure asks; null for every other metric. */
export const compositeOf = (metric: string): CompositeSpec | null =>
  Object.hasOwn(MEASURES, metric) ? MEASURES[metric as CompositeMeasure] : null;

export const isComposite = (metric: string): metric is CompositeMeasure => Object.hasOwn(MEASURES, metric);
