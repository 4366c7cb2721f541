import type { ThresholdCurve } from './curve.js';
import { hullVertices } from './hull.js';
import type { UtilityScale } from './utility-scale.js';

/** The rates that can be made equal, and those that can be maximised. */
export type TradeoffMetric =
  | 'selection_rate'
  | 'true_positive_rate'
  | 'true_negative_rate'
  | 'false_positive_rate'
  | 'false_negative_rate'
  | 'accuracy'
  | 'balanced_accuracy';

/** A deterministic rule: a step of the curve, or the opposite decision at that step. */
export interface Vertex {
  readonly step: number;
  readonly flipped: boolean;
  readonly tp: number;
  readonly fp: number;
}

/** The best attainable `y` at each `x`: concave, piecewise linear, from x = 0 to x = 1. */
export interface Tradeoff {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly vertices: readonly Vertex[];
}

/** A point of a trade-off as a mixture of its two neighbouring vertices: rule0 with probability p0, else rule1. */
export interface TradeoffPoint {
  readonly p0: number;
  readonly vertex0: Vertex;
  readonly p1: number;
  readonly vertex1: Vertex;
  readonly y: number;
}

/** Balanced accuracy weighs both classes alike. */
const HALF = 0.5;

/**
 * Value of a trade-off rate. The order of the arithmetic is Fairlearn's, so that with its grid ties of the objective are broken as there.
 */
export function tradeoffValue(metric: TradeoffMetric, tp: number, fp: number, size: ClassSizes): number {
  const { positives, negatives } = size;
  switch (metric) {
    case 'selection_rate':
      return (tp + fp) / (positives + negatives);
    case 'true_positive_rate':
      return tp / positives;
    case 'true_negative_rate':
      return (negatives - fp) / negatives;
    case 'false_positive_rate':
      return fp / negatives;
    case 'false_negative_rate':
      return (positives - tp) / positives;
    case 'accuracy':
      return (tp + (negatives - fp)) / (positives + negatives);
    case 'balanced_accuracy':
      return (HALF * tp) / positives + (HALF * (negatives - fp)) / negatives;
  }
}

export interface TradeoffAxes {
  /** The rate that can be made equal. */
  readonly x: TradeoffMetric;
  /** What is maximised: a rate, or utility on a scale from 0 to 1. */
  readonly y: TradeoffMetric | UtilityScale;
  readonly flip: boolean;
}

export interface ClassSizes {
  readonly positives: number;
  readonly negatives: number;
}

/**
 * The upper concave envelope of (x, y) over all cutoffs of a group that has both labels.
 *
 * @param flip also allow the opposite decision (predict 1 below the cutoff), as Hardt et al. do for rules worse than chance.
 */
export function tradeoff(curve: ThresholdCurve, axes: TradeoffAxes): Tradeoff {
  const vertices = deterministicRules(curve, axes.flip);
  const { y } = axes;
  const heightOf = ({ tp, fp }: Vertex): number =>
    typeof y === 'string' ? tradeoffValue(y, tp, fp, curve) : y.scaled(tp, fp, curve);
  const points = vertices.map((vertex) => ({
    vertex,
    x: tradeoffValue(axes.x, vertex.tp, vertex.fp, curve),
    y: heightOf(vertex),
  }));
  points.sort((a, b) => a.x - b.x || a.y - b.y);
  const kept: typeof points = [];
  for (const point of points) {
    while (kept.length >= 2) {
      const a = kept[kept.length - 2]!;
      const b = kept[kept.length - 1]!;
      if ((b.y - a.y) * (point.x - a.x) > (point.y - a.y) * (b.x - a.x)) break;
      kept.pop();
    }
    kept.push(point);
  }
  return {
    x: Float64Array.from(kept, (point) => point.x),
    y: Float64Array.from(kept, (point) => point.y),
    vertices: kept.map((point) => point.vertex),
  };
}

function deterministicRules(curve: ThresholdCurve, flip: boolean): Vertex[] {
  const steps = hullVertices(curve);
  const rules: Vertex[] = [];
  for (const step of steps) {
    const tp = curve.tp[step]!;
    const fp = curve.fp[step]!;
    rules.push({ step, flipped: false, tp, fp });
    if (flip) rules.push({ step, flipped: true, tp: curve.positives - tp, fp: curve.negatives - fp });
  }
  return rules;
}

/** Index of the edge that holds `x`: x[i] < x <= x[i + 1]; at x = 0 the edge that leaves the topmost point there. */
export function edgeAt(curve: Tradeoff, x: number): number {
  let low = 0;
  let high = curve.x.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (curve.x[middle]! <= x) low = middle;
    else high = middle - 1;
  }
  const isVertex = curve.x[low] === x && low > 0 && x > 0;
  return Math.min(isVertex ? low - 1 : low, curve.x.length - 2);
}

export function pointAt(curve: Tradeoff, x: number): TradeoffPoint {
  const i = edgeAt(curve, x);
  const p0 = (curve.x[i + 1]! - x) / (curve.x[i + 1]! - curve.x[i]!);
  const p1 = 1 - p0;
  return {
    p0,
    p1,
    vertex0: curve.vertices[i]!,
    vertex1: curve.vertices[i + 1]!,
    y: p0 * curve.y[i]! + p1 * curve.y[i + 1]!,
  };
}

/** Slope of the edge to the right of `x`, for x < 1. */
export function slopeRightOf(curve: Tradeoff, x: number): number {
  const edge = edgeAt(curve, x);
  const i = curve.x[edge + 1] === x ? edge + 1 : edge;
  return (curve.y[i + 1]! - curve.y[i]!) / (curve.x[i + 1]! - curve.x[i]!);
}
