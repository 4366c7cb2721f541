import { TribuneError } from '../../../core/base/errors.js';
import type { GroupKey } from '../../../core/fairness/tally/index.js';
import { type LearningTrial, worthOf } from '../alternatives/index.js';

/** People whose decisions are held against each other: what decides about a gap, apart from the decisions. */
export interface Contrast {
  readonly part: Int32Array;
  readonly weights: Float64Array | null;
  /** Whether a weight is a number of people rather than of those whom a row stands for. */
  readonly isCount: boolean;
  /** Group of every person of the part; -1 where it is not counted. */
  readonly codes: Int32Array;
  readonly groups: number;
  /** What a person counts in the rate of the group, by label and prediction: `[label * 2 + prediction]`, numerator and denominator. */
  readonly top: readonly number[];
  readonly below: readonly number[];
  readonly label: Float64Array;
  /** Worth of a decision by label and prediction, as above. */
  readonly worth: readonly number[];
  readonly isRatio: boolean;
  /** Pairs of groups by place: a rate of the first above that of the second is a gap. */
  readonly pairs: readonly Pair[];
}

export type Pair = readonly [above: number, below: number];

/** By label and prediction: true negatives, false positives, false negatives, true positives. */
const RATES: Readonly<Record<string, { readonly top: readonly number[]; readonly below: readonly number[] }>> = {
  selection_rate: { top: [0, 1, 0, 1], below: [1, 1, 1, 1] },
  true_positive_rate: { top: [0, 0, 0, 1], below: [0, 0, 1, 1] },
  false_negative_rate: { top: [0, 0, 1, 0], below: [0, 0, 1, 1] },
  false_positive_rate: { top: [0, 1, 0, 0], below: [1, 1, 0, 0] },
  true_negative_rate: { top: [1, 0, 0, 0], below: [1, 1, 0, 0] },
  positive_predictive_value: { top: [0, 0, 0, 1], below: [0, 1, 0, 1] },
  negative_predictive_value: { top: [1, 0, 0, 0], below: [1, 0, 1, 0] },
  accuracy: { top: [1, 0, 0, 1], below: [1, 1, 1, 1] },
};

const REJECTED = { top: [1, 0, 1, 0], below: [1, 1, 1, 1] };

/**
 * What a gap is made of, among the people who choose and those who judge. The groups are the same: those with enough people to be judged.
 *
 * @throws TribuneError POLICY_INVALID for gaps that are no gaps of rates of decisions, DATA_EMPTY where fewer than two groups are large enough
 */
export function contrastsOf(trial: LearningTrial): Record<'choose' | 'judge', Contrast> {
  const { policy, groups, gap } = trial;
  const { requirement } = gap;
  const { metric } = requirement;
  const { favourable } = policy.data;
  const rate = rateOf(metric, favourable);
  if (rate === null || requirement.given !== undefined)
    throw new TribuneError(
      'POLICY_INVALID',
      rate === null
        ? `the requirement "${requirement.id}" bounds ${metric}, which is no rate of decisions`
        : `the requirement "${requirement.id}" compares within ${requirement.given!.join(', ')}`,
      {
        remedy:
          'A search compares candidates by a rate of decisions of whole groups: name such a requirement with --requirement, or use tribune mitigate.',
      },
    );
  const counted = countedGroups(trial, rate.below);
  const pairs = pairsOf(trial, counted);
  const worth = [0, 1, 2, 3].map((cell) => worthOf(trial, cell >> 1, cell & 1));
  const among = (part: Int32Array): Contrast => ({
    part,
    weights: trial.weights === null ? null : Float64Array.from(part, (i) => trial.weights![i]!),
    isCount: policy.data.weightKind === 'count',
    codes: Int32Array.from(part, (i) => (counted.has(groups.codes[i]!) ? groups.codes[i]! : -1)),
    groups: groups.keys.length,
    ...rate,
    label: Float64Array.from(part, (i) => trial.data.target[i]!),
    worth,
    isRatio: requirement.compare === 'ratio',
    pairs,
  });
  return { choose: among(trial.parts.choose), judge: among(trial.parts.judge) };
}

function rateOf(metric: string, favourable: 0 | 1): (typeof RATES)[string] | null {
  if (metric === 'favourable_rate') return favourable === 1 ? RATES.selection_rate! : REJECTED;
  if (metric === 'opportunity_rate') return RATES[favourable === 1 ? 'true_positive_rate' : 'true_negative_rate']!;
  return Object.hasOwn(RATES, metric) ? RATES[metric]! : null;
}

/** Groups with enough people who judge, and how many those are: with few of them any model may look even. */
function countedGroups({ groups, policy, parts, data }: LearningTrial, below: readonly number[]): Map<number, number> {
  const sizes = new Map<number, number>();
  for (const i of parts.judge) {
    const code = groups.codes[i]!;
    const label = data.target[i]!;
    // A denominator that hangs on decisions is that of everybody.
    if (code >= 0 && below[2 * label]! + below[2 * label + 1]! > 0) sizes.set(code, (sizes.get(code) ?? 0) + 1);
  }
  return new Map([...sizes].filter(([, size]) => size >= policy.data.minGroupSize).sort(([a], [b]) => a - b));
}

/** Which groups are held against which: both ways, unless the policy asks for one side against a declared group. */
function pairsOf({ groups, gap, policy, people }: LearningTrial, sizes: ReadonlyMap<number, number>): Pair[] {
  const { reference, by, oneSided, compare, bound } = gap.requirement;
  const counted = [...sizes.keys()];
  if (counted.length < 2)
    throw new TribuneError(
      'DATA_EMPTY',
      `${counted.length === 0 ? 'no group' : 'one group'} by ${people.by.join(', ')} has ${policy.data.minGroupSize} people in the part that judges`,
      { remedy: 'Give more people, or a requirement whose groups are larger: a gap needs two.' },
    );
  const declared = (): GroupKey =>
    Object.fromEntries(
      by.map((name) => [name, policy.data.attributes.find((one) => one.name === name)?.reference ?? null]),
    );
  const isDeclared = reference === 'declared' || typeof reference === 'object';
  const sides =
    !oneSided || !isDeclared
      ? { above: true, below: true }
      : {
          above: compare === 'difference' || bound.max !== undefined,
          below: compare === 'ratio' && bound.min !== undefined,
        };
  const against = (g: number): Pair[] =>
    counted.flatMap((one) => [
      ...(one !== g && sides.above ? [[one, g] as const] : []),
      ...(one !== g && sides.below ? [[g, one] as const] : []),
    ]);
  if (reference === 'highest' || reference === 'all-pairs')
    return counted.flatMap((a) => counted.flatMap((b): Pair[] => (a === b ? [] : [[a, b]])));
  if (reference === 'largest')
    return against(counted.reduce((best, g) => (sizes.get(g)! > sizes.get(best)! ? g : best)));
  const wanted = reference === 'declared' ? declared() : reference;
  const place = groups.keys.findIndex((key) => by.every((name) => key[name] === wanted[name]));
  if (!counted.includes(place))
    throw new TribuneError(
      'DATA_EMPTY',
      `the reference group ${JSON.stringify(wanted)} has fewer than ${policy.data.minGroupSize} people in the part that judges`,
      { remedy: 'Give more people, or compare with another group.' },
    );
  return against(place);
}

const cellOf = ({ label, part }: Pick<Contrast, 'label' | 'part'>, predictions: Uint8Array, k: number): number =>
  2 * label[k]! + predictions[part[k]!]!;

interface Rates {
  /** Rate of every group; of a ratio its logarithm. */
  readonly scaled: Float64Array;
  readonly rates: Float64Array;
  /** What a person's part in numerator and denominator moves `scaled` by. */
  readonly slopes: Float64Array;
}

/** Rates of all groups. */
function ratesOf(contrast: Contrast, predictions: Uint8Array): Rates {
  const { part, codes, groups, top, below, weights, isRatio } = contrast;
  const sums = new Float64Array(groups);
  const sizes = new Float64Array(groups);
  for (let k = 0; k < part.length; k++) {
    const code = codes[k]!;
    if (code < 0) continue;
    const cell = cellOf(contrast, predictions, k);
    const weight = weights?.[k] ?? 1;
    sums[code]! += weight * top[cell]!;
    sizes[code]! += weight * below[cell]!;
  }
  const rates = sums.map((sum, g) => sum / sizes[g]!);
  return {
    rates,
    scaled: isRatio ? rates.map(Math.log) : rates,
    slopes: sizes.map((size, g) => 1 / (size * (isRatio ? rates[g]! : 1))),
  };
}

/** The gap of some decisions: distance of the worst pair from none; of a ratio on the scale of the logarithm, infinite where one rate is 0. */
export function gapOf(contrast: Contrast, predictions: Uint8Array): { distance: number; pair: Pair } {
  const { scaled } = ratesOf(contrast, predictions);
  let worst = { distance: 0, pair: contrast.pairs[0]! };
  for (const pair of contrast.pairs) {
    const distance = apart(scaled, pair);
    if (distance > worst.distance || Number.isNaN(distance))
      worst = { distance: Number.isNaN(distance) ? Infinity : distance, pair };
  }
  return worst;
}

/** How far a pair is apart; two rates of 0 are alike. */
const apart = (scaled: Float64Array, [a, b]: Pair): number => (scaled[a] === scaled[b] ? 0 : scaled[a]! - scaled[b]!);

/** A difference with its standard error. */
export interface Change {
  readonly estimate: number;
  readonly error: number;
}

/** How much smaller a gap is than another over the same people, and how sure that is. */
export interface Reduction {
  readonly estimate: number;
  /** Standard errors by which it is above a limit; below 0 it seems to be under it. */
  readonly above: (limit: number) => number;
  /** Standard errors by which it is below a limit. */
  readonly under: (limit: number) => number;
  /** Ends at so many standard errors. */
  readonly interval: (z: number) => { readonly lower: number; readonly upper: number };
  /** Standard error of what is least sure of it. */
  readonly error: number;
}

/**
 * How much smaller the gap of `now` is than that of `before`. A gap is the largest of several, each of which may be negative, so that it is
 * never near 0 from below and no normal variable. What can be tested are plain differences: the reduction is at least x where the pair `from`
 * of `before` is larger by x than every pair of `now`; it is at most x where every pair of `before` is larger by at most x than the pair `to`
 * of `now`. All of these have to be shown, so that none pays for the others; `from` and `to` must have been named on other people.
 */
export function reductionOf(
  contrast: Contrast,
  { before, now, from, to }: { before: Uint8Array; now: Uint8Array; from: Pair; to: Pair },
): Reduction {
  const moments = momentsOf(contrast, before, now);
  const between = (b: Pair, n: Pair): Change => {
    const estimate = apart(moments.before, b) - apart(moments.now, n);
    let variance = 0;
    for (const g of new Set([...b, ...n])) {
      const [x, y] = [+(g === b[0]) - +(g === b[1]), +(g === n[1]) - +(g === n[0])];
      variance += x * x * moments.ofBefore[g]! + y * y * moments.ofNow[g]! + 2 * x * y * moments.joint[g]!;
    }
    return { estimate, error: Math.sqrt(variance) };
  };
  // Against a pair of one group with itself nothing is apart: a gap is never below 0.
  const none: Pair = [from[0], from[0]];
  const least = [...contrast.pairs, none].map((pair) => between(from, pair));
  const most = [...contrast.pairs, none].map((pair) => between(pair, to));
  const smallest = (value: (change: Change) => number, changes: readonly Change[]): number =>
    changes.reduce((found, change) => {
      const one = value(change);
      return Number.isNaN(one) ? Number.NEGATIVE_INFINITY : Math.min(found, one);
    }, Number.POSITIVE_INFINITY);
  return {
    estimate: gapOf(contrast, before).distance - gapOf(contrast, now).distance,
    above: (limit) => smallest(({ estimate, error }) => (estimate - limit) / error, least),
    under: (limit) => smallest(({ estimate, error }) => (limit - estimate) / error, most),
    interval: (z) => ({
      lower: smallest(({ estimate, error }) => estimate - z * error, least),
      upper: -smallest(({ estimate, error }) => -estimate - z * error, most),
    }),
    error: least.reduce((worst, one) => (one.estimate / one.error < worst.estimate / worst.error ? one : worst)).error,
  };
}

/** Rates of both by group, with their variances and covariances by the influence of every person. */
function momentsOf(
  contrast: Contrast,
  before: Uint8Array,
  now: Uint8Array,
): Record<'before' | 'now' | 'ofBefore' | 'ofNow' | 'joint', Float64Array> {
  const { part, codes, groups, top, below, weights, isCount } = contrast;
  const [was, is] = [ratesOf(contrast, before), ratesOf(contrast, now)];
  const [ofBefore, ofNow, joint] = [0, 1, 2].map(() => new Float64Array(groups)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  // Half a person more in each than was seen: a few who move are not known to be so few.
  ofBefore.forEach((_, g) => {
    ofBefore[g] = was.slopes[g]! ** 2 / 2;
    ofNow[g] = is.slopes[g]! ** 2 / 2;
  });
  for (let k = 0; k < part.length; k++) {
    const g = codes[k]!;
    if (g < 0) continue;
    const [x, y] = [cellOf(contrast, before, k), cellOf(contrast, now, k)];
    const own = (top[x]! - was.rates[g]! * below[x]!) * was.slopes[g]!;
    const other = (top[y]! - is.rates[g]! * below[y]!) * is.slopes[g]!;
    const weight = weights?.[k] ?? 1;
    const counts = isCount ? weight : weight * weight;
    ofBefore[g]! += counts * own * own;
    ofNow[g]! += counts * other * other;
    joint[g]! += counts * own * other;
  }
  return { before: was.scaled, now: is.scaled, ofBefore, ofNow, joint };
}

/** How much less the decisions of `now` are worth than those of `before`, over the same people; positive is worse. */
export function lossOf(
  { part, label, weights, isCount, worth }: Contrast,
  before: Uint8Array,
  now: Uint8Array,
): Change {
  const contrast = { part, label };
  const value = (k: number): number => worth[cellOf(contrast, before, k)]! - worth[cellOf(contrast, now, k)]!;
  let [sum, total] = [0, 0];
  for (let k = 0; k < part.length; k++) {
    const weight = weights?.[k] ?? 1;
    sum += weight * value(k);
    total += weight;
  }
  const estimate = sum / total;
  let squares = 0;
  for (let k = 0; k < part.length; k++) {
    const weight = weights?.[k] ?? 1;
    squares += (isCount ? weight : weight * weight) * (value(k) - estimate) ** 2;
  }
  const largest = Math.max(...worth) - Math.min(...worth);
  return { estimate, error: Math.sqrt(squares + largest * largest) / total };
}

/** Mean worth of decisions. */
export function meanWorth({ part, label, weights, worth }: Contrast, predictions: Uint8Array): number {
  let [sum, total] = [0, 0];
  for (let k = 0; k < part.length; k++) {
    const weight = weights?.[k] ?? 1;
    sum += weight * worth[2 * label[k]! + predictions[part[k]!]!]!;
    total += weight;
  }
  return sum / total;
}
