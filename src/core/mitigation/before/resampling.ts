import type { GroupKey } from '../../fairness/tally/index.js';
import { createGenerator, type Seed } from '../../stats/index.js';
import { checkGroups, type RowGroups, refused } from '../groups/index.js';

/** People of one group and one label, and how many of them a sample takes. */
export interface ResampledCell {
  readonly key: GroupKey;
  readonly label: 0 | 1;
  readonly n: number;
  /** Rows that independence of group and label expects. */
  readonly expected: number;
  readonly taken: number;
}

export interface Resampling {
  /** How often each row is taken; a row whose group is not known once, one without a label never. */
  readonly times: Float64Array;
  readonly cells: readonly ResampledCell[];
}

export interface ResamplingOptions {
  /**
   * `preferential` drops and doubles the rows nearest to the border between the labels, by a score of a model: those of whom it is least sure.
   * `uniform` draws rows of each cell, and those of a cell that is too small with replacement.
   */
  readonly kind: 'uniform' | 'preferential';
  /** Scores of all rows, higher for label 1; needed by `preferential`. */
  readonly score?: Float64Array;
  /** Needed by `uniform`. */
  readonly seed?: Seed;
}

/**
 * A sample in which label and group are independent: each group and label has as many rows as independence expects, rounded. No label is
 * changed.
 * Source: Kamiran and Calders 2012, Data preprocessing techniques for classification without discrimination, section 5.4.
 *
 * @param label 0 or 1 of every row; NaN where it is not known
 * @throws TribuneError INVALID_ARGUMENT for other labels or lengths, and without the score or the seed that the kind needs
 * @example
 * resample(groups, label, { kind: 'uniform', seed: 1 }).times; // 0, 1, 2, ... for each row
 */
export function resample(groups: RowGroups, label: ArrayLike<number>, options: ResamplingOptions): Resampling {
  const { kind, score, seed } = options;
  const rows = label.length;
  checkGroups(groups, rows);
  if (kind === 'preferential' && score?.length !== rows)
    throw refused(
      'no score of every row',
      'Give the scores of a model: preferential sampling needs to know who is near the border.',
    );
  if (kind === 'uniform' && seed === undefined) throw refused('no seed', 'Give a seed: uniform sampling draws.');
  const members = cellsOf(groups, label);
  const times = new Float64Array(rows);
  for (let r = 0; r < rows; r++) if (groups.codes[r]! < 0 && !Number.isNaN(label[r]!)) times[r] = 1;
  const random = kind === 'uniform' ? createGenerator(seed!) : null;
  const sizes = groups.keys.map((_, g) => members[2 * g]!.length + members[2 * g + 1]!.length);
  const ofLabel = [0, 1].map((y) => groups.keys.reduce((sum, _, g) => sum + members[2 * g + y]!.length, 0));
  const total = ofLabel[0]! + ofLabel[1]!;
  if (total === 0) throw refused('nobody has a known group and label', 'Give rows with both.');
  const cells = members.flatMap((cell, c): ResampledCell[] => {
    const [g, y] = [c >> 1, (c % 2) as 0 | 1];
    if (sizes[g] === 0) return [];
    const expected = (sizes[g]! * ofLabel[y]!) / total;
    // Nobody can be taken from a cell in which nobody is.
    const taken = cell.length === 0 ? 0 : Math.floor(expected + ROUND);
    if (random === null) takeNearest(cell, { score: score!, label: y, taken, times });
    else takeDrawn(cell, taken, { times, nextInteger: (n) => random.nextInteger(n) });
    return [{ key: groups.keys[g]!, label: y, n: cell.length, expected, taken }];
  });
  return { times, cells };
}

const ROUND = 0.5;

/** Rows by group and label, `[2 * group + label]`. */
export function cellsOf({ keys, codes }: RowGroups, label: ArrayLike<number>): number[][] {
  const members = Array.from({ length: 2 * keys.length }, (): number[] => []);
  for (let r = 0; r < label.length; r++) {
    const y = label[r]!;
    if (Number.isNaN(y)) continue;
    if (y !== 0 && y !== 1)
      throw refused(`the label of row ${r} is ${y}`, 'Labels are 0 or 1, NaN where they are not known.');
    if (codes[r]! >= 0) members[2 * codes[r]! + y]!.push(r);
  }
  return members;
}

/** Rows nearest to the border first: of label 1 those of the lowest scores, of label 0 those of the highest; the earlier row of equal ones. */
export function byBorder(rows: readonly number[], score: Float64Array, label: 0 | 1): number[] {
  const turn = label === 1 ? 1 : -1;
  return rows.toSorted((a, b) => turn * (score[a]! - score[b]!) || a - b);
}

function takeNearest(
  cell: readonly number[],
  { score, label, taken, times }: { score: Float64Array; label: 0 | 1; taken: number; times: Float64Array },
): void {
  for (const row of cell) times[row] = 1;
  const order = byBorder(cell, score, label);
  const change = taken - cell.length;
  for (let k = 0; k < Math.abs(change); k++) times[order[k % order.length]!]! += Math.sign(change);
}

function takeDrawn(
  cell: readonly number[],
  taken: number,
  { times, nextInteger }: { times: Float64Array; nextInteger: (n: number) => number },
): void {
  if (taken > cell.length) {
    for (let k = 0; k < taken; k++) times[cell[nextInteger(cell.length)]!]!++;
    return;
  }
  const left = [...cell];
  for (let k = 0; k < taken; k++) {
    const at = k + nextInteger(left.length - k);
    [left[k], left[at]] = [left[at]!, left[k]!];
    times[left[k]!] = 1;
  }
}
