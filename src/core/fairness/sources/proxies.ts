import type { GroupKey } from '../tally/index.js';
import { addGrams, type Gram, leastSquares } from './least-squares.js';
import { type PlacementSums, separated } from './separation.js';
import type { Measured } from './types.js';

/** Placements of people by a score that was learned, of which side a person is. */
interface LearnedScores {
  readonly subject: string;
  readonly group: GroupKey;
  readonly reference: GroupKey;
  /** In each part, by scores from people of other parts; scores of two parts come from two models and are not compared. */
  readonly heldOut: readonly PlacementSums[];
  /** By scores from all people, these among them. */
  readonly fitted: PlacementSums;
  readonly facts?: NonNullable<Measured['facts']>;
}

/**
 * How well a learned score tells the people of a group from those of the reference: its AUC on people whom it was not learned from. The lower end
 * of the interval is that of this AUC, which understates what could be learned; the upper end that of the AUC on the people it was learned from,
 * which overstates it. So a breach is not flattered by fitting, and a pass not by too few people.
 */
export function learnedSeparation({ heldOut, fitted, facts, ...pair }: LearnedScores, minGroupSize: number): Measured {
  const [tested, best] = [separated(heldOut), separated([fitted])];
  const { positives: n, negatives: nReference } = fitted;
  return {
    ...pair,
    n,
    nReference,
    value: tested.auc,
    referenceValue: null,
    estimate: tested.auc,
    method: 'cross-fitted-delong',
    sufficient: Math.min(n, nReference) >= minGroupSize,
    ...(tested.auc === null ? { reason: 'a side has nobody' } : {}),
    ...(facts === undefined ? {} : { facts }),
    interval(level) {
      const [low, high] = [tested.interval(level), best.interval(level)];
      if (low === null || high === null) return null;
      return { lower: Math.min(low.lower, high.lower), upper: Math.max(low.upper, high.upper) };
    },
  };
}

/** Linear models of which side a person is on: coefficients of 1 and of each input. */
export interface SideModels {
  /** For each part, learned from all others. */
  readonly heldOut: readonly Float64Array[];
  readonly fitted: Float64Array;
}

/**
 * Models that give 1 to the people of a group and 0 to those of the reference, by least squares. In two groups this is Fisher's discriminant (1936)
 * up to a shift and a factor, which change no AUC.
 *
 * @param group sums over the group in each part, null where it has nobody there; `reference` likewise
 * @returns null where a side has nobody
 */
export function sideModels(group: readonly (Gram | null)[], reference: readonly (Gram | null)[]): SideModels | null {
  const parts = group.map((own, part) => sidesOf(own, reference[part] ?? null));
  const present = parts.filter((part) => part !== null);
  const [first, ...others] = present;
  if (first === undefined || group.every((one) => one === null) || reference.every((one) => one === null)) return null;
  const all = others.reduce((sum, part) => addGrams(sum, part), first);
  return {
    heldOut: parts.map((part) => leastSquares(part === null ? all : addGrams(all, part, -1))),
    fitted: leastSquares(all),
  };
}

/** The sums of both sides, with the side as outcome: 1 for the group, so that products with it are the sums over the group. */
function sidesOf(group: Gram | null, reference: Gram | null): Gram | null {
  const both = group !== null && reference !== null ? addGrams(group, reference) : (group ?? reference);
  if (both === null) return null;
  const size = both.outcome.length;
  const outcome = group === null ? new Float64Array(size) : group.inputs.slice(0, size);
  return { n: both.n, inputs: both.inputs, outcome, squares: group?.n ?? 0 };
}
