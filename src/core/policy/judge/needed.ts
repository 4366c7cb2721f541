import type { Levels } from './decide.js';
import type { Span } from './mover.js';
import { at, isBeyond, isWithin, type Region } from './region.js';

/** Largest factor that is searched: beyond this many times the present data the answer is "no practical amount". */
const LARGEST_FACTOR = 1e6;
/** Factors are found to this relative width. */
const FACTOR_WIDTH = 1e-3;

/** The multiple of the present data that would decide. */
export interface Needed {
  readonly factor: number;
  /** The size that `group` would then have, in the metric's own denominator. */
  readonly n: number;
}

/** What is judged, as more data of the same kind would make it. */
export interface Scalable {
  readonly estimate: number | null;
  /** The sizes that must reach `minGroupSize`, in the metric's own denominator; the first is that of the group. */
  readonly sizes: readonly [number, ...number[]];
  /** The judging interval from `factor` times as much data. */
  readonly spanOf: (factor: number, level: number) => Span | null;
}

/**
 * How much more data, of the same mix and with the same estimates, would decide what is open: its plain interval within the bound, or
 * its simultaneous interval beyond it. It is found with the judging interval itself, not with a normal approximation. Null where the
 * estimate lies on the bound or is undefined, or no practical amount would do.
 */
export function neededFor(
  { estimate, sizes, spanOf }: Scalable,
  region: Region,
  levels: Levels,
  minGroupSize: number,
): Needed | null {
  if (estimate === null || sizes.some((size) => size <= 0)) return null;
  const held = (span: Span | null, holds: (span: Span) => boolean) => span !== null && holds(span);
  const decides = isWithin(at(estimate), region)
    ? (factor: number) => held(spanOf(factor, levels.plain), (span) => isWithin(span, region))
    : (factor: number) => held(spanOf(factor, levels.simultaneous), (span) => isBeyond(span, region));
  const factor = smallestFactor(decides);
  if (factor === null) return null;
  const enough = Math.max(factor, ...sizes.map((size) => minGroupSize / size));
  return { factor: enough, n: Math.ceil(enough * sizes[0]) };
}

/** The smallest factor of at least 1 that decides. Intervals shrink as data grow, so bisection finds it. */
function smallestFactor(decides: (factor: number) => boolean): number | null {
  if (decides(1)) return 1;
  let enough = 2;
  while (!decides(enough)) {
    enough *= 2;
    if (enough > LARGEST_FACTOR) return null;
  }
  let few = enough / 2;
  while (enough - few > FACTOR_WIDTH * few) {
    const middle = (few + enough) / 2;
    if (decides(middle)) enough = middle;
    else few = middle;
  }
  return enough;
}
