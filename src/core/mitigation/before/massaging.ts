import type { GroupKey } from '../../fairness/tally/index.js';
import { checkGroups, type RowGroups, refused } from '../groups/index.js';
import { byBorder, cellsOf } from './resampling.js';

/** A group before and after its labels were changed. */
export interface MassagedGroup {
  readonly key: GroupKey;
  readonly n: number;
  readonly baseRate: number;
  readonly baseRateAfter: number;
  /** Labels changed from 0 to 1, and from 1 to 0. */
  readonly toOne: number;
  readonly toZero: number;
}

export interface Massaging {
  /** The labels to learn from; NaN where they were not known. */
  readonly label: Float64Array;
  readonly groups: readonly MassagedGroup[];
  /** Rows whose label was changed, in their order. */
  readonly changed: Int32Array;
}

/**
 * Changes the labels of those nearest to the border until every group has the share of label 1 of all: in groups below it the zeros of the
 * highest scores become ones, in groups above it the ones of the lowest scores zeros; the earlier row of equal scores, numbers rounded up.
 * Whoever learns from it learns labels that are not true of these people: say so.
 * Source: Kamiran and Calders 2012, Data preprocessing techniques for classification without discrimination, section 5.2; there for two groups.
 *
 * @param label 0 or 1 of every row; NaN where it is not known
 * @param score scores of all rows by a model of the labels, higher for label 1
 * @throws TribuneError INVALID_ARGUMENT for other labels or lengths, or where nobody has a known group and label
 * @example
 * massage(groups, label, score).changed; // Int32Array [3, 8]
 */
export function massage(groups: RowGroups, label: ArrayLike<number>, score: Float64Array): Massaging {
  const rows = label.length;
  checkGroups(groups, rows);
  if (score.length !== rows) throw refused(`${score.length} scores for ${rows} rows`, 'Give one score a row.');
  const members = cellsOf(groups, label);
  const sizes = groups.keys.map((_, g) => members[2 * g]!.length + members[2 * g + 1]!.length);
  const total = sizes.reduce((sum, n) => sum + n, 0);
  if (total === 0) throw refused('nobody has a known group and label', 'Give rows with both.');
  const ones = groups.keys.reduce((sum, _, g) => sum + members[2 * g + 1]!.length, 0);
  const out = Float64Array.from(label);
  const changed: number[] = [];
  const told = groups.keys.flatMap((key, g): MassagedGroup[] => {
    const [zeros, own] = [members[2 * g]!, members[2 * g + 1]!];
    const n = sizes[g]!;
    if (n === 0) return [];
    // Whole numbers, so that what is even is not rounded up by the last digit of a quotient.
    const short = n * ones - total * own.length;
    const from: 0 | 1 = short > 0 ? 0 : 1;
    const count = Math.ceil(Math.abs(short) / total);
    for (const row of byBorder(from === 0 ? zeros : own, score, from).slice(0, count)) {
      out[row] = 1 - from;
      changed.push(row);
    }
    const [toOne, toZero] = from === 0 ? [count, 0] : [0, count];
    return [{ key, n, baseRate: own.length / n, baseRateAfter: (own.length + toOne - toZero) / n, toOne, toZero }];
  });
  return { label: out, groups: told, changed: Int32Array.from(changed).sort() };
}
