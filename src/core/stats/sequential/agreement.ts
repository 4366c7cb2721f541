import { demand, demandLevel } from '../base/check.js';
import { samplingErrorOf } from '../drift/distances.js';
import type { BoundedSums } from './mean-evidence.js';

/** What `planAgreement` needs. */
export interface AgreementOptions {
  /** Counts of the reference: row by row for each bin of the first value, by the bins of the second. */
  readonly reference: ArrayLike<number>;
  /** Bins of the second value. */
  readonly columns: number;
  /** Most share of decisions whose two values may be made up, 0..1. */
  readonly most: number;
  /** Share of reference samples that may be further off than is allowed for; default 0.01. */
  readonly referenceRisk?: number;
}

/** How two values hang together, as what is counted of them is held against it. Plain data. */
export interface AgreementPlan {
  /** What each cell counts, 0..1, in the order of the reference. */
  readonly values: readonly number[];
  /** Least mean of `values` while no more than `most` of the decisions are made up, whatever the rest of those are. */
  readonly bound: number;
  /** Mean of `values` as the reference has it, and where the two values have nothing to do with each other. */
  readonly together: number;
  readonly apart: number;
}

const DEFAULT_RISK = 0.01;

/**
 * How two values of a person hang together, such as income and housing: of each bin of the first those bins of the second that are more frequent than elsewhere are its usual ones. A cell counts 1 less the share that the usual ones have in its row (0 less it elsewhere), so that the mean is 0 whatever becomes of the *first* value, as
 * long as the second goes with it as before. Where values are made up one by one, it is negative. The share is taken lower by what a sample of the row may be off, so that the mean is at least 0 in all but `referenceRisk` of references, and with `most` of the decisions made up at least `-most` times the largest share.
 *
 * Null where two values hang together so little, or of so few people, that not even values which are all made up would break the bound.
 *
 * @throws TribuneError `INVALID_ARGUMENT` on counts that are no whole rows, nobody, or shares outside 0..1
 * @example planAgreement({ reference: [4000, 1000, 1000, 4000], columns: 2, most: 0.1 }).apart // 0.363
 */
export function planAgreement({
  reference,
  columns,
  most,
  referenceRisk = DEFAULT_RISK,
}: AgreementOptions): AgreementPlan | null {
  const rows = reference.length / columns;
  demand(
    Number.isInteger(rows) && rows >= 2 && columns >= 2,
    `${reference.length} counts are no ${columns} columns of rows`,
    'Pass at least two rows and columns.',
  );
  demand(most >= 0 && most < 1, `most is ${most}`, 'Pass a share of at least 0 and below 1.');
  demandLevel(referenceRisk, 'referenceRisk');
  const at = (row: number, column: number): number => reference[row * columns + column]!;
  const rowSums = Array.from({ length: rows }, (_, row) => sumOf(columns, (column) => at(row, column)));
  const columnSums = Array.from({ length: columns }, (_, column) => sumOf(rows, (row) => at(row, column)));
  const all = sumOf(rows, (row) => rowSums[row]!);
  if (all === 0) return null;
  const raw = new Array<number>(reference.length).fill(0);
  let largest = 0;
  for (let row = 0; row < rows; row++) {
    const people = rowSums[row]!;
    if (people === 0) continue;
    const isUsual = (column: number): boolean => at(row, column) * all > columnSums[column]! * people;
    const share = sumOf(columns, (column) => (isUsual(column) ? at(row, column) / people : 0));
    const elsewhere = sumOf(columns, (column) => (isUsual(column) ? columnSums[column]! / all : 0));
    // Which bins are usual is chosen by the same sample as their share: the error is that of the whole row, of all rows at once.
    const least = share - samplingErrorOf('total-variation', columns, people, referenceRisk / rows);
    if (least <= elsewhere) continue;
    largest = Math.max(largest, least);
    for (let column = 0; column < columns; column++) raw[row * columns + column] = (isUsual(column) ? 1 : 0) - least;
  }
  const scaled = (value: number): number => (value + 1) / 2;
  const mean = (share: (row: number, column: number) => number): number =>
    scaled(sumOf(rows, (row) => sumOf(columns, (column) => share(row, column) * raw[row * columns + column]!)));
  const bound = scaled(-most * largest);
  const apart = mean((row, column) => (rowSums[row]! * columnSums[column]!) / (all * all));
  if (largest === 0 || apart >= bound) return null;
  return { values: raw.map(scaled), bound, together: mean((row, column) => at(row, column) / all), apart };
}

/** What the cells of a block sum up to, for `blockMeanBets`. */
export function agreementSums({ values }: Pick<AgreementPlan, 'values'>, counts: ArrayLike<number>): BoundedSums {
  let [n, sum, sumOfSquares] = [0, 0, 0];
  values.forEach((value, cell) => {
    n += counts[cell]!;
    sum += counts[cell]! * value;
    sumOfSquares += counts[cell]! * value * value;
  });
  return { n, sum, sumOfSquares };
}

function sumOf(length: number, value: (i: number) => number): number {
  let sum = 0;
  for (let i = 0; i < length; i++) sum += value(i);
  return sum;
}
