/**
 * Where a decision is counted: its place among the outcomes that there are (of yes and no: 0 and 1), and the place of its label, null while
 * it is not known.
 */
export interface CountedPlace {
  readonly decided: number;
  readonly label: number | null;
}

/** Number of counts that a cell has: each outcome beside each label, and beside none. */
export const countsOfPlaces = (places: number): number => places * (places + 1);

/** Index of a place among the counts of a cell. */
export const countIndex = (places: number, { decided, label }: CountedPlace): number =>
  decided * (places + 1) + (label ?? places);

/** The place that a count of a cell is of. */
export function placeOfIndex(places: number, index: number): CountedPlace {
  const label = index % (places + 1);
  return { decided: Math.floor(index / (places + 1)), label: label === places ? null : label };
}
