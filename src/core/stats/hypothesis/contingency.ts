import { demand, demandCount } from '../base/check.js';
import { chiSquareSurvival } from '../special/gamma.js';
import type { OmnibusTest } from './chi-square.js';

/**
 * Pearson's chi-square of independence in a table of counts, without correction. Rows and columns without anybody are left out; null with fewer than
 * two of either. Pearson (1900); the approximation wants expected counts of about 5, see `minExpected` (Cochran 1954).
 *
 * @param table counts by row and column, rows of one length
 * @throws TribuneError `INVALID_ARGUMENT` on rows of unequal length or counts that are not whole numbers
 * @example chiSquareTable([[10, 20, 30], [20, 20, 20]]) // { statistic: 5.33, degreesOfFreedom: 2, pValue: 0.069, minExpected: 15, cramersV: 0.211 }
 */
export function chiSquareTable(table: readonly (readonly number[])[]): OmnibusTest | null {
  const columns = table[0]?.length ?? 0;
  const byColumn = new Array<number>(columns).fill(0);
  for (const [r, row] of table.entries()) {
    demand(row.length === columns, `row ${r} has ${row.length} columns, the first ${columns}`, 'Count all columns.');
    row.forEach((count, c) => {
      demandCount(count, `count of row ${r}, column ${c}`);
      byColumn[c]! += count;
    });
  }
  const byRow = table.map((row) => row.reduce((sum, count) => sum + count, 0));
  const n = byRow.reduce((sum, count) => sum + count, 0);
  const [filledRows, filledColumns] = [byRow, byColumn].map((sums) => sums.filter((sum) => sum > 0).length);
  if (filledRows! < 2 || filledColumns! < 2) return null;
  let statistic = 0;
  let minExpected = Number.POSITIVE_INFINITY;
  for (const [r, row] of table.entries()) {
    for (const [c, observed] of row.entries()) {
      const expected = (byRow[r]! * byColumn[c]!) / n;
      if (expected === 0) continue;
      statistic += (observed - expected) ** 2 / expected;
      minExpected = Math.min(minExpected, expected);
    }
  }
  const degreesOfFreedom = (filledRows! - 1) * (filledColumns! - 1);
  return {
    statistic,
    degreesOfFreedom,
    pValue: chiSquareSurvival(statistic, degreesOfFreedom),
    minExpected,
    cramersV: Math.sqrt(statistic / n / (Math.min(filledRows!, filledColumns!) - 1)),
  };
}
