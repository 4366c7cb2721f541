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
  /** Places of the cells of people, without the first of those that are compared: what is said of all others is said of it. */
  readonly free: readonly number[];
  /** The bounded quantities of predictions of 0 and 1. */
  readonly of: (predictions: Uint8Array) => Float64Array;
  /** What a prediction of 1 instead of 0 adds for each row: to the error, and to the bounded quantities times their multipliers. */
  readonly costs: (multipliers: Float64Array) => Float64Array;
  readonly error: (predictions: Uint8Array) => number;
}

export interface WantedBound {
  readonly constraint: ReductionConstraint;
  /** Largest distance of a group's rate from that of all people, or largest error of a group. */
  readonly bound: number;
  /**
   * Share from 0 to 1 of the other that each of both rates may fall to, `bound` being what it may miss that by: ratio x (rate of a group) -
   * (rate of all) and ratio x (rate of all) - (rate of a group) are at most `bound`. 1: their difference is bounded.
   */
  readonly ratio: number;
}

/** Makes the moments of a constraint. Rows of no known group count for the error and for the rate of all people. */
export function momentsOf(
  { constraint, bound, ratio }: WantedBound,
  { groups, label }: { readonly groups: RowGroups; readonly label: Float64Array },
): Moments {
  const rows = label.length;
  checkGroups(groups, rows);
  if (!(bound >= 0 && bound <= 1)) throw refused(`a bound of ${bound}`, 'Give a number from 0 to 1, such as 0.02.');
  if (!(ratio > 0 && ratio <= 1))
    throw refused(`a ratio of ${ratio}`, 'Give a number above 0 and up to 1, such as 0.8.');
  if (ratio < 1 && constraint === 'bounded_group_loss')
    throw refused(
      'a ratio of a bounded group loss',
      'It bounds the error of each group by itself: leave the ratio out.',
    );
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
  const count = used.length;
  return {
    free: Array.from(used.keys()).filter(
      (k) => k > 0 && Math.floor(used[k]! / size) === Math.floor(used[k - 1]! / size),
    ),
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
      const out = new Float64Array(2 * count);
      for (let k = 0; k < count; k++) {
        const event = Math.floor(used[k]! / size);
        const rate = whole[event]! / all[event]!;
        out[k] = ratio * rates[k]! - rate;
        out[count + k] = ratio * rate - rates[k]!;
      }
      return out;
    },
    costs: (multipliers) =>
      costsAt(multipliers, {
        rows,
        label,
        isError,
        isLoss,
        ratio,
        used,
        cells,
        all,
        eventOf,
        codes: groups.codes,
        size,
      }),
    error(predictions) {
      let wrong = 0;
      for (let r = 0; r < rows; r++) wrong += +(predictions[r] !== label[r]);
      return wrong / rows;
    },
  };
}

interface Parts {
  readonly rows: number;
  readonly label: Float64Array;
  readonly isError: boolean;
  readonly isLoss: boolean;
  readonly ratio: number;
  /** Cells, `[event * size + group]`, in which there is somebody. */
  readonly used: readonly number[];
  readonly cells: Float64Array;
  readonly all: Float64Array;
  readonly eventOf: Float64Array;
  readonly codes: Int32Array;
  readonly size: number;
}

function costsAt(multipliers: Float64Array, parts: Parts): Float64Array {
  const { rows, label, isError, eventOf, codes, size } = parts;
  const { own, shared } = added(multipliers, parts);
  const out = new Float64Array(rows);
  for (let r = 0; r < rows; r++) {
    const turn = 1 - 2 * label[r]!;
    out[r] = turn / rows;
    const event = eventOf[r]!;
    if (event < 0) continue;
    const code = codes[r]!;
    out[r]! += (isError ? turn : 1) * ((code < 0 ? 0 : own[event * size + code]!) - shared[event]!);
  }
  return out;
}

/** What a 1 adds, at these prices, by the rate of its cell of people, and takes away by that of all of them. */
function added(
  multipliers: Float64Array,
  { used, cells, all, size, ratio, isLoss }: Parts,
): { own: Float64Array; shared: Float64Array } {
  const own = new Float64Array(cells.length);
  const shared = new Float64Array(all.length);
  for (const [k, cell] of used.entries()) {
    if (isLoss) {
      own[cell] = multipliers[k]! / cells[cell]!;
      continue;
    }
    const [over, under] = [multipliers[k]!, multipliers[used.length + k]!];
    const event = Math.floor(cell / size);
    own[cell] = (ratio * over - under) / cells[cell]!;
    shared[event]! += (over - ratio * under) / all[event]!;
  }
  return { own, shared };
}

/** Labels within which people are compared; null: all of them. */
function eventsOf(constraint: ReductionConstraint): readonly (0 | 1 | null)[] {
  if (constraint === 'equalized_odds') return [0, 1];
  if (constraint === 'true_positive_rate_parity') return [1];
  return constraint === 'false_positive_rate_parity' ? [0] : [null];
}
