import { defined } from '../../base/defined.js';
import type { SkewedMean } from '../../stats/index.js';
import { pooledMoments } from '../../stats/moments/index.js';
import { studentCritical } from '../../stats/special/index.js';
import {
  homogeneousMeans,
  isMeanStratum,
  type MeanStratum,
  type StandardizedMean,
  standardizedMeans,
} from '../../stats/strata/index.js';
import type { GivenFrame, StandardizedSide, StratumMeasure } from './given.js';
import { meanEvidence } from './mean-evidence.js';
import type { StrataOfMeans } from './subject-source.js';

const NOBODY: SkewedMean = { mean: 0, variance: 0, skewness: 0, n: 0 };

/**
 * Means within strata. A stratum counts where both groups have three people, because with fewer neither variance nor skewness of a stratum can be told.
 * Each standardised mean is judged as a mean of one sample is, with the variance, skewness and degrees of freedom that its strata add up to.
 */
export const meansWithin = (kind: StrataOfMeans['kind']): StratumMeasure<SkewedMean> => ({
  nobody: NOBODY,
  peopleOf: ({ n }) => n,
  pooled: pooledMoments,
  isUsable: isMeanStratum,
  standardized: (usable) => standardizedSides(usable, kind),
  part(moments, { level }) {
    const { mean, variance, n } = moments;
    const reach = n < 2 ? null : studentCritical(level, n - 1) * Math.sqrt(variance / n);
    return {
      estimate: shownOf(mean, kind),
      lower: reach === null ? null : shownOf(mean - reach, kind),
      upper: reach === null ? null : shownOf(mean + reach, kind),
      size: n,
    };
  },
  described: (tables, usable, frame) => ({
    homogeneity: homogeneityOf(usable, frame, kind),
    rates: [],
    means: tables.map(({ stratum, a, b }) => ({ stratum, group: meanOf(a, kind), reference: meanOf(b, kind) })),
    ...defined({ effective: effectiveOf(usable) }),
  }),
});

const shownOf = (mean: number, kind: StrataOfMeans['kind']): number =>
  kind === 'root' ? Math.sqrt(Math.max(0, mean)) : mean;

const meanOf = ({ mean, n }: SkewedMean, kind: StrataOfMeans['kind']) => ({
  mean: n > 0 ? shownOf(mean, kind) : null,
  n,
});

/** Roots of mean squares are compared as ratios of the mean squares; a difference of roots has no test. */
function homogeneityOf(usable: readonly MeanStratum[], { compare }: GivenFrame, kind: StrataOfMeans['kind']) {
  return kind === 'root' && compare === 'difference' ? null : homogeneousMeans(usable, compare);
}

function effectiveOf(usable: readonly MeanStratum[]) {
  const made = standardizedMeans(usable);
  return made === null ? undefined : { group: made.a.effective, reference: made.b.effective };
}

function standardizedSides(usable: readonly MeanStratum[], kind: StrataOfMeans['kind']) {
  const made = standardizedMeans(usable);
  return { a: sideOf(made?.a, kind), b: sideOf(made?.b, kind) };
}

function sideOf(side: StandardizedMean | undefined, kind: StrataOfMeans['kind']): StandardizedSide {
  if (side === undefined) {
    const hindrance = 'no stratum has three people of both groups';
    return { value: null, n: 0, size: 0, evidence: { ...NO_LIMITS, hindrance } };
  }
  const { moments, people, effective } = side;
  const value = shownOf(moments.mean, kind);
  const evidence = meanEvidence({ kind, moments }, value, tooSkewed);
  return {
    value,
    n: people,
    size: Math.min(people, effective),
    evidence: evidence.kind === 'limits' ? { ...evidence, method: `stratified ${evidence.method}` } : evidence,
  };
}

const NO_LIMITS = { kind: 'limits', value: null, at: () => null, method: 'none' } as const;

const tooSkewed = ({ n, skewness }: SkewedMean, needed: number): string =>
  `spread so over the strata, the people of a group count as ${Math.floor(n)} of one stratum, too few for values so skewed: a skewness of ${skewness.toFixed(1)} takes about ${needed}`;
