import { counted } from '../../base/counted.js';
import { TribuneError } from '../../base/errors.js';
import type { FrontierGroup, LabelledCounts, ScoreDistribution } from './types.js';

/**
 * Every decision rule "score >= cutoff" of one group, from the strictest to the most lenient. Step 0 accepts nobody; step i
 * accepts everyone with score >= cutoffs[i]. `tp` and `fp` are cumulative and never fall.
 */
export interface ThresholdCurve {
  /** `cutoffs[0]` is Infinity; then the distinct scores, descending. */
  readonly cutoffs: Float64Array;
  readonly tp: Float64Array;
  readonly fp: Float64Array;
  readonly positives: number;
  readonly negatives: number;
}

/**
 * The curve of a group from its two score distributions.
 *
 * @throws TribuneError INVALID_ARGUMENT when scores are not finite and strictly ascending, or counts are negative.
 * @example
 * thresholdCurve({ key: {}, positives: { scores: Float64Array.of(0.9), counts: Float64Array.of(2) }, negatives: ... });
 */
export function thresholdCurve(group: FrontierGroup): ThresholdCurve {
  return cachedCurves.get(group) ?? curveOf(group);
}

const cachedCurves = new WeakMap<FrontierGroup, ThresholdCurve>();

/**
 * Builds the curves of these groups once for a caller that asks several questions about them; their distributions must not change
 * afterwards.
 */
export function cacheCurves(groups: readonly FrontierGroup[]): void {
  for (const group of groups) cachedCurves.set(group, curveOf(group));
}

function curveOf(group: FrontierGroup): ThresholdCurve {
  const positives = oneClass(group.positives, 'positives');
  const negatives = oneClass(group.negatives, 'negatives');
  return mergeCurves(
    { ...positives, fp: new Float64Array(positives.tp.length), negatives: 0 },
    {
      cutoffs: negatives.cutoffs,
      tp: new Float64Array(negatives.tp.length),
      fp: negatives.tp,
      positives: 0,
      negatives: negatives.positives,
    },
  );
}

/** The curve of two groups judged by one common cutoff: counts add at every distinct score of either. */
export function mergeCurves(a: ThresholdCurve, b: ThresholdCurve): ThresholdCurve {
  const capacity = a.cutoffs.length + b.cutoffs.length - 1;
  const cutoffs = new Float64Array(capacity);
  const tp = new Float64Array(capacity);
  const fp = new Float64Array(capacity);
  cutoffs[0] = Infinity;
  let size = 1;
  let i = 0;
  let j = 0;
  while (i + 1 < a.cutoffs.length || j + 1 < b.cutoffs.length) {
    const nextA = i + 1 < a.cutoffs.length ? a.cutoffs[i + 1]! : -Infinity;
    const nextB = j + 1 < b.cutoffs.length ? b.cutoffs[j + 1]! : -Infinity;
    const cutoff = Math.max(nextA, nextB);
    if (nextA === cutoff) i++;
    if (nextB === cutoff) j++;
    cutoffs[size] = cutoff;
    tp[size] = a.tp[i]! + b.tp[j]!;
    fp[size] = a.fp[i]! + b.fp[j]!;
    size++;
  }
  return {
    cutoffs: cutoffs.subarray(0, size),
    tp: tp.subarray(0, size),
    fp: fp.subarray(0, size),
    positives: a.positives + b.positives,
    negatives: a.negatives + b.negatives,
  };
}

/** The last pool that begins with this curve, because every optimum over the same groups asks for the same pool. */
const pools = new WeakMap<
  ThresholdCurve,
  { readonly curves: readonly ThresholdCurve[]; readonly pool: ThresholdCurve }
>();

/** The curve of all groups under one cutoff. Curves are merged in pairs, so the cost is n log(groups). */
export function pooledCurve(curves: readonly ThresholdCurve[]): ThresholdCurve {
  const [first] = curves;
  const known = first && pools.get(first);
  if (known?.curves.length === curves.length && known.curves.every((curve, i) => curve === curves[i]))
    return known.pool;
  const pool = poolOf(curves);
  if (first !== undefined) pools.set(first, { curves, pool });
  return pool;
}

function poolOf(curves: readonly ThresholdCurve[]): ThresholdCurve {
  if (curves.length === 0) {
    return {
      cutoffs: Float64Array.of(Infinity),
      tp: new Float64Array(1),
      fp: new Float64Array(1),
      positives: 0,
      negatives: 0,
    };
  }
  let round = [...curves];
  while (round.length > 1) {
    const next: ThresholdCurve[] = [];
    for (let i = 0; i < round.length; i += 2) {
      const right = round[i + 1];
      next.push(right === undefined ? round[i]! : mergeCurves(round[i]!, right));
    }
    round = next;
  }
  return round[0]!;
}

/** The step that "score >= cutoff" stands on: the last one whose cutoff is not below it. `null` accepts nobody. */
export function stepAt(curve: ThresholdCurve, cutoff: number | null): number {
  if (cutoff === null) return 0;
  let low = 0;
  let high = curve.cutoffs.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (curve.cutoffs[middle]! >= cutoff) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Confusion counts of a group under "score >= cutoff". */
export function countsAtStep(curve: ThresholdCurve, step: number): LabelledCounts {
  const tp = curve.tp[step]!;
  const fp = curve.fp[step]!;
  return { tp, fp, fn: curve.positives - tp, tn: curve.negatives - fp };
}

/**
 * Confusion counts of a group under "score >= cutoff" (contracts, Policy: prediction = 1 if and only if score >= cutoff).
 *
 * @param cutoff `null` accepts nobody.
 */
export function countsAtCutoff(group: FrontierGroup, cutoff: number | null): LabelledCounts {
  const curve = thresholdCurve(group);
  return countsAtStep(curve, stepAt(curve, cutoff));
}

interface OneClass {
  readonly cutoffs: Float64Array;
  readonly tp: Float64Array;
  readonly positives: number;
}

function oneClass(distribution: ScoreDistribution, name: string): OneClass {
  const { scores, counts } = distribution;
  const size = scores.length;
  if (counts.length !== size) {
    throw invalid(
      `${name}: ${counted(size, 'score')} but ${counts.length} counts`,
      'Give one count per distinct score.',
    );
  }
  const cutoffs = new Float64Array(size + 1);
  const cumulative = new Float64Array(size + 1);
  cutoffs[0] = Infinity;
  for (let i = 0; i < size; i++) {
    const score = scores[size - 1 - i]!;
    const count = counts[size - 1 - i]!;
    if (!(Number.isFinite(score) && score < cutoffs[i]!)) {
      throw invalid(
        `${name}: scores must be finite and strictly ascending, got ${score}`,
        'Sort the scores and merge equal ones.',
      );
    }
    if (!(count >= 0 && Number.isFinite(count))) {
      throw invalid(
        `${name}: count ${count} at score ${score}`,
        'Counts are people or weights: finite and not negative.',
      );
    }
    cutoffs[i + 1] = score;
    cumulative[i + 1] = cumulative[i]! + count;
  }
  return { cutoffs, tp: cumulative, positives: cumulative[size]! };
}

const invalid = (message: string, remedy: string): TribuneError =>
  new TribuneError('INVALID_ARGUMENT', message, { remedy });
