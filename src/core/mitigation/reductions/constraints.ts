import { checkGroups, type RowGroups, refused } from '../groups/index.js';

/**
 * What is bounded. `bounded_group_loss`: the error of every group; all others: how far a rate of a group may be from that of all people, so
 * that two groups may differ by twice the bound.
 */
export const REDUCTION_CONSTRAINTS = [
  'demographic_parity',
  'equalized_odds',
  'true_positive_rate_parity',
  'false_positive_rate_parity',
  'error_rate_parity',
  'bounded_group_loss',
] as const;
export type ReductionConstraint = (typeof REDUCTION_CONSTRAINTS)[number];

/** The constraint as linear sums over the predictions. */
export interface Moments {
  readonly bounds: Float64Array;
  /** The bounded quantities of predictions of 0 and 1. */
  readonly of: (predictions: Uint8Array) => Float64Array;
  /** What a prediction of 1 instead of 0 adds for each row: to the error, and to the bounded quantities times their multipliers. */
  readonly costs: (multipliers: Float64Array) => Float64Array;
  readonly error: (predictions: Uint8Array) => number;
}

/** Makes the moments of a constraint. Rows of no known group count for the error and for the rate of all people. */
export function momentsOf(
  constraint: ReductionConstraint,
  bound: number,
  { groups, label }: { readonly groups: RowGroups; readonly label: Float64Array },
): Moments {
  const rows = label.length;
  checkGroups(groups, rows);
  if (!(bound >= 0 && bound <= 1)) throw refused(`a bound of ${bound}`, 'Give a number from 0 to 1, such as 0.02.');
  const isLoss = constraint === 'bounded_group_loss';
  const isError = isLoss || constraint === 'error_rate_parity';
  const events = eventsOf(constraint);
  const size = groups.keys.length;
  const cells = new Float64Array(events.length * size);
  const all = new Float64Array(events.length);
  const eventOf = label.map((y) => events.indexOf(events.length === 1 && events[0] === null ? null : (y as 0 | 1)));
  for (let r = 0; r < rows; r++) {
    const event = eventOf[r]!;
    if (event < 0) continue;
    all[event]!++;
    if (groups.codes[r]! >= 0) cells[event * size + groups.codes[r]!]!++;
  }
  const used = Array.from(cells.keys()).filter((cell) => cells[cell]! > 0);
  if (!isLoss && used.length <= events.length)
    throw refused(
      'fewer than two groups have people whom the constraint is about',
      'Give people of at least two groups.',
    );
  const place = new Int32Array(cells.length).fill(-1);
  used.forEach((cell, k) => {
    place[cell] = k;
  });
  const count = used.length;
  return {
    bounds: new Float64Array(isLoss ? count : 2 * count).fill(bound),
    of(predictions) {
      const sums = new Float64Array(cells.length);
      const whole = new Float64Array(events.length);
      for (let r = 0; r < rows; r++) {
        const event = eventOf[r]!;
        if (event < 0) continue;
        const value = isError ? +(predictions[r] !== label[r]) : predictions[r]!;
        whole[event]! += value;
        if (groups.codes[r]! >= 0) sums[event * size + groups.codes[r]!]! += value;
      }
      const rates = Float64Array.from(used, (cell) => sums[cell]! / cells[cell]!);
      if (isLoss) return rates;
      const gaps = rates.map(
        (rate, k) => rate - whole[Math.floor(used[k]! / size)]! / all[Math.floor(used[k]! / size)]!,
      );
      return Float64Array.from([...gaps, ...gaps.map((gap) => -gap)]);
    },
    costs(multipliers) {
      const net = Float64Array.from(used, (_, k) => multipliers[k]! - (isLoss ? 0 : multipliers[count + k]!));
      const shared = new Float64Array(events.length);
      if (!isLoss) for (const [k, cell] of used.entries()) shared[Math.floor(cell / size)]! += net[k]!;
      const out = new Float64Array(rows);
      for (let r = 0; r < rows; r++) {
        const turn = 1 - 2 * label[r]!;
        out[r] = turn / rows;
        const event = eventOf[r]!;
        if (event < 0) continue;
        const cell = groups.codes[r]! < 0 ? -1 : event * size + groups.codes[r]!;
        const own = cell < 0 ? 0 : net[place[cell]!]! / cells[cell]!;
        out[r]! += (isError ? turn : 1) * (own - shared[event]! / all[event]!);
      }
      return out;
    },
    error(predictions) {
      let wrong = 0;
      for (let r = 0; r < rows; r++) wrong += +(predictions[r] !== label[r]);
      return wrong / rows;
    },
  };
}

/** Labels within which people are compared; null: all of them. */
function eventsOf(constraint: ReductionConstraint): readonly (0 | 1 | null)[] {
  if (constraint === 'equalized_odds') return [0, 1];
  if (constraint === 'true_positive_rate_parity') return [1];
  return constraint === 'false_positive_rate_parity' ? [0] : [null];
}
