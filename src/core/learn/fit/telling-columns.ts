import type { Caution, Dataset, LearnColumn } from '../base/index.js';
import { pick } from '../base/index.js';
import { areaUnderCurve } from '../measures/index.js';

/** Rows that are looked at: a column that gives the target away does so in any part of the data. */
const MOST_ROWS = 50_000;
/** A single number that puts the classes in order this well was hardly known before the target was. */
const TELLING_AUC = 0.999;
/** Share of the variance of a number that one other number explains by a line. */
const TELLING_SHARE = 0.9999;
/** Fewest rows that each category of a telling column has on average: a column of names tells every row by itself. */
const ROWS_PER_CATEGORY = 10;
const FEWEST_ROWS = 30;

/**
 * Cautions about columns that give the target away by themselves. Such a column mostly came about with the target or after it (a date of
 * repayment, a code of the outcome), so the model is perfect here and useless where it has to decide.
 */
export function tellingColumns(data: Dataset): Caution[] {
  if (data.rows < FEWEST_ROWS) return [];
  const step = Math.max(1, Math.floor(data.rows / MOST_ROWS));
  const places = Int32Array.from({ length: Math.floor(data.rows / step) }, (_, i) => i * step);
  const target = pick(data.target, places);
  // Rows that were looked at and all have one target are told apart by nothing, so every column would look as if it did.
  if (target.every((value) => value === target[0])) return [];
  return data.columns.flatMap((column) => {
    const values = pick(column.values, places);
    const tells = data.task === 'binary' ? tellsClass(column, values, target) : tellsNumber(column, values, target);
    if (!tells) return [];
    const message = `"${column.name}" tells the target by itself: was it known before the outcome? If not, leave it out (--features)`;
    return [{ kind: 'column-tells-target', column: column.name, message }];
  });
}

function tellsClass(column: LearnColumn, values: Float64Array, target: Float64Array): boolean {
  if (column.categories !== undefined) return isPure(values, target, column.categories.length);
  if (values.some(Number.isNaN)) {
    // That a value is missing may tell as much as the value: repaid loans have a date of repayment.
    const missing = values.map((value) => (Number.isNaN(value) ? 1 : 0));
    if (isPure(missing, target, 2)) return true;
  }
  const known = knownRows(values);
  if (known.length < FEWEST_ROWS) return false;
  if (isMixed(values, target, known)) return false;
  const area = areaUnderCurve(pick(values, known), pick(target, known));
  return area !== null && Math.max(area, 1 - area) >= TELLING_AUC;
}

function knownRows(values: Float64Array): Int32Array {
  const rows = new Int32Array(values.length);
  let n = 0;
  for (let r = 0; r < values.length; r++) if (!Number.isNaN(values[r]!)) rows[n++] = r;
  return rows.subarray(0, n);
}

/** One row in so many of which it is looked whether they alone rule it out. */
const MIXED_STEP = 10;

/**
 * Whether some of the rows already have more pairs in the wrong order, and more in the right one, than all rows may have. Most columns are
 * done with here, at a tenth of the sorting.
 */
function isMixed(values: Float64Array, target: Float64Array, known: Int32Array): boolean {
  const some = Int32Array.from({ length: Math.floor(known.length / MIXED_STEP) }, (_, i) => known[i * MIXED_STEP]!);
  const area = areaUnderCurve(pick(values, some), pick(target, some));
  if (area === null) return false;
  return Math.min(area, 1 - area) * pairsOf(target, some) > (1 - TELLING_AUC) * pairsOf(target, known);
}

/** Pairs of a row of each class. */
function pairsOf(target: Float64Array, rows: Int32Array): number {
  let ones = 0;
  for (const row of rows) ones += target[row]!;
  return ones * (rows.length - ones);
}

/** Whether every category, also "missing", has rows of one class only. */
function isPure(codes: Float64Array, target: Float64Array, categories: number): boolean {
  const counts = new Float64Array(2 * (categories + 1));
  for (let r = 0; r < codes.length; r++) {
    const code = Number.isNaN(codes[r]!) ? categories : codes[r]!;
    counts[2 * code + target[r]!]!++;
  }
  let seen = 0;
  for (let code = 0; code <= categories; code++) {
    const [zeros, ones] = [counts[2 * code]!, counts[2 * code + 1]!];
    if (zeros > 0 && ones > 0) return false;
    if (zeros + ones > 0) seen++;
  }
  return seen * ROWS_PER_CATEGORY <= codes.length;
}

function tellsNumber(column: LearnColumn, values: Float64Array, target: Float64Array): boolean {
  if (column.categories !== undefined) return false;
  let [n, x, y] = [0, 0, 0];
  for (let r = 0; r < values.length; r++) {
    if (Number.isNaN(values[r]!)) continue;
    n++;
    x += values[r]!;
    y += target[r]!;
  }
  if (n < FEWEST_ROWS) return false;
  let [xx, xy, yy] = [0, 0, 0];
  for (let r = 0; r < values.length; r++) {
    if (Number.isNaN(values[r]!)) continue;
    const [a, b] = [values[r]! - x / n, target[r]! - y / n];
    xx += a * a;
    xy += a * b;
    yy += b * b;
  }
  return xx > 0 && yy > 0 && (xy * xy) / (xx * yy) >= TELLING_SHARE;
}
