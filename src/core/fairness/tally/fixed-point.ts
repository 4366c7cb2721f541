import { TribuneError } from '../../base/errors.js';
import { FIXED_POINT, type WeightKind } from './types.js';

/** Scores beyond +-2^12 are refused: their squares would leave 128-bit sums no room (contracts, Tally). */
export const MAX_ABSOLUTE_SCORE = 4096;

/**
 * floor(value * 2^40) as an integer. The product with a power of two is exact, so that every engine gets the same integer; `floor`, never
 * `round` (contracts, Tally).
 *
 * @throws TribuneError `DATA_VALUE_INVALID` for NaN and infinities
 * @example toFixedPoint(0.5) // 549755813888n
 */
export function toFixedPoint(value: number): bigint {
  if (!Number.isFinite(value)) {
    throw new TribuneError('DATA_VALUE_INVALID', `${value} is not a finite number`, {
      remedy: 'Leave the cell empty where the value is not known.',
    });
  }
  return BigInt(Math.floor(value * FIXED_POINT));
}

/** A sum in fixed point as a number. Sums below 2^53 are exact, larger ones are rounded once. */
export function fromFixedPoint(sum: bigint): number {
  return Number(sum) / FIXED_POINT;
}

/** The amounts that one row adds to the sums of its cell. */
export interface RowSums {
  weight: bigint;
  weightSquares: bigint;
  scoreSum: bigint;
  scoreSquares: bigint;
  errorSquares: bigint;
}

/**
 * The sums of one row, in the arithmetic that every path shares (rows, columns, SQL): `none` and `count` multiply integers, `sampling`
 * multiplies doubles as w * (score * score) and takes the floor last.
 * `score` is after `scoreScale`; null adds nothing to the sums of scores.
 */
export function rowSums(kind: WeightKind, weight: number, score: number | null, label: 0 | 1 | null): RowSums {
  const error = score === null || label === null ? 0 : label - score;
  const value = score ?? 0;
  if (kind === 'sampling') {
    return {
      weight: toFixedPoint(weight),
      weightSquares: toFixedPoint(weight * weight),
      scoreSum: toFixedPoint(weight * value),
      scoreSquares: toFixedPoint(weight * (value * value)),
      errorSquares: toFixedPoint(weight * (error * error)),
    };
  }
  const times = BigInt(weight);
  return {
    weight: times,
    weightSquares: 0n,
    scoreSum: times * toFixedPoint(value),
    scoreSquares: times * toFixedPoint(value * value),
    errorSquares: times * toFixedPoint(error * error),
  };
}
