import { demand, demandCount, demandLevel } from '../base/check.js';
import type { Estimate } from '../base/estimate.js';
import { criticalValue } from '../special/normal.js';
import { lowerWhereAllAgree } from './all-agree.js';
import { undefinedAgreement } from './undefined.js';

/** How far apart two answers are: all alike, or by the distance of their places in the scale. */
export type AgreementWeights = 'none' | 'linear' | 'quadratic';

export interface CohenOptions {
  /** By default `none`: only the same answer agrees. */
  readonly weights?: AgreementWeights;
  /** By default 0.95. */
  readonly level?: number;
}

const DEFAULT_LEVEL = 0.95;

/**
 * Agreement of two people who judged the same cases, beyond what chance alone gives: Cohen (1960), Educational and Psychological Measurement 20, 37-46;
 * weighted, Cohen (1968). The interval is the usual one of large samples: Fleiss, Cohen and Everitt (1969), Psychological Bulletin 72, 323-327;
 * where both agree on every case, whose usual interval is the point 1, it follows from Wilson's of the share that agrees.
 *
 * @param matrix whole numbers of cases, `matrix[i][j]` where the first answered i and the second j; categories in the order of their scale
 * @throws TribuneError `INVALID_ARGUMENT` on a matrix that is not square or holds anything but counts
 * @example cohenKappa([[20, 5], [10, 15]]).estimate // 0.4
 */
export function cohenKappa(matrix: readonly (readonly number[])[], options: CohenOptions = {}): Estimate {
  const { weights = 'none', level = DEFAULT_LEVEL } = options;
  demandLevel(level);
  const n = demandMatrix(matrix);
  const method = weights === 'none' ? 'cohen-kappa' : `cohen-kappa(${weights})`;
  const blank = { level, method, n };
  if (n === 0) return undefinedAgreement(blank, 'no case was judged by both');
  if (n === 1) return undefinedAgreement(blank, 'one case was judged by both, which shows no agreement beyond chance');
  const share = matrix.map((row) => row.map((count) => count / n));
  const k = share.length;
  const rowShare = share.map((row) => row.reduce((sum, one) => sum + one, 0));
  const columnShare = rowShare.map((_, j) => share.reduce((sum, row) => sum + row[j]!, 0));
  const weight = (i: number, j: number): number => weightOf(weights, Math.abs(i - j), k);
  const sumOver = (of: (i: number, j: number) => number): number =>
    rowShare.reduce((sum, _, i) => sum + columnShare.reduce((inner, __, j) => inner + of(i, j), 0), 0);
  const observed = sumOver((i, j) => weight(i, j) * share[i]![j]!);
  const expected = sumOver((i, j) => weight(i, j) * rowShare[i]! * columnShare[j]!);
  if (1 - expected < Number.EPSILON) return undefinedAgreement(blank, 'both gave every case the same one answer');
  if (matrix.every((row, i) => row.every((count, j) => i === j || count === 0))) {
    const lower = lowerWhereAllAgree({ n, level, disagreement: 1 / (1 - expected) });
    return { estimate: 1, lower, upper: 1, ...blank, method: `${method}, wilson where all agree`, status: 'ok' };
  }
  const kappa = (observed - expected) / (1 - expected);
  // Mean weight of each answer of one person against the answers of the other.
  const rowWeight = rowShare.map((_, i) => columnShare.reduce((sum, p, j) => sum + p * weight(i, j), 0));
  const columnWeight = columnShare.map((_, j) => rowShare.reduce((sum, p, i) => sum + p * weight(i, j), 0));
  const spread = sumOver(
    (i, j) => share[i]![j]! * (weight(i, j) - (rowWeight[i]! + columnWeight[j]!) * (1 - kappa)) ** 2,
  );
  const variance = Math.max(0, spread - (kappa - expected * (1 - kappa)) ** 2) / (n * (1 - expected) ** 2);
  const half = criticalValue(level) * Math.sqrt(variance);
  return {
    ...{ estimate: kappa, lower: Math.max(-1, kappa - half), upper: Math.min(1, kappa + half) },
    ...{ ...blank, status: 'ok' as const },
  };
}

function weightOf(weights: AgreementWeights, distance: number, k: number): number {
  if (weights === 'none') return distance === 0 ? 1 : 0;
  const relative = distance / (k - 1);
  return 1 - (weights === 'linear' ? relative : relative ** 2);
}

function demandMatrix(matrix: readonly (readonly number[])[]): number {
  const k = matrix.length;
  demand(k >= 2, `the matrix has ${k} rows`, 'Give one row and one column for each of at least two answers.');
  matrix.forEach((row, i) => {
    demand(row.length === k, `row ${i} has ${row.length} columns and there are ${k} rows`, 'Give a square matrix.');
    row.forEach((count, j) => {
      demandCount(count, `the count at row ${i}, column ${j}`);
    });
  });
  return matrix.reduce((sum, row) => row.reduce((inner, count) => inner + count, sum), 0);
}
