import { filled, inStretches, type Steps, Stretch } from '../../../base/steps.js';

/** Candidates as pairs see them, one in each place of the arrays. */
export interface RankedCandidates {
  /** Place among the candidates of the list, 0 for the first shown; all who were not shown share the place after the last one. */
  readonly places: Int32Array;
  readonly relevances: Float64Array;
}

/** Twice the pairs of different relevance, and twice those in which the more relevant one stands higher; neither shown counts once. Of each candidate. */
export interface KeptPairs {
  readonly pairs: Float64Array;
  readonly kept: Float64Array;
}

/** Counts of places with sums over the first ones, each in logarithmic time. Fenwick (1994), Software: Practice and Experience 24, 327-336. */
class PlaceCounts {
  readonly #tree: Float64Array;

  constructor(places: number) {
    this.#tree = new Float64Array(places + 1);
  }

  add(place: number): void {
    for (let i = place + 1; i < this.#tree.length; i += i & -i) this.#tree[i]! += 1;
  }

  /** How many stand at this place or before it. */
  upTo(place: number): number {
    let sum = 0;
    for (let i = place + 1; i > 0; i -= i & -i) sum += this.#tree[i]!;
    return sum;
  }
}

/** Candidates of one relevance from which on they are worked on in stretches. */
const MANY = 1000;

/**
 * For each candidate the pairs with those of lower relevance among all that are passed. Candidates are gone through by ascending relevance, those of equal relevance at once, in n log n steps.
 *
 * @param places number of places, the one of those not shown included
 */
export function* keptPairs({ places: placeOf, relevances }: RankedCandidates, places: number): Steps<KeptPairs> {
  const found = { pairs: new Float64Array(relevances.length), kept: new Float64Array(relevances.length) };
  const { order, ends } = yield* byRelevance(relevances);
  if (ends.length < 2) return found;
  const lower = new PlaceCounts(places);
  const notShown = places - 1;
  /** Those of one relevance from `from` to before `to`; all before `first` have a lower one and are counted as such. */
  const compare = (first: number, from: number, to: number): void => {
    // The lowest have nobody below them.
    if (first === 0) return;
    for (let at = from; at < to; at++) {
      const i = order[at]!;
      const place = placeOf[i]!;
      const upTo = lower.upTo(place);
      const beside = place === notShown ? upTo - lower.upTo(place - 1) : 0;
      found.pairs[i] = 2 * first;
      found.kept[i] = 2 * (first - upTo) + beside;
    }
  };
  const addThose = (from: number, to: number): void => {
    for (let at = from; at < to; at++) lower.add(placeOf[order[at]!]!);
  };
  const stretch = new Stretch();
  let first = 0;
  for (const end of ends) {
    const [start, many] = [first, end - first];
    // Mostly few share a relevance, and a generator for each would cost more than its work.
    if (many > MANY) {
      yield* inStretches(many, (from, to) => compare(start, start + from, start + to));
      yield* inStretches(many, (from, to) => addThose(start + from, start + to));
    } else {
      compare(start, start, end);
      addThose(start, end);
    }
    if (stretch.isOver(many)) yield;
    first = end;
  }
  return found;
}

/**
 * Candidates by ascending relevance, those of equal relevance as they come, and where those of each relevance end. Numbers are sorted and candidates counted into their
 * places, because to sort a million candidates by what they point at takes seconds.
 */
function* byRelevance(relevances: Float64Array): Steps<{ order: Int32Array; ends: Int32Array }> {
  const n = relevances.length;
  const distinct = relevances.slice().sort();
  yield;
  let kinds = 0;
  for (const value of distinct) if (kinds === 0 || distinct[kinds - 1] !== value) distinct[kinds++] = value;
  const known = distinct.subarray(0, kinds);
  const kind = yield* filled(new Int32Array(n), (i) => placeIn(known, relevances[i]!));
  const ends = new Int32Array(kinds);
  for (const one of kind) ends[one]! += 1;
  for (let one = 1; one < kinds; one++) ends[one]! += ends[one - 1]!;
  const next = ends.slice();
  const order = new Int32Array(n);
  yield;
  for (let i = n - 1; i >= 0; i--) order[--next[kind[i]!]!] = i;
  return { order, ends };
}

/** Place of the first value that is not below the one that is looked for, in ascending values. */
export function placeIn(ascending: Float64Array | Int32Array, value: number): number {
  let [from, to] = [0, ascending.length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (ascending[middle]! < value) from = middle + 1;
    else to = middle;
  }
  return from;
}
