import { FIXED_POINT } from '../../tally/types.js';
import { isFixedPoint, type Measure, measuresOf, productPlace } from './measures.js';
import type { RankingTally } from './types.js';

/** A measure of one group with the factor by which it enters a sum over a list. */
export interface Term {
  readonly place: number;
  readonly measure: Measure;
  readonly factor: number;
}

/** The terms of a linear sum, times a number. */
export const scaled = (terms: readonly Term[], by: number): Term[] =>
  terms.map((term) => ({ ...term, factor: term.factor * by }));

/** Sum of a measure of a group over all lists. */
export function total(tally: RankingTally, place: number, measure: Measure): number {
  const sum = tally.groups[place]!.sums[measuresOf(tally.k).indexOf(measure)]!;
  return Number(sum) / (isFixedPoint(measure) ? FIXED_POINT : 1);
}

/** Sum over lists of the product of two measures, each of a group. */
export function product(tally: RankingTally, one: Omit<Term, 'factor'>, two: Omit<Term, 'factor'>): number {
  const [first, second] = one.place <= two.place ? [one, two] : [two, one];
  const found = productsByPair(tally).get(pairId(first.place, second.place));
  if (found === undefined) return 0;
  const scale = (isFixedPoint(one.measure) ? FIXED_POINT : 1) * (isFixedPoint(two.measure) ? FIXED_POINT : 1);
  return Number(found[productPlace(tally.k, first.measure, second.measure)]!) / scale;
}

const pairId = (one: number, two: number): string => `${one} ${two}`;

const known = new WeakMap<RankingTally, Map<string, readonly bigint[]>>();

/** A tally never changes, so its products are indexed once. */
function productsByPair(tally: RankingTally): Map<string, readonly bigint[]> {
  const there = known.get(tally);
  if (there !== undefined) return there;
  const made = new Map(tally.products.map(({ groups, products }) => [pairId(groups[0], groups[1]), products]));
  known.set(tally, made);
  return made;
}

/** What is left of a sum of squares by rounding alone, as a share of its largest terms. */
const ROUNDING = 1e-12;

/**
 * Sum over lists of the square of a linear sum of measures: where the sum over all lists is 0, as that of an influence is, this times L / (L - 1) is the
 * variance between lists of the estimate (linearisation; Cochran 1977, Sampling techniques, section 6.3; Liang and Zeger 1986). 0 where only rounding is left.
 */
export function sumOfSquares(tally: RankingTally, terms: readonly Term[]): number {
  let sum = 0;
  let largest = 0;
  for (const one of terms) {
    for (const two of terms) {
      const part = one.factor * two.factor * product(tally, one, two);
      sum += part;
      largest = Math.max(largest, Math.abs(part));
    }
  }
  return sum > ROUNDING * largest ? sum : 0;
}
