import type { ThresholdCurve } from './curve.js';

/**
 * Indices of the vertices of the convex hull of the points (fp, tp) of a curve, ascending: upper and lower chain together.
 *
 * Every trade-off between two rates (selection and accuracy, false and true positives, ...) is an affine image of the same
 * polygon, so one hull serves every constraint and objective. With integer counts below 9e7 the cross products stay under 2^53 and
 * the hull is exact. The points are already sorted by both coordinates, so Andrew's monotone chain needs no sort.
 *
 * Source: Hardt, Price, Srebro 2016, section 4; Andrew 1979 for the chain.
 */
export function hullVertices(curve: ThresholdCurve): readonly number[] {
  const known = hulls.get(curve) ?? hullOf(curve);
  hulls.set(curve, known);
  return known;
}

/** One hull serves all constraints and objectives, so it is found once per curve. */
const hulls = new WeakMap<ThresholdCurve, readonly number[]>();

function hullOf(curve: ThresholdCurve): readonly number[] {
  const upper = chain(curve, 1);
  const lower = chain(curve, -1);
  return [...new Set([...upper, ...lower])].sort((a, b) => a - b);
}

/** One chain of the hull: `side` 1 is the chain above, -1 the chain below. Points on an edge are dropped. */
function chain({ fp, tp }: ThresholdCurve, side: 1 | -1): number[] {
  const kept = new Uint32Array(fp.length);
  let size = 0;
  for (let i = 0; i < fp.length; i++) {
    while (size >= 2) {
      const a = kept[size - 2]!;
      const b = kept[size - 1]!;
      const cross = (fp[b]! - fp[a]!) * (tp[i]! - tp[a]!) - (tp[b]! - tp[a]!) * (fp[i]! - fp[a]!);
      if (side * cross < 0) break;
      size--;
    }
    kept[size++] = i;
  }
  return Array.from(kept.subarray(0, size));
}
