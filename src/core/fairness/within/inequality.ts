import { TribuneError } from '../../base/errors.js';
import type { Group } from '../tally/groups.js';

/** An index of inequality of benefits, and the part of it that lies between groups. A null is undefined for the reason in `reason`. */
export interface Inequality {
  readonly index: number | null;
  /**
   * The index if everybody had the mean benefit of their group; the rest is inequality within groups. People whose group is unknown are in
   * no comparison, hence not counted here: `unknown` counts them.
   */
  readonly betweenGroups: number | null;
  /** Number of labelled people. */
  readonly n: number;
  /** Number of those whose group is unknown. */
  readonly unknown: number;
  readonly reason?: string;
}

/** People by benefit: 0 (wrongly refused), 1 (decided rightly), 2 (wrongly granted). */
type PeopleByBenefit = readonly [number, number, number];

/** Benefits of a group, b = prediction - label + 1, both read as 1 = favourable. */
function benefits(group: Group, favourable: 0 | 1): PeopleByBenefit {
  const { tp, fp, fn, tn } = group.counts;
  return favourable === 1 ? [fn, tp + tn, fp] : [fp, tp + tn, fn];
}

/**
 * Generalized entropy of benefits, b = prediction - label + 1: mean of ((b / mean)^alpha - 1) / (alpha (alpha - 1)); alpha 1 is Theil's
 * index, alpha 0 the mean log deviation, alpha 2 half the squared coefficient of variation. It is computed from counts alone. Speicher et
 * al. (2018), A unified approach to quantifying algorithmic unfairness, KDD, section 3.
 *
 * `groups` must be a partition of the people: one group per person. `favourable`: the outcome that benefits (0 turns both label and
 * prediction around). Undefined when nobody has a benefit, and for alpha <= 0 when somebody has none (the index is infinite).
 *
 * @throws TribuneError `INVALID_ARGUMENT` for an alpha that is not finite
 * @example generalizedEntropy(groupTally(tally, ['race']), 2)
 */
export function generalizedEntropy(groups: readonly Group[], alpha: number, favourable: 0 | 1 = 1): Inequality {
  if (!Number.isFinite(alpha)) {
    throw new TribuneError('INVALID_ARGUMENT', `alpha is ${alpha}`, {
      remedy: 'Pass a finite alpha; 1 and 2 are usual.',
    });
  }
  const byGroup = groups.map((group) => benefits(group, favourable));
  const everybody = [0, 1, 2].map((benefit) => ({ benefit, people: byGroup.reduce((sum, b) => sum + b[benefit]!, 0) }));
  const sizes = byGroup.map((b) => b[0] + b[1] + b[2]);
  const means = byGroup
    .map((b, i) => ({ benefit: meanBenefit(b), people: sizes[i]!, known: groups[i]!.known }))
    .filter(({ known }) => known);
  const unknown = sizes.reduce((sum, size, i) => sum + (groups[i]!.known ? 0 : size), 0);
  const n = everybody.reduce((sum, { people }) => sum + people, 0);
  if (n === 0) return { index: null, betweenGroups: null, n, unknown, reason: 'no row has a label' };
  const index = entropyOf(everybody, alpha);
  const betweenGroups = entropyOf(means, alpha);
  if (index !== null) return { index, betweenGroups, n, unknown };
  const reason =
    everybody[1]!.people + everybody[2]!.people === 0
      ? 'nobody has any benefit'
      : 'infinite: somebody has no benefit at all';
  return { index, betweenGroups, n, unknown, reason };
}

/** Theil's index, generalized entropy at alpha 1: mean of (b / mean) ln(b / mean), with 0 ln 0 = 0. */
export function theil(groups: readonly Group[], favourable: 0 | 1 = 1): Inequality {
  return generalizedEntropy(groups, 1, favourable);
}

/**
 * Coefficient of variation of the benefits: standard deviation over mean, sqrt(2 GE(2)). (Some programs print 2 sqrt(GE(2)), sqrt(2)
 * times as much.)
 */
export function coefficientOfVariation(groups: readonly Group[], favourable: 0 | 1 = 1): Inequality {
  const squared = generalizedEntropy(groups, 2, favourable);
  const root = (value: number | null): number | null => (value === null ? null : Math.sqrt(2 * value));
  return { ...squared, index: root(squared.index), betweenGroups: root(squared.betweenGroups) };
}

const meanBenefit = ([none, one, two]: PeopleByBenefit): number =>
  none + one + two === 0 ? 0 : (one + 2 * two) / (none + one + two);

interface Share {
  readonly benefit: number;
  readonly people: number;
}

/** Entropy of the shares; null where it is infinite or there is no benefit to share. */
function entropyOf(shares: readonly Share[], alpha: number): number | null {
  const present = shares.filter(({ people }) => people > 0);
  const n = present.reduce((sum, { people }) => sum + people, 0);
  const mean = present.reduce((sum, { people, benefit }) => sum + people * benefit, 0) / n;
  if (!(mean > 0)) return null;
  if (alpha <= 0 && present.some(({ benefit }) => benefit === 0)) return null;
  const term = entropyTerm(alpha);
  return present.reduce((sum, { people, benefit }) => sum + people * term(benefit / mean), 0) / n;
}

function entropyTerm(alpha: number): (share: number) => number {
  if (alpha === 1) return (share) => (share === 0 ? 0 : share * Math.log(share));
  if (alpha === 0) return (share) => -Math.log(share);
  return (share) => (share ** alpha - 1) / (alpha * (alpha - 1));
}
