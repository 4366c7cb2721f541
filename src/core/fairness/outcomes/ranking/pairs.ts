/** A candidate as pairs see it. */
export interface RankedCandidate {
  /** Place among the candidates of the list, 0 for the first shown; all who were not shown share the place after the last one. */
  readonly place: number;
  readonly relevance: number;
}

/** Twice the pairs of different relevance, and twice those in which the more relevant one stands higher; neither shown counts once. */
export interface KeptPairs {
  readonly pairs: number;
  readonly kept: number;
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

/**
 * For each candidate the pairs with those of lower relevance among all that are passed. Candidates are gone through by ascending relevance, those of equal relevance at once, in n log n steps.
 *
 * @param places number of places, the one of those not shown included
 */
export function keptPairs(candidates: readonly RankedCandidate[], places: number): KeptPairs[] {
  const found = new Array<KeptPairs>(candidates.length);
  const order = candidates.map((_, i) => i).sort((a, b) => candidates[a]!.relevance - candidates[b]!.relevance);
  const lower = new PlaceCounts(places);
  const notShown = places - 1;
  for (let from = 0; from < order.length; ) {
    let to = from;
    while (to < order.length && candidates[order[to]!]!.relevance === candidates[order[from]!]!.relevance) to += 1;
    for (const i of order.slice(from, to)) {
      const { place } = candidates[i]!;
      // All that were gone through before have a lower relevance.
      const below = from - lower.upTo(place);
      const beside = place === notShown ? lower.upTo(place) - lower.upTo(place - 1) : 0;
      found[i] = { pairs: 2 * from, kept: 2 * below + beside };
    }
    for (const i of order.slice(from, to)) lower.add(candidates[i]!.place);
    from = to;
  }
  return found;
}
