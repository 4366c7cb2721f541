/** How well two lists of values for the same players agree. */
export interface Agreement {
  /** Kendall's tau-b of the signed values, -1..1; null when a list has no order (all values equal, or one player). */
  readonly kendall: number | null;
  /** Share that the strongest players of both lists have in common (Jaccard), 0..1; null when nobody has a value. */
  readonly topOverlap: number | null;
  /** Share of the strongest players of the first list that have the same sign in the second; null without such players. */
  readonly sameSign: number | null;
}

/**
 * Agreement of two lists of values.
 *
 * @param top how many players count as the strongest
 */
export function agreementOf(a: Float64Array, b: Float64Array, top: number): Agreement {
  const [strongestA, strongestB] = [strongest(a, top), strongest(b, top)];
  const shared = strongestA.filter((player) => strongestB.includes(player)).length;
  const union = strongestA.length + strongestB.length - shared;
  const same = strongestA.filter((player) => Math.sign(a[player]!) === Math.sign(b[player]!)).length;
  return {
    kendall: kendall(a, b),
    topOverlap: union === 0 ? null : shared / union,
    sameSign: strongestA.length === 0 ? null : same / strongestA.length,
  };
}

/** Players with the largest absolute values, among those with a value other than 0. Ties follow the order of the players. */
function strongest(values: Float64Array, top: number): number[] {
  return Array.from(values.keys())
    .filter((player) => values[player] !== 0)
    .sort((p, q) => Math.abs(values[q]!) - Math.abs(values[p]!) || p - q)
    .slice(0, top);
}

/** Kendall's tau-b (Kendall 1945), which allows for ties; null when one list is constant. */
export function kendall(a: Float64Array, b: Float64Array): number | null {
  let [agree, untiedA, untiedB] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    for (let j = 0; j < i; j++) {
      const orderA = Math.sign(a[i]! - a[j]!);
      const orderB = Math.sign(b[i]! - b[j]!);
      agree += orderA * orderB;
      untiedA += Math.abs(orderA);
      untiedB += Math.abs(orderB);
    }
  }
  return untiedA === 0 || untiedB === 0 ? null : agree / Math.sqrt(untiedA * untiedB);
}
