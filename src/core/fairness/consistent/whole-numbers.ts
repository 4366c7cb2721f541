import type { PrintedNumber } from './printed.js';
import type { PrintedRate } from './rates.js';
import { CELLS_PER_GROUP, formsOf } from './rates.js';

/** Largest group whose counts are searched one by one: with more people there are whole numbers for nearly every three digits. */
export const MOST_SEARCHED = 2000;

interface Bounds {
  /** Coefficients over tp, fp, fn, tn of a sum that must be at least 0. */
  readonly atLeastZero: readonly number[];
}

/**
 * Whether whole numbers of people give the printed rates in a group of known size. Seventy-three per cent of twenty people is no number of
 * people, although 73 per cent alone contradicts nothing (Brown and Heathers 2017, the GRIM test, here for several rates at once).
 *
 * @returns null where the group is too large to search
 */
export function haveWholeNumbers(
  people: number,
  statements: readonly { readonly rate: PrintedRate; readonly printed: PrintedNumber }[],
): boolean | null {
  if (people > MOST_SEARCHED) return null;
  const bounds = statements.flatMap(({ rate, printed }) => boundsOf(rate, printed));
  const present = statements.map(({ rate }) => formsOf(rate).denominator.map(Number));
  for (let tp = 0; tp <= people; tp++) {
    for (let fn = 0; fn <= people - tp; fn++) {
      if (hasNegatives(people, tp, fn, bounds, present)) return true;
    }
  }
  return false;
}

/** With tp and fn given, each bound is an interval for fp; tn is what is left. */
function hasNegatives(
  people: number,
  tp: number,
  fn: number,
  bounds: readonly Bounds[],
  present: readonly (readonly number[])[],
): boolean {
  const negatives = people - tp - fn;
  let [lowest, highest] = [0, negatives];
  const narrow = (constant: number, slope: number): void => {
    if (slope === 0) {
      if (constant < 0) highest = -1;
    } else if (slope > 0) lowest = Math.max(lowest, Math.ceil(-constant / slope));
    else highest = Math.min(highest, Math.floor(constant / -slope));
  };
  for (const { atLeastZero: a } of bounds) {
    narrow(a[0]! * tp + a[2]! * fn + a[3]! * negatives, a[1]! - a[3]!);
    if (lowest > highest) return false;
  }
  for (const d of present) {
    narrow(d[0]! * tp + d[2]! * fn + d[3]! * negatives - 1, d[1]! - d[3]!);
    if (lowest > highest) return false;
  }
  return true;
}

function boundsOf(rate: PrintedRate, { lowest, highest }: PrintedNumber): Bounds[] {
  const { numerator, denominator } = formsOf(rate);
  const cells = Array.from({ length: CELLS_PER_GROUP }, (_, j) => j);
  return [
    { atLeastZero: cells.map((j) => Number(numerator[j]! * lowest.denominator - denominator[j]! * lowest.numerator)) },
    {
      atLeastZero: cells.map((j) => Number(denominator[j]! * highest.numerator - numerator[j]! * highest.denominator)),
    },
  ];
}
