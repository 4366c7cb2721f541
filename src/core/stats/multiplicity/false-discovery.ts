import { adjustSorted, type PValues, runningMinimumFromEnd } from './adjust.js';

/**
 * Benjamini and Hochberg's step-up adjustment: the expected share of false findings is at most the level under independence or positive
 * dependence. JRSS B 57 (1995), 289-300.
 *
 * @throws TribuneError `INVALID_ARGUMENT` on a p-value outside 0..1
 * @example benjaminiHochberg([0.01, 0.04, null]) // [0.02, 0.04, null]
 */
export function benjaminiHochberg(pValues: PValues): (number | null)[] {
  return stepUp(pValues, () => 1);
}

/**
 * Benjamini and Yekutieli's adjustment: as Benjamini-Hochberg, under any dependence. Annals of Statistics 29 (2001), 1165-1188.
 * @throws TribuneError `INVALID_ARGUMENT` on a p-value outside 0..1
 */
export function benjaminiYekutieli(pValues: PValues): (number | null)[] {
  return stepUp(pValues, harmonicSum);
}

function stepUp(pValues: PValues, penalty: (count: number) => number): (number | null)[] {
  return adjustSorted(pValues, (sorted) => {
    const factor = sorted.length * penalty(sorted.length);
    return runningMinimumFromEnd(sorted.map((p, rank) => (p * factor) / (rank + 1)));
  });
}

function harmonicSum(count: number): number {
  let sum = 0;
  for (let i = count; i >= 1; i--) sum += 1 / i;
  return sum;
}
