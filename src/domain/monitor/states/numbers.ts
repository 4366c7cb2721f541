/** Numbers of one stretch of memory: 64 KB, of some hundred series. */
const STRETCH = 8192;
/** Arrays from here on stand alone. */
const LARGE = STRETCH / 8;

let stretch = new Float64Array();
let used = 0;

/** Where numbers that live long stand. */
export interface Place {
  readonly store: Float64Array;
  readonly at: number;
}

/**
 * A place of zeros. Many share one stretch of memory, and whoever has a place keeps where it is in place of an array: a view costs a hundred bytes beside its numbers,
 * and an array of its own 350. The memory is freed once nobody has a place in the stretch.
 */
export function placeFor(length: number): Place {
  if (length >= LARGE) return { store: new Float64Array(length), at: 0 };
  if (used + length > stretch.length) {
    stretch = new Float64Array(STRETCH);
    used = 0;
  }
  used += length;
  return { store: stretch, at: used - length };
}
