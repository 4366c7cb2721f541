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

/** Places that were given back, by length: those that come and go with every block are the same few. */
const givenBack = new Map<number, Place[]>();
/** Most places of a length that wait to be taken again; those beyond let go of their memory. */
const MOST_WAITING = 64;

/** A place of zeros that is needed for a while only. */
export function lendPlace(length: number): Place {
  const place = givenBack.get(length)?.pop();
  if (place === undefined) return placeFor(length);
  place.store.fill(0, place.at, place.at + length);
  return place;
}

/** Gives back a place that nobody else has. */
export function giveBack(place: Place, length: number): void {
  const waiting = givenBack.get(length);
  if (waiting === undefined) givenBack.set(length, [place]);
  else if (waiting.length < MOST_WAITING) waiting.push(place);
}
