import type { GroupKey } from '../../fairness/tally/index.js';
import { checkGroups, type RowGroups, refused } from '../groups/index.js';

/** People of one group and one label. */
export interface ReweighedCell {
  readonly key: GroupKey;
  readonly label: 0 | 1;
  /** Number of rows. */
  readonly n: number;
  /** What the weight of each of them is multiplied by; null where there is nobody. */
  readonly weight: number | null;
}

/** A group before and after: the share of label 1 of its rows, and of its weights. */
export interface ReweighedGroup {
  readonly key: GroupKey;
  readonly n: number;
  readonly baseRate: number;
  readonly weightedBaseRate: number;
}

export interface Reweighing {
  /** Weight of every row: 0 without a label; the row's own where its group is not known. */
  readonly weights: Float64Array;
  readonly cells: readonly ReweighedCell[];
  readonly groups: readonly ReweighedGroup[];
  /** Share of label 1 among all rows of a known group and label. */
  readonly baseRate: number;
  /** Rows that would say as much without weights (Kish): the square of the sum of weights by the sum of their squares. */
  readonly effectiveRows: number;
  readonly largestWeight: number;
  /** Groups in which one label does not occur: no weight makes their share that of the others. */
  readonly oneLabel: readonly GroupKey[];
  readonly rowsWithoutGroup: number;
  readonly rowsWithoutLabel: number;
}

/**
 * Weights that make label and group independent: each row of a group and label weighs what independence expects of that cell, divided by
 * what is there. A learner that counts weights then sees the same share of label 1 in every group; no label is changed and nobody removed.
 * Source: Kamiran and Calders 2012, Data preprocessing techniques for classification without discrimination, section 5.3.
 *
 * @param label 0 or 1 of every row; NaN where it is not known
 * @param weights weights that the rows have already, from 0; default 1 each
 * @throws TribuneError INVALID_ARGUMENT for other labels, weights or lengths, or where nobody has a known group and label
 * @example
 * reweigh(groupRows({ sex: ['f', 'f', 'm', 'm', 'm'] }), [1, 0, 1, 1, 0]).weights; // [1.2, 0.8, 0.9, 0.9, 1.2]
 */
export function reweigh(groups: RowGroups, label: ArrayLike<number>, weights?: Float64Array): Reweighing {
  const rows = label.length;
  checkGroups(groups, rows);
  checkLabels(label, weights);
  const { keys, codes } = groups;
  const count = new Float64Array(keys.length * 2);
  const mass = new Float64Array(keys.length * 2);
  let [rowsWithoutGroup, rowsWithoutLabel] = [0, 0];
  for (let r = 0; r < rows; r++) {
    if (Number.isNaN(label[r]!)) rowsWithoutLabel++;
    else if (codes[r]! < 0) rowsWithoutGroup++;
    else {
      count[codes[r]! * 2 + label[r]!]!++;
      mass[codes[r]! * 2 + label[r]!]! += weights?.[r] ?? 1;
    }
  }
  const ofLabel = [0, 1].map((y) => keys.reduce((sum, _, g) => sum + mass[g * 2 + y]!, 0)) as [number, number];
  const total = ofLabel[0] + ofLabel[1];
  if (!(total > 0)) throw refused('nobody has a known group and label', 'Give rows with both.');
  const factor = mass.map((there, cell) => {
    const group = mass[cell - (cell % 2)]! + mass[cell - (cell % 2) + 1]!;
    return (group * ofLabel[cell % 2]!) / (total * there);
  });
  const out = new Float64Array(rows);
  let [sum, squares, largestWeight] = [0, 0, 0];
  for (let r = 0; r < rows; r++) {
    if (Number.isNaN(label[r]!)) continue;
    const own = weights?.[r] ?? 1;
    const weight = codes[r]! < 0 || own === 0 ? own : own * factor[codes[r]! * 2 + label[r]!]!;
    out[r] = weight;
    sum += weight;
    squares += weight * weight;
    largestWeight = Math.max(largestWeight, weight);
  }
  const described = keys.flatMap((key, g): ReweighedGroup[] => {
    const [zeros, ones] = [mass[g * 2]!, mass[g * 2 + 1]!];
    if (!(zeros + ones > 0)) return [];
    const after = [0, 1].map((y) => (mass[g * 2 + y]! > 0 ? mass[g * 2 + y]! * factor[g * 2 + y]! : 0));
    return [
      {
        key,
        n: count[g * 2]! + count[g * 2 + 1]!,
        baseRate: ones / (zeros + ones),
        weightedBaseRate: after[1]! / (after[0]! + after[1]!),
      },
    ];
  });
  return {
    weights: out,
    cells: keys.flatMap((key, g) =>
      ([0, 1] as const).map((y): ReweighedCell => {
        const cell = g * 2 + y;
        return { key, label: y, n: count[cell]!, weight: mass[cell]! > 0 ? factor[cell]! : null };
      }),
    ),
    groups: described,
    baseRate: ofLabel[1] / total,
    effectiveRows: (sum * sum) / squares,
    largestWeight,
    oneLabel: keys.filter((_, g) => mass[g * 2]! > 0 !== mass[g * 2 + 1]! > 0),
    rowsWithoutGroup,
    rowsWithoutLabel,
  };
}

function checkLabels(label: ArrayLike<number>, weights: Float64Array | undefined): void {
  if (weights !== undefined && weights.length !== label.length)
    throw refused(`${weights.length} weights for ${label.length} rows`, 'Give one weight a row.');
  for (let r = 0; r < label.length; r++) {
    const value = label[r]!;
    if (value !== 0 && value !== 1 && !Number.isNaN(value))
      throw refused(`the label of row ${r} is ${value}`, 'Labels are 0 or 1, NaN where they are not known.');
    const weight = weights?.[r] ?? 1;
    if (!(weight >= 0 && Number.isFinite(weight)))
      throw refused(`the weight of row ${r} is ${weight}`, 'Weights are finite numbers from 0.');
  }
}
