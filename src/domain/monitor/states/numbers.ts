/** Numbers of one stretch of memory: 64 KB, of some hundred series. */
const STRETCH = 8192;
/** Arrays from here on stand alone. */
const LARGE = STRETCH / 8;

const NONE = new Float64Array();
let stretch = NONE;
let used = 0;

/**
 * Zeros for a state that lives long. Many small arrays share one stretch of memory: an array of its own costs some 350 bytes beside its numbers, of
 * which a series has half a dozen. The memory is freed once no array of the stretch is in use.
 */
export function numbers(length: number): Float64Array {
  if (length === 0) return NONE;
  if (length >= LARGE) return new Float64Array(length);
  if (used + length > stretch.length) {
    stretch = new Float64Array(STRETCH);
    used = 0;
  }
  used += length;
  return stretch.subarray(used - length, used);
}

/** The same for numbers that there are. */
export function keptNumbers(values: ArrayLike<number>): Float64Array {
  const kept = numbers(values.length);
  kept.set(values);
  return kept;
}
