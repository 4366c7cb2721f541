import { adjustSorted, type PValues, runningMaximum } from './adjust.js';

/**
 * Bonferroni: each p-value times the size of the family. Valid under any dependence.
 * @throws TribuneError `INVALID_ARGUMENT` on a p-value outside 0..1
 */
export function bonferroni(pValues: PValues): (number | null)[] {
  return adjustSorted(pValues, (sorted) => sorted.map((p) => p * sorted.length));
}

/**
 * Holm's step-down adjustment: the chance of any false finding is at most the level, under any dependence. Holm (1979), Scandinavian
 * Journal of Statistics 6, 65-70.
 *
 * @throws TribuneError `INVALID_ARGUMENT` on a p-value outside 0..1
 * @example holm([0.01, 0.04, null]) // [0.02, 0.04, null]
 */
export function holm(pValues: PValues): (number | null)[] {
  return adjustSorted(pValues, (sorted) => runningMaximum(sorted.map((p, rank) => p * (sorted.length - rank))));
}

/**
 * Holm's steps with Šidák's factors; needs independent or positively dependent tests. Holland and Copenhaver (1987), Biometrics 43, 417-423.
 * @throws TribuneError `INVALID_ARGUMENT` on a p-value outside 0..1
 */
export function holmSidak(pValues: PValues): (number | null)[] {
  return adjustSorted(pValues, (sorted) =>
    runningMaximum(sorted.map((p, rank) => -Math.expm1((sorted.length - rank) * Math.log1p(-p)))),
  );
}

/**
 * Hommel's adjustment, the closed test on Simes' inequality; never above Holm's, needs independent or positively dependent tests.
 * Hommel (1988), Biometrika 75, 383-386; adjusted values by the algorithm of Wright (1992), Biometrics 48, 1005-1013. O(m^2).
 *
 * @throws TribuneError `INVALID_ARGUMENT` on a p-value outside 0..1
 */
export function hommel(pValues: PValues): (number | null)[] {
  return adjustSorted(pValues, (sorted) => {
    const count = sorted.length;
    const adjusted = [...sorted];
    for (let size = count; size > 1; size--) {
      // Simes' bound of the `size` largest p-values, leaving out the smallest of them.
      let simes = Number.POSITIVE_INFINITY;
      for (let j = 2; j <= size; j++) simes = Math.min(simes, (size * sorted[count - size + j - 1]!) / j);
      for (let i = 0; i < count; i++) {
        const bound = i > count - size ? simes : Math.min(simes, size * sorted[i]!);
        adjusted[i] = Math.max(adjusted[i]!, bound);
      }
    }
    return adjusted;
  });
}
