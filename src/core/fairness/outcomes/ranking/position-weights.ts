import { FIXED_POINT } from '../../tally/types.js';
import { invalidArgument } from '../base/index.js';

/** Longest list that is read; longer ones are refused. Ours. */
export const MOST_POSITIONS = 1_000_000;

/** Nearer than this to a whole number, a quotient of doubles (error below 2^-11) may lie on its other side. */
const GUARD = 2 ** -8;
/** Binary digits of the exact logarithm, and of the numbers that it is made with. */
const DIGITS = 90;
const WORKING_DIGITS = 220n;

const known: number[] = [0];

/**
 * Weight of a position: floor(2^40 / log2(1 + position)), the exposure of a candidate who stands there in fixed point; 2^40 for the first. It is the
 * floor of the true real number, not of a double, so that there is one table for every engine: an engine joins with the table, and takes no logarithm.
 * The weights are those of discounted gain (Järvelin and Kekäläinen 2002) and of Singh and Joachims (2018).
 *
 * @throws TribuneError `INVALID_ARGUMENT` for positions that are no whole numbers from 1 to 1,000,000
 * @example positionWeight(3) // 549755813888, which is 2^40 / 2
 */
export function positionWeight(position: number): number {
  const isPosition = Number.isInteger(position) && position >= 1 && position <= MOST_POSITIONS;
  if (!isPosition) {
    const remedy = `Positions are whole numbers from 1, the first, to ${MOST_POSITIONS}.`;
    throw invalidArgument(`position is ${position}`, remedy, 'position');
  }
  const there = known[position];
  if (there !== undefined) return there;
  const weight = weightOf(position);
  known[position] = weight;
  return weight;
}

function weightOf(position: number): number {
  const quotient = FIXED_POINT / Math.log2(1 + position);
  const isClear = Math.abs(quotient - Math.round(quotient)) > GUARD;
  return isClear ? Math.floor(quotient) : exactWeight(position);
}

/** The weight by whole numbers only: the logarithm is found digit by digit, by squaring a number between 1 and 2. */
function exactWeight(position: number): number {
  const n = 1 + position;
  const whole = Math.floor(Math.log2(n + 0.5));
  const scale = BigInt(FIXED_POINT) << BigInt(DIGITS);
  if (2 ** whole === n) return Math.floor(FIXED_POINT / whole);
  let logarithm = BigInt(whole);
  let x = (BigInt(n) << WORKING_DIGITS) >> BigInt(whole);
  for (let digit = 0; digit < DIGITS; digit++) {
    x = (x * x) >> WORKING_DIGITS;
    const isTwo = x >> WORKING_DIGITS >= 2n;
    logarithm = (logarithm << 1n) | (isTwo ? 1n : 0n);
    if (isTwo) x >>= 1n;
  }
  return Number(scale / logarithm);
}
