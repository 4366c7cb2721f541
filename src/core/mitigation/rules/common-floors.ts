import type { Column } from '../reductions/index.js';

/**
 * For each bounded rate the mixture of 0 and 1 that is a floor common to all groups: every group's rate lies between the floor and the floor and the tolerance.
 * Lines 2 (m n + g) and 2 (m n + g) + 1 of the programme are the upper and the lower bound of rate m of group g.
 *
 * @param nRates bounded rates
 * @param nGroups groups that are compared, n
 * @param height lines of the programme
 */
export const commonFloors = (nRates: number, nGroups: number, height: number): Column[][] =>
  Array.from({ length: nRates }, (_, m) =>
    [0, 1].map((floor): Column => {
      const row = new Float64Array(height);
      for (let g = 0; g < nGroups; g++) {
        row[2 * (m * nGroups + g)] = -floor;
        row[2 * (m * nGroups + g) + 1] = floor;
      }
      return { cost: 0, row };
    }),
  );
