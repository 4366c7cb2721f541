import { defined } from '../../base/defined.js';
import type { GroupKey } from '../../fairness/tally/index.js';
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
import { groupText } from '../sections/text.js';
import {
  type GivenFrame,
  type PairFrame,
  type StandardizedSide,
  type StratumMeasure,
  type StratumTable,
  stratumText,
} from './given.js';
import { meanEvidence } from './mean-evidence.js';
import type { Evidence } from './subject.js';
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
  standardized: (usable, { keys }) => standardizedSides(usable, keys, kind),
  part(moments, { level }) {
    const { mean, variance, n } = moments;
    const reach = !varies(moments) ? null : studentCritical(level, n - 1) * Math.sqrt(variance / n);
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

/**
 * Roots of mean squares are compared as ratios of the mean squares; a difference of roots has no test, and no gap has where the values of a side do not
 * vary in a stratum.
 */
function homogeneityOf(usable: readonly MeanStratum[], { compare }: GivenFrame, kind: StrataOfMeans['kind']) {
  if (kind === 'root' && compare === 'difference') return null;
  return usable.every(({ a, b }) => varies(a) && varies(b)) ? homogeneousMeans(usable, compare) : null;
}

function effectiveOf(usable: readonly MeanStratum[]) {
  const made = standardizedMeans(usable);
  return made === null ? undefined : { group: made.a.effective, reference: made.b.effective };
}

function standardizedSides(
  usable: readonly StratumTable<SkewedMean>[],
  keys: PairFrame['keys'],
  kind: StrataOfMeans['kind'],
) {
  const made = standardizedMeans(usable);
  const side = (of: 'a' | 'b'): StandardizedSide => {
    if (made === null) return { value: null, n: 0, size: 0, evidence: NOTHING };
    const { people, effective } = made[of];
    const flat = usable.find((table) => !varies(table[of]));
    const evidence = evidenceOf(made[of], keys[of], kind);
    return {
      value: evidence.value,
      n: people,
      size: effective,
      evidence: flat === undefined ? evidence : withoutSpread(evidence, flat.stratum, keys[of]),
    };
  };
  return { a: side('a'), b: side('b') };
}

const NOTHING: Evidence = {
  kind: 'limits',
  value: null,
  at: () => null,
  method: 'none',
  hindrance: 'no stratum has three people of both groups',
};

type Limited = Extract<Evidence, { kind: 'limits' }>;

function evidenceOf({ moments }: StandardizedMean, key: GroupKey, kind: StrataOfMeans['kind']): Limited {
  const value = shownOf(moments.mean, kind);
  const evidence = meanEvidence({ kind, moments }, value, tooSkewed(key));
  return { ...evidence, method: `stratified ${evidence.method}` };
}

/** Standard deviations below this part of the mean are binary rounding. */
const NO_SPREAD = 1e-12;

/** Whether people differ, so that they can show how others would: of equal values nobody knows how much they vary. */
const varies = ({ mean, variance, n }: SkewedMean): boolean =>
  n > 1 && Math.sqrt(variance) > NO_SPREAD * Math.abs(mean);

/** Of a stratum without spread the variance is not known, nor is that of the sum over strata: neither interval nor test may take it for 0. */
const withoutSpread = ({ moments: _, ...evidence }: Limited, stratum: GroupKey, key: GroupKey): Limited => ({
  ...evidence,
  at: () => null,
  hindrance: `in the stratum ${stratumText(stratum)} everybody of ${groupText(key)} has the same value, which does not show how values vary there`,
});

const tooSkewed =
  (key: GroupKey) =>
  ({ n, skewness }: SkewedMean, needed: number): string =>
    `over the strata the mean of ${groupText(key)} varies as much as that of a sample of ${Math.floor(n)} would, too few for values so skewed: a skewness of ${skewness.toFixed(1)} takes about ${needed}`;
