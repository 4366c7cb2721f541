import { checkGroups, type RowGroups, refused } from '../groups/index.js';

export interface RepairOptions {
  /** How far every value moves towards the value that all groups share at its rank: 0 not at all, 1 the whole way. */
  readonly level: number;
  /**
   * People of a group who have the same value: `split` gives them the ranks one after another, in the order of the rows, so that they may get
   * different values; `shared` gives all of them the rank in the middle. Default `split`, because with few different values nothing
   * moves otherwise.
   */
  readonly ties?: 'split' | 'shared';
}

export interface Repair {
  /** The column after the repair. Missing values, and those of rows without a group, stay as they are. */
  readonly values: Float64Array;
  /** Largest distance between the distribution functions of two groups (Kolmogorov and Smirnov), 0 to 1; null with fewer than two groups. */
  readonly distanceBefore: number | null;
  readonly distanceAfter: number | null;
  /** Rows whose value is another now. */
  readonly moved: number;
  readonly rowsWithoutGroup: number;
  readonly missing: number;
}

/**
 * Moves the values of a column so that its distribution is the same in every group and people keep their rank within their own group: the
 * value at each rank is the median over groups of their values at that rank (the lower one of two). Ranks are of people, not of different
 * values. Whoever decides by repaired values must know the group of each person.
 * Source: Feldman, Friedler, Moeller, Scheidegger, Venkatasubramanian 2015, Certifying and removing disparate impact, section 5.
 *
 * @param values a number for every row, NaN where it is missing
 * @throws TribuneError INVALID_ARGUMENT for a level outside 0..1, values that are not finite or lengths that differ
 * @example
 * repairColumn(Float64Array.of(1, 2, 5, 9), groupRows({ sex: ['f', 'f', 'm', 'm'] }), { level: 1 }).values; // [1, 2, 1, 2]
 */
export function repairColumn(values: Float64Array, groups: RowGroups, options: RepairOptions): Repair {
  const { level, ties = 'split' } = options;
  checkGroups(groups, values.length);
  if (!(level >= 0 && level <= 1)) throw refused(`a level of ${level}`, 'Give a number from 0 to 1.');
  const odd = values.findIndex((value) => !Number.isFinite(value) && !Number.isNaN(value));
  if (odd >= 0) throw refused(`row ${odd} holds ${values[odd]}`, 'Values are finite; a missing one is NaN.');
  const members = groups.keys.map((): number[] => []);
  let [rowsWithoutGroup, missing] = [0, 0];
  values.forEach((value, r) => {
    const code = groups.codes[r]!;
    if (Number.isNaN(value)) missing++;
    else if (code < 0) rowsWithoutGroup++;
    else members[code]!.push(r);
  });
  // The order of the rows decides among equal values, so the same file always gives the same column.
  const sorted = members
    .filter((rows) => rows.length > 0)
    .map((rows) => rows.sort((a, b) => values[a]! - values[b]! || a - b));
  const curves = sorted.map((rows) => Float64Array.from(rows, (r) => values[r]!));
  const out = values.slice();
  let moved = 0;
  sorted.forEach((rows, g) => {
    const curve = curves[g]!;
    for (let from = 0; from < rows.length; ) {
      let to = from + 1;
      while (to < rows.length && curve[to] === curve[from]) to++;
      const shared = ties === 'shared' ? targetAt(curves, (from + to) / 2 / rows.length) : Number.NaN;
      for (let place = from; place < to; place++) {
        const target = ties === 'shared' ? shared : targetAt(curves, (place + 0.5) / rows.length);
        const repaired = (1 - level) * curve[place]! + level * target;
        if (repaired !== curve[place]) moved++;
        out[rows[place]!] = repaired;
      }
      from = to;
    }
  });
  const after = sorted.map((rows) => Float64Array.from(rows, (r) => out[r]!).sort());
  return {
    values: out,
    distanceBefore: largestDistance(curves),
    distanceAfter: largestDistance(after),
    moved,
    rowsWithoutGroup,
    missing,
  };
}

/** The median over groups of the value at this share of each group's people; the lower one of two. */
export function targetAt(curves: readonly Float64Array[], share: number): number {
  const found = curves.map((curve) => curve[Math.min(curve.length - 1, Math.floor(share * curve.length))]!);
  found.sort((a, b) => a - b);
  return found[(found.length - 1) >> 1]!;
}

function largestDistance(curves: readonly Float64Array[]): number | null {
  let largest: number | null = null;
  for (let a = 1; a < curves.length; a++)
    for (let b = 0; b < a; b++) largest = Math.max(largest ?? 0, distance(curves[a]!, curves[b]!));
  return largest;
}

function distance(a: Float64Array, b: Float64Array): number {
  let [i, j, largest] = [0, 0, 0];
  while (i < a.length && j < b.length) {
    const value = Math.min(a[i]!, b[j]!);
    while (i < a.length && a[i] === value) i++;
    while (j < b.length && b[j] === value) j++;
    largest = Math.max(largest, Math.abs(i / a.length - j / b.length));
  }
  return largest;
}
