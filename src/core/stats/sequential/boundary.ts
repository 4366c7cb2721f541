import type { LinearNull } from './linear-null.js';

/**
 * Moves means onto the boundary of a claim, sum of coefficients * mean = bound, each in proportion to what is unknown of it: the point of the
 * boundary that is nearest in units of the variances. Means that would leave 0..1 stop at the end, and the others go further.
 *
 * @param means 0..1, one for each stream
 * @param variances of the means of a block, above 0
 * @param into the place on the boundary, one mean for each stream
 */
export function moveToBoundary(
  { coefficients, bound }: LinearNull,
  means: Float64Array,
  variances: Float64Array,
  into: Float64Array,
): void {
  const streams = coefficients.length;
  for (let g = 0; g < streams; g++) into[g] = means[g]!;
  // Every pass fixes at least one more mean at 0 or 1, so there are at most as many passes as streams, and one that finds nothing to fix.
  for (let pass = 0; pass <= streams; pass++) {
    let excess = -bound;
    let variance = 0;
    for (let g = 0; g < streams; g++) {
      excess += coefficients[g]! * into[g]!;
      if (pass === 0 || isInside(into[g]!)) variance += coefficients[g]! ** 2 * variances[g]!;
    }
    if (variance === 0 || excess === 0) return;
    const step = excess / variance;
    let stopped = false;
    for (let g = 0; g < streams; g++) {
      if (pass > 0 && !isInside(into[g]!)) continue;
      const moved = into[g]! - coefficients[g]! * variances[g]! * step;
      into[g] = Math.max(0, Math.min(1, moved));
      stopped ||= moved !== into[g];
    }
    if (!stopped) return;
  }
}

const isInside = (mean: number): boolean => mean > 0 && mean < 1;
