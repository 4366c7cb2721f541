import type { TallyCell } from './types.js';

/** In code point order, UTF-16 units from here on come before the surrogates, which have smaller numbers. */
const FIRST_SURROGATE = 0xd800;
const LAST_SURROGATE = 0xdfff;

/** Rank of a UTF-16 unit in the order of code points: surrogates, which encode code points above U+FFFF, come after everything else. */
const rank = (unit: number): number => (unit >= FIRST_SURROGATE && unit <= LAST_SURROGATE ? unit + 0x10000 : unit);

/** Negative, zero or positive as `a` sorts before, with or after `b` by code point, which is also the order of UTF-8 bytes. */
export function compareCodePoints(a: string, b: string): number {
  if (a === b) return 0;
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i++) {
    const one = a.charCodeAt(i);
    const two = b.charCodeAt(i);
    if (one !== two) return rank(one) - rank(two);
  }
  return a.length - b.length;
}

/** Values of attributes, one after the other; missing (null) sorts last. */
export function compareValues(a: readonly (string | null)[], b: readonly (string | null)[]): number {
  for (let i = 0; i < a.length; i++) {
    const one = a[i] ?? null;
    const two = b[i] ?? null;
    if (one === two) continue;
    if (one === null) return 1;
    if (two === null) return -1;
    return compareCodePoints(one, two);
  }
  return 0;
}

/** Numbers ascending, null last. */
function compareNullable(a: number | null, b: number | null): number {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  return a - b;
}

/** The one order of cells: values by code point (missing last), label (null last), prediction, score (null last). */
export function compareCells(a: TallyCell, b: TallyCell): number {
  return (
    compareValues(a.values, b.values) ||
    compareNullable(a.label, b.label) ||
    a.prediction - b.prediction ||
    compareNullable(a.score, b.score)
  );
}
