/** A quantity of decisions that is cut to a range and summed in whole steps. Plain data. */
export interface Moment {
  readonly of:
    | { readonly kind: 'amount' }
    /** The amount minus the one that turned out right, its size, or its square, of those whose label is known. */
    | { readonly kind: 'error' | 'absolute-error' | 'squared-error' }
    /** Whether the prediction interval holds the amount that turned out right, of those with both; and how wide it is. */
    | { readonly kind: 'covered' | 'width' }
    /** The score, whatever the label. */
    | { readonly kind: 'score' }
    /** The score of those with one prediction. */
    | { readonly kind: 'score-of'; readonly predicted: 0 | 1 }
    /** (label - score)² of those whose label is known. */
    | { readonly kind: 'brier' }
    /** Label minus score of those whose score lies in a band, and whose label is known. */
    | {
        readonly kind: 'calibration';
        readonly band: { readonly from: number; readonly to: number; readonly isLast: boolean };
      };
  /** The range; of amounts in smallest parts of the unit, of squares in squares of them. */
  readonly from: number;
  readonly to: number;
}

/** Steps of a range. A value is rounded to the nearest: claims about means leave room for half of one. */
export const STEPS = 100_000;

/** Counts of a moment: decisions, the sum of their steps, that of the squares of their steps, and how many were cut. */
export const MOMENT_COUNTS = 4;
/** The place among them of how many were cut. */
export const CUT = 3;

/**
 * The step that a decision has in a moment; where that depends on its label, those for 0 and 1, or the one of its label; null where it has none. What was outside the range counts as its end: -1 as that below,
 * `STEPS + 1` as that above; of a score that was outside of 0 to 1 any step k that its nearer end has stands as -1 - k.
 */
export type Steps = number | readonly [number, number] | { readonly labelled: number } | null;

/** The steps of a score in a moment of scores; null where it has none. A score that is no chance counts as the nearer end of 0 to 1, and as cut. */
export function scoreSteps(moment: Moment, score: number, decided: number): number | readonly [number, number] | null {
  const chance = Math.min(1, Math.max(0, score));
  const steps = chanceSteps(moment, chance, decided);
  if (steps === null || chance === score) return steps;
  return typeof steps === 'number' ? asCut(steps) : [asCut(steps[0]), asCut(steps[1])];
}

const asCut = (step: number): number => -1 - step;

function chanceSteps(moment: Moment, chance: number, decided: number): number | readonly [number, number] | null {
  switch (moment.of.kind) {
    case 'score':
      return stepOf(moment, chance);
    case 'score-of':
      return moment.of.predicted === decided ? stepOf(moment, chance) : null;
    case 'brier':
      return [stepOf(moment, chance ** 2), stepOf(moment, (1 - chance) ** 2)];
    case 'calibration': {
      const { from, to, isLast } = moment.of.band;
      const isWithin = chance >= from && (isLast ? chance <= to : chance < to);
      return isWithin ? [stepOf(moment, -chance), stepOf(moment, 1 - chance)] : null;
    }
    default:
      return null;
  }
}

/** An amount with what is known of it, in smallest parts. */
export interface MeasuredAmount {
  readonly amount: number;
  /** The one that turned out right. */
  readonly actual: number | null;
  readonly interval: { readonly lower: number; readonly upper: number } | null;
}

/** The step of an amount in a moment of amounts; null where what it is about is not known. */
export function amountSteps(moment: Moment, { amount, actual, interval }: MeasuredAmount): Steps {
  const labelled = (value: number): Steps => ({ labelled: stepOf(moment, value) });
  switch (moment.of.kind) {
    case 'amount':
      return stepOf(moment, amount);
    case 'error':
      return actual === null ? null : labelled(amount - actual);
    case 'absolute-error':
      return actual === null ? null : labelled(Math.abs(amount - actual));
    case 'squared-error':
      return actual === null ? null : labelled((amount - actual) ** 2);
    case 'covered':
      return actual === null || interval === null
        ? null
        : labelled(Number(interval.lower <= actual && actual <= interval.upper));
    case 'width':
      return interval === null ? null : stepOf(moment, interval.upper - interval.lower);
    default:
      return null;
  }
}

/** Whether a moment of amounts is about the one that turned out right. */
export const needsActual = ({ of: { kind } }: Moment): boolean =>
  kind === 'error' || kind === 'absolute-error' || kind === 'squared-error' || kind === 'covered';

/** The step of a value; one below 0 or above `STEPS` where the value was outside the range, and is cut. */
export const stepOf = ({ from, to }: Pick<Moment, 'from' | 'to'>, value: number): number =>
  Math.min(STEPS + 1, Math.max(-1, Math.round(((value - from) / (to - from)) * STEPS)));

/**
 * Adds decisions of one step to the counts of a moment. Squares are kept in whole steps too, rounded up: so large numbers of decisions stay whole numbers, and evidence that
 * rests on a larger spread than there was is smaller than it might be.
 */
export function addStep(counts: Float64Array, at: number, step: number, decisions = 1): void {
  const kept = Math.min(STEPS, step < 0 ? -1 - step : step);
  counts[at]! += decisions;
  counts[at + 1]! += decisions * kept;
  counts[at + 2]! += decisions * Math.ceil((kept * kept) / STEPS);
  if (kept !== step) counts[at + CUT]! += decisions;
}

/** The counts of a moment as sums of values scaled to 0..1. */
export const sumsOf = (counts: ArrayLike<number>, at = 0): { n: number; sum: number; sumOfSquares: number } => ({
  n: counts[at]!,
  sum: counts[at + 1]! / STEPS,
  sumOfSquares: counts[at + 2]! / STEPS,
});
