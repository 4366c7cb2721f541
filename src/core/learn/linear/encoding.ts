import { type Caution, type Dataset, type LearnColumn, refused } from '../base/index.js';

/** How one input becomes coefficients. Places count the coefficients after those of numbers. */
export type Encoded =
  | {
      readonly kind: 'number';
      /** Place among the numbers. */
      readonly place: number;
      readonly mean: number;
      readonly scale: number;
      /** Place of the coefficient of "is missing"; null where no value is. */
      readonly missing: number | null;
    }
  | {
      readonly kind: 'categories';
      /** Place of the coefficient of each code; -1 for one without. */
      readonly places: Int32Array;
      /** Place for a missing value; -1 where none was seen or it has no coefficient. */
      readonly missing: number;
    }
  /** An input that does not vary has no coefficient. */
  | { readonly kind: 'none' };

export interface Encoding {
  readonly inputs: readonly Encoded[];
  readonly numbers: number;
  /** Number of all coefficients without the intercept. */
  readonly width: number;
  readonly cautions: readonly Caution[];
}

/** Most categories of an input that get coefficients of their own; rarer ones share one. */
export const MAX_LEVELS = 254;

/**
 * How the inputs become coefficients. A number is centred, and divided by its standard deviation where that is wanted; a missing one counts as the mean and has
 * a coefficient "is missing" besides. Every category that occurs has a coefficient, of two only the second: the penalty makes the others unique.
 */
export function encode(data: Dataset, standardize: boolean): Encoding {
  const cautions: Caution[] = [];
  let numbers = 0;
  let places = 0;
  const drafts = data.columns.map((column): Encoded => {
    if (column.categories !== undefined) {
      const { levels, missing } = levelsOf(column, cautions);
      return levels.length === 0 && missing < 0
        ? { kind: 'none' }
        : { kind: 'categories', ...placesOf(levels, missing, column.categories.length, () => places++) };
    }
    const { count, mean, deviation } = spreadOf(column.values);
    if (!Number.isFinite(mean) || !Number.isFinite(deviation))
      throw refused(
        `"${column.name}" holds numbers that are too large to be squared`,
        'Divide the column; where a huge number stands for "missing", leave the cell empty.',
      );
    if (count === 0) {
      cautions.push({ kind: 'column-empty', column: column.name, message: `"${column.name}" has no value` });
      return { kind: 'none' };
    }
    const isConstant = !(deviation > 0);
    const hasMissing = count < data.rows;
    if (isConstant && !hasMissing) {
      cautions.push({ kind: 'column-constant', column: column.name, message: `"${column.name}" is always ${mean}` });
      return { kind: 'none' };
    }
    return {
      kind: 'number',
      place: numbers++,
      mean: mean,
      scale: standardize && !isConstant ? deviation : 1,
      missing: hasMissing ? places++ : null,
    };
  });
  const inputs = drafts.map((draft) => shifted(draft, numbers));
  return { inputs, numbers, width: numbers + places, cautions };
}

/** Puts the coefficients of categories behind those of numbers. */
function shifted(draft: Encoded, numbers: number): Encoded {
  if (draft.kind === 'number') return { ...draft, missing: draft.missing === null ? null : draft.missing + numbers };
  if (draft.kind === 'none') return draft;
  const shift = (place: number): number => (place < 0 ? -1 : place + numbers);
  return { ...draft, places: draft.places.map(shift), missing: shift(draft.missing) };
}

function spreadOf(values: Float64Array): { count: number; mean: number; deviation: number } {
  const { count, sum } = sumOf(values);
  const mean = count === 0 ? 0 : sum / count;
  const deviation = count === 0 ? 0 : Math.sqrt(squaresOf(values, mean) / count);
  // A column of one value has a spread of rounding errors at most.
  return { count, mean, deviation: deviation <= 1e-14 * Math.abs(mean) ? 0 : deviation };
}

/** The loops stand by themselves and count by places: of a million rows an iterator costs more than the sum. */
function sumOf(values: Float64Array): { count: number; sum: number } {
  let [count, sum] = [0, 0];
  for (let r = 0; r < values.length; r++) {
    const value = values[r]!;
    if (Number.isNaN(value)) continue;
    count++;
    sum += value;
  }
  return { count, sum };
}

function squaresOf(values: Float64Array, mean: number): number {
  let squares = 0;
  for (let r = 0; r < values.length; r++) {
    const gap = values[r]! - mean;
    if (!Number.isNaN(gap)) squares += gap * gap;
  }
  return squares;
}

/** Codes with coefficients of their own, and -1 or the group of a missing value. The group `codes.length` holds the rare ones together. */
function levelsOf(
  column: LearnColumn,
  cautions: Caution[],
): { levels: readonly (readonly number[])[]; missing: number } {
  const counts = new Float64Array(column.categories!.length);
  let missing = 0;
  for (const code of column.values) {
    if (Number.isNaN(code)) missing++;
    else counts[code]!++;
  }
  const seen = Array.from(counts.keys()).filter((code) => counts[code]! > 0);
  if (seen.length + (missing > 0 ? 1 : 0) <= 1) {
    const kind = seen.length === 0 ? 'column-empty' : 'column-constant';
    const only = seen.length === 0 ? 'has no value' : `is always "${column.categories![seen[0]!]}"`;
    cautions.push({ kind, column: column.name, message: `"${column.name}" ${only}` });
    return { levels: [], missing: -1 };
  }
  const single = seen.map((code) => [code]);
  if (seen.length <= MAX_LEVELS) return { levels: single, missing: missing > 0 ? 1 : -1 };
  const byCount = seen.toSorted((a, b) => counts[b]! - counts[a]! || a - b);
  const kept = byCount.slice(0, MAX_LEVELS - 1).sort((a, b) => a - b);
  const rare = byCount.slice(MAX_LEVELS - 1).sort((a, b) => a - b);
  const people = rare.reduce((sum, code) => sum + counts[code]!, 0);
  cautions.push({
    kind: 'categories-merged',
    column: column.name,
    message: `"${column.name}" has ${seen.length} categories: the rarest ${rare.length}, of ${people} rows, count as one`,
  });
  return { levels: [...kept.map((code) => [code]), rare], missing: missing > 0 ? 1 : -1 };
}

function placesOf(
  levels: readonly (readonly number[])[],
  missing: number,
  codes: number,
  next: () => number,
): { places: Int32Array; missing: number } {
  const places = new Int32Array(codes).fill(-1);
  // Of two levels one says what the other does; a third, also "is missing", makes each a group of its own.
  const own = levels.length + (missing > 0 ? 1 : 0) === 2 ? 1 : 0;
  levels.forEach((level, l) => {
    if (l < own) return;
    const place = next();
    for (const code of level) places[code] = place;
  });
  return { places, missing: missing > 0 ? next() : -1 };
}
