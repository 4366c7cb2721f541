import { kishEffectiveSize } from '../../stats/planning/index.js';
import { clopperPearson, type Proportion } from '../../stats/proportion/index.js';
import { criticalValue, normalTwoSided, studentCritical } from '../../stats/special/index.js';
import type { IntegerMetric } from '../tally/types.js';
import type { DrawnGroup } from './drawn.js';
import { type BoundedRate, boundedRate } from './identified.js';

/** A rate of a group estimated from labels that were drawn by lot. */
export interface ExploredRate {
  /** The estimate; null where some people had no chance to be labelled, or nobody was drawn, so that only `bounds` are known. */
  readonly value: number | null;
  /** What people without a chance leave; both ends are the value where there are none. Null where the rate is undefined. */
  readonly bounds: { readonly lower: number; readonly upper: number } | null;
  /** Kish's effective size of the people in the denominator, counted by one over their chance. */
  readonly size: number;
  /** The limits at a confidence level; null where the rate is undefined. */
  readonly at: (level: number) => { readonly lower: number; readonly upper: number } | null;
}

/** The three shares of which every rate of a group is made: of prediction 1, and of label 1 among either prediction. */
interface Shares {
  readonly s: number;
  readonly q1: number;
  readonly q0: number;
}

const over = (part: number, other: number): number => (part + other > 0 ? part / (part + other) : Number.NaN);

const RATES: Readonly<Record<BoundedRate, (shares: Shares) => number>> = {
  true_positive_rate: ({ s, q1, q0 }) => over(s * q1, (1 - s) * q0),
  false_negative_rate: ({ s, q1, q0 }) => over((1 - s) * q0, s * q1),
  false_positive_rate: ({ s, q1, q0 }) => over(s * (1 - q1), (1 - s) * (1 - q0)),
  true_negative_rate: ({ s, q1, q0 }) => over((1 - s) * (1 - q0), s * (1 - q1)),
  base_rate: ({ s, q1, q0 }) => s * q1 + (1 - s) * q0,
  accuracy: ({ s, q1, q0 }) => s * q1 + (1 - s) * (1 - q0),
  positive_predictive_value: ({ q1 }) => q1,
  negative_predictive_value: ({ q0 }) => 1 - q0,
};

/** The label that people in the denominator have; null where it is everybody. */
const DENOMINATOR: Readonly<Partial<Record<BoundedRate, 0 | 1>>> = {
  true_positive_rate: 1,
  false_negative_rate: 1,
  false_positive_rate: 0,
  true_negative_rate: 0,
};

/**
 * The share of label 1 among people with the other prediction, each drawn person counted by one over the chance and divided by the sum of these (Hajek 1971), with the
 * effective size on which its exact limits rest: the smallest of that of the linearised variance, Kish's, and the one that the lot was to give, made smaller again by the degrees of
 * freedom (Korn and Graubard 1998). With equal chances it is the number of people. Null where nobody was drawn.
 *
 * @example hajekShare(group) // { successes: 20, n: 30, nEff: 1.8, variance: 0.05 }
 */
export function hajekShare(group: Lot): (Proportion & { readonly variance: number }) | null {
  const { drawn } = group;
  const { people, weight, weightPositives, squares, squaresPositives } = drawn;
  if (people === 0) return null;
  const share = weightPositives / weight;
  const variance =
    ((1 - share) ** 2 * squaresPositives + share ** 2 * (squares - squaresPositives)) / (weight * weight);
  const kish = kishEffectiveSize(weight, squares);
  if (hasEqualChances(group)) return { successes: drawn.positives, n: people, variance };
  const linearised = variance > 0 ? (share * (1 - share)) / variance : Number.POSITIVE_INFINITY;
  const freedom = people > 1 ? (criticalValue(0.95) / studentCritical(0.95, people - 1)) ** 2 : 0;
  return {
    successes: weightPositives,
    n: weight,
    nEff: Math.min(kish, linearised, sizeOfLot(group)) * freedom,
    variance,
  };
}

/** Relative difference below which sums are the same but for binary fractions. */
const SAME_SIZE = 1e-9;

/**
 * A rate of everybody in a group from labels that some people have by their prediction, and others by lot. Within the prediction whose labels are seen the
 * labelled stand for all; within the other one each drawn person counts by one over the chance; the two are joined by the number of people with either prediction, all of whom are known.
 *
 * The limits are the farthest values of the rate over all shares whose own exact limits, taken as normal deviates, lie on a sphere: the square-and-add of
 * limits (Zou and Donner 2008) for a function that is not a sum. They are defined where nobody, or everybody, has label 1.
 *
 * @example exploredRate(group, 'opportunity_rate', { favourable: 1, seenFor: 1 })?.value
 */
export function exploredRate(
  group: DrawnGroup,
  metric: IntegerMetric,
  { favourable, seenFor }: { readonly favourable: 0 | 1; readonly seenFor: 0 | 1 },
): ExploredRate | null {
  const rate = boundedRate(metric, favourable);
  if (rate === null) return null;
  const bounds = boundsIn(group, rate, seenFor);
  const isPoint = bounds !== null && isDetermined(group);
  return {
    value: isPoint ? bounds.lower : null,
    bounds,
    size: sizeOf(group, rate, seenFor),
    at: (level) => (bounds === null ? null : limitsAt(group, rate, seenFor, level)),
  };
}

const isDetermined = ({ others, never, drawn }: DrawnGroup): boolean =>
  others === 0 || (never === 0 && drawn.people > 0);

/** Shares of label 1 among people with either prediction, in the order of `Shares`. */
const arranged = <T>(own: T, other: T, seenFor: 0 | 1): { readonly q1: T; readonly q0: T } =>
  seenFor === 1 ? { q1: own, q0: other } : { q1: other, q0: own };

const shareOfOnes = (group: DrawnGroup, seenFor: 0 | 1): Proportion => ({
  successes: seenFor === 1 ? group.decided : group.others,
  n: group.decided + group.others,
});

type Range = readonly [number, number];

/** The ends of the rate over what people without a chance leave; null where it has no denominator. */
function boundsIn(group: DrawnGroup, rate: BoundedRate, seenFor: 0 | 1): ExploredRate['bounds'] {
  const { decided, labelled, positives, others, never } = group;
  if (decided + others === 0 || (decided > 0 && labelled === 0)) return null;
  const isOfOthers = rate === (seenFor === 1 ? 'negative_predictive_value' : 'positive_predictive_value');
  if (isOfOthers && others === 0) return null;
  const own: Range = labelled > 0 ? [positives / labelled, positives / labelled] : [0, 0];
  const unknown = others > 0 ? never / others : 0;
  const hajek = hajekShare(group);
  const other: Range =
    others === 0
      ? [0, 0]
      : hajek === null
        ? [0, 1]
        : [(1 - unknown) * (hajek.successes / hajek.n), (1 - unknown) * (hajek.successes / hajek.n) + unknown];
  const s = shareOfOnes(group, seenFor);
  const { q1, q0 } = arranged(own, other, seenFor);
  return extremes(rate, [s.successes / s.n, s.successes / s.n], q1, q0);
}

/** The lowest and highest value of a rate over the corners of a box of shares; null where it is undefined on all of them. */
function extremes(rate: BoundedRate, s: Range, q1: Range, q0: Range): { lower: number; upper: number } | null {
  const value = RATES[rate];
  let [lower, upper] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const a of s)
    for (const b of q1)
      for (const c of q0) {
        const one = value({ s: a, q1: b, q0: c });
        if (Number.isNaN(one)) continue;
        lower = Math.min(lower, one);
        upper = Math.max(upper, one);
      }
  return lower <= upper ? { lower, upper } : null;
}

/** Steps of the normal deviate at which limits of a share are taken, and steps of either angle of the sphere. */
const STEPS = 16;

/** The limits of a share at deviates 0..z, in equal steps. */
type Ladder = readonly Range[];

const ladder = (z: number, at: (level: number) => Range): Ladder =>
  Array.from({ length: STEPS + 1 }, (_, i) => at(Math.max(LEAST_LEVEL, 1 - normalTwoSided((z * i) / STEPS))));

/** A deviate of 0 has no level; the limits there are those of the median. */
const LEAST_LEVEL = 1e-9;

/** The limits of a ladder at a share of its height, between two of its steps in proportion. */
function rung(limits: Ladder, height: number): Range {
  const place = Math.min(STEPS, Math.max(0, height * STEPS));
  const below = Math.min(STEPS - 1, Math.floor(place));
  const part = place - below;
  const [a, b] = [limits[below]!, limits[below + 1]!];
  return [a[0] + part * (b[0] - a[0]), a[1] + part * (b[1] - a[1])];
}

const exact = (share: Proportion | null, level: number): Range => {
  const span = share === null ? null : clopperPearson(share, level);
  return span === null ? [0, 1] : [span.lower, span.upper];
};

function limitsAt(group: DrawnGroup, rate: BoundedRate, seenFor: 0 | 1, level: number) {
  const z = criticalValue(level);
  const { labelled, positives, others, never } = group;
  const hajek = hajekShare(group);
  const ones = ladder(z, (at) => exact(shareOfOnes(group, seenFor), at));
  const own = ladder(z, (at) => exact(labelled > 0 ? { successes: positives, n: labelled } : null, at));
  const other = ladder(z, (at) => {
    const [low, high] = exact(hajek, at);
    const unknown = never === 0 ? 0 : exact({ successes: never, n: others }, at)[1];
    return [(1 - unknown) * low, (1 - unknown) * high + unknown];
  });
  const { q1, q0 } = arranged(own, other, seenFor);
  let [lower, upper] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i <= STEPS; i++) {
    const theta = (Math.PI / 2) * (i / STEPS);
    const c = rung(q0, Math.sin(theta));
    for (let j = 0; j <= STEPS; j++) {
      const phi = (Math.PI / 2) * (j / STEPS);
      const found = extremes(
        rate,
        rung(ones, Math.cos(theta) * Math.sin(phi)),
        rung(q1, Math.cos(theta) * Math.cos(phi)),
        c,
      );
      if (found === null) continue;
      lower = Math.min(lower, found.lower);
      upper = Math.max(upper, found.upper);
    }
  }
  return lower <= upper ? { lower, upper } : null;
}

/**
 * Kish's effective size of the denominator of a rate; where chances differ at most that of the drawn themselves, or that the lot was to give, below some 30 of whom a few people with a small
 * chance may be missing altogether and limits err (docs/explanations/unseen-labels.md).
 */
function sizeOf(group: DrawnGroup, rate: BoundedRate, seenFor: 0 | 1): number {
  const { decided, labelled, positives, others, drawn } = group;
  const isOfOne = rate === 'positive_predictive_value' || rate === 'negative_predictive_value';
  const ofSeen = rate === (seenFor === 1 ? 'positive_predictive_value' : 'negative_predictive_value');
  const label = DENOMINATOR[rate];
  const own = label === undefined ? labelled : label === 1 ? positives : labelled - positives;
  const weight =
    label === undefined ? drawn.weight : label === 1 ? drawn.weightPositives : drawn.weight - drawn.weightPositives;
  const squares =
    label === undefined ? drawn.squares : label === 1 ? drawn.squaresPositives : drawn.squares - drawn.squaresPositives;
  const each = labelled > 0 ? decided / labelled : 0;
  const scale = drawn.weight > 0 ? others / drawn.weight : 0;
  const [a, b] = [isOfOne && !ofSeen ? 0 : own, ofSeen ? 0 : 1];
  const sum = a * each + b * scale * weight;
  const size = sum > 0 ? kishEffectiveSize(sum, a * each * each + b * scale * scale * squares) : 0;
  return ofSeen || others === 0 || hasEqualChances(group)
    ? size
    : Math.min(size, kishEffectiveSize(drawn.weight, drawn.squares), sizeOfLot(group));
}

/** What of a group says how its lot was drawn. */
type Lot = Pick<DrawnGroup, 'others' | 'never' | 'drawn' | 'lotVariance' | 'largestWeight'>;

/** Sum of 1/p over the people who had a chance: the sum of squares that their lot gives on average. */
const sumOfInverses = ({ others, never, lotVariance }: Lot): number => lotVariance + (others - never);

/**
 * Kish's effective size that the lot was to give, of the sums that it gives on average. The drawn alone do not show who is missing among them: where nobody with a small chance was drawn, they
 * all have the same chance and look like many, although they say nothing of the others.
 */
function sizeOfLot(group: Lot): number {
  const sum = sumOfInverses(group);
  return sum > 0 ? (group.others - group.never) ** 2 / sum : 0;
}

/** Whether everybody who had a chance had the same one: then the limits are exact, however few were drawn. */
function hasEqualChances(group: Lot): boolean {
  const sum = sumOfInverses(group);
  return Math.abs((group.others - group.never) * group.largestWeight - sum) <= SAME_SIZE * sum;
}
