import { demand, demandCount } from '../base/check.js';
import type { Estimate } from '../base/estimate.js';
import { type ResampledOptions, resampledAgreement } from './resampled.js';

/**
 * Agreement of as many people as judged each case, whoever they were: Fleiss (1971), Psychological Bulletin 76, 378-382. The interval is resampled
 * over the cases.
 *
 * @param table one row for each case: how many people gave each answer; every row sums to the same number, at least 2
 * @throws TribuneError `INVALID_ARGUMENT` on rows of different lengths or sums
 * @example fleissKappa([[3, 0], [0, 3], [2, 1]], { seed: 1 }).estimate // 0.55
 */
export function fleissKappa(table: readonly (readonly number[])[], options: ResampledOptions): Estimate {
  const raters = demandTable(table);
  const k = table[0]?.length ?? 0;
  const pairs = raters * (raters - 1);
  const agreeing = table.map((row) => row.reduce((sum, count) => sum + count * (count - 1), 0) / pairs);
  const totals = new Float64Array(k);
  const kappa = (weightByCase: Float64Array): number | null => {
    totals.fill(0);
    let [cases, observed] = [0, 0];
    table.forEach((row, i) => {
      const weight = weightByCase[i]!;
      cases += weight;
      observed += weight * agreeing[i]!;
      for (let j = 0; j < k; j++) totals[j]! += weight * row[j]!;
    });
    const expected = totals.reduce((sum, total) => sum + (total / (cases * raters)) ** 2, 0);
    // Of one answer alone the sum is 1 up to its rounding.
    if (1 - expected < 1e-12) return null;
    return (observed / cases - expected) / (1 - expected);
  };
  const disagreement = (): number => {
    const all = table.length * raters;
    const share = (j: number): number => table.reduce((sum, row) => sum + row[j]!, 0) / all;
    return 1 / (1 - totals.reduce((sum, _, j) => sum + share(j) ** 2, 0));
  };
  return resampledAgreement({ name: 'fleiss-kappa', units: table.length, disagreement }, kappa, options);
}

function demandTable(table: readonly (readonly number[])[]): number {
  const [first = []] = table;
  table.forEach((row, i) => {
    demand(
      row.length === first.length,
      `row ${i} has ${row.length} answers and row 0 has ${first.length}`,
      'Give one column for each answer.',
    );
    row.forEach((count, j) => {
      demandCount(count, `the count at row ${i}, column ${j}`);
    });
  });
  const raters = first.reduce((sum, count) => sum + count, 0);
  const other = table.findIndex((row) => row.reduce((sum, count) => sum + count, 0) !== raters);
  demand(
    other < 0,
    `row ${other} was judged by another number of people than row 0`,
    'Use krippendorffAlpha where not everybody judged every case.',
  );
  demand(
    table.length === 0 || raters >= 2,
    `each case was judged by ${raters}`,
    'Agreement takes at least two people.',
  );
  return raters;
}
