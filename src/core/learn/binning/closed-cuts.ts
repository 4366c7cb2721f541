import type { BinnedColumn } from './bins.js';

/**
 * The cuts of a column of numbers for a function of steps, whose bins hold their lower end and not their upper one, as bins of learners do the other way
 * round. A cut that is itself a value of the column moves up by the least there is; no other does, so that cuts read as they were made.
 */
export function closedCuts({ cuts }: BinnedColumn, values: Float64Array): Float64Array {
  const own = new Set(cuts);
  const met = new Set<number>();
  for (const value of values) if (own.has(value)) met.add(value);
  return cuts.map((cut) => (met.has(cut) ? nextUp(cut) : cut));
}

const DOUBLE = new Float64Array(1);
const BITS = new BigInt64Array(DOUBLE.buffer);

/** The next larger double of a finite number. */
function nextUp(x: number): number {
  if (x === 0) return Number.MIN_VALUE;
  DOUBLE[0] = x;
  BITS[0] = BITS[0]! + (x > 0 ? 1n : -1n);
  return DOUBLE[0];
}
