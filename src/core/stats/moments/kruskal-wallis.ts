import { demand, demandCount } from '../base/check.js';
import type { ChiSquareTest } from '../hypothesis/chi-square.js';
import { chiSquareSurvival } from '../special/gamma.js';

/**
 * Kruskal and Wallis's test that no group tends to higher levels, with tie correction, chi-square approximation. Groups without people are left out;
 * null with fewer than two groups, and when everybody has the same level. It supposes that the groups differ in nothing but place: unequal spread counts
 * as a finding too. Kruskal and Wallis (1952), JASA 47, 583-621.
 *
 * @param countsByGroup people at each level, levels in ascending order, one list of the same length for each group
 * @throws TribuneError `INVALID_ARGUMENT` on lists of unequal length or counts that are not whole numbers
 * @example kruskalWallis([[10, 20, 5], [4, 18, 13]]) // { statistic: 5.65, degreesOfFreedom: 1, pValue: 0.017 }
 */
export function kruskalWallis(countsByGroup: readonly (readonly number[])[]): ChiSquareTest | null {
  const levels = countsByGroup[0]?.length ?? 0;
  const totals = new Array<number>(levels).fill(0);
  for (const [g, counts] of countsByGroup.entries()) {
    demand(
      counts.length === levels,
      `group ${g} has ${counts.length} levels, the first ${levels}`,
      'Count all levels.',
    );
    counts.forEach((count, level) => {
      demandCount(count, `count of group ${g} at level ${level}`);
      totals[level]! += count;
    });
  }
  const sizes = countsByGroup.map((counts) => counts.reduce((sum, count) => sum + count, 0));
  const n = sizes.reduce((sum, size) => sum + size, 0);
  const midranks = midranksOf(totals);
  let between = 0;
  for (const [g, counts] of countsByGroup.entries()) {
    if (sizes[g] === 0) continue;
    const excess = counts.reduce((sum, count, level) => sum + count * (midranks[level]! - (n + 1) / 2), 0);
    between += (excess * excess) / sizes[g]!;
  }
  const ties = totals.reduce((sum, tied) => sum + tied * (tied * tied - 1), 0);
  const spread = 1 - ties / (n * (n * n - 1));
  const degreesOfFreedom = sizes.filter((size) => size > 0).length - 1;
  if (degreesOfFreedom < 1 || !(spread > 0)) return null;
  const statistic = ((12 / (n * (n + 1))) * between) / spread;
  return { statistic, degreesOfFreedom, pValue: chiSquareSurvival(statistic, degreesOfFreedom) };
}

/** Mean of the ranks 1, 2, ... that the people of a level share. */
function midranksOf(totals: readonly number[]): number[] {
  let below = 0;
  return totals.map((tied) => {
    const midrank = below + (tied + 1) / 2;
    below += tied;
    return midrank;
  });
}
