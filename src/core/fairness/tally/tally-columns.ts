import { counted } from '../../base/counted.js';
import { TribuneError } from '../../base/errors.js';
import { addExclusions, CellTable, type TallySpec } from './cells.js';
import { rowSums } from './fixed-point.js';
import { compareCells } from './order.js';
import { withinScoreLimit } from './rebin.js';
import { binOf, DEFAULT_SCORE_BINS } from './score-bins.js';
import { checkScore, checkWeight, emptyTally, type ScoreLimitOptions, WEIGHT_ZERO } from './tally.js';
import type { Tally, TallyCell } from './types.js';

/** An attribute in codes: `codes[row]` is an index into `values`, negative for missing. */
export interface CodedAttribute {
  readonly values: readonly string[];
  readonly codes: ArrayLike<number>;
}

/** Rows as columns of the same length. */
export interface TallyColumns {
  /** One column per attribute of the spec. */
  readonly attributes: readonly CodedAttribute[];
  /** Labels: 0, 1, or negative for not known; null when no row has a label. */
  readonly label: ArrayLike<number> | null;
  /** Predictions, 0 or 1. */
  readonly prediction: ArrayLike<number>;
  /** Scores after `scoreScale`; NaN where a row has none. Ignored where the spec keeps no scores. */
  readonly score?: ArrayLike<number>;
  readonly weight?: ArrayLike<number>;
}

/** Label (1, 0, not known) times prediction. */
const OUTCOMES = 6;
/** Most combinations of attribute values held in one dense array: 4 million numbers are 32 MB. */
const MAX_DENSE_COMBINATIONS = 700_000;

/**
 * The tally of columns, equal to `tallyRows` on the same rows bit for bit. Without scores and sampling weights one pass of integer additions;
 * with distinct scores one look-up a row; sampling weights are summed row by row.
 *
 * @throws TribuneError `INVALID_ARGUMENT` for columns that do not fit the spec or each other, codes out of range, combinations beyond
 * 700,000; `DATA_VALUE_INVALID` as `tallyRows`
 * @example tallyColumns(spec, { attributes: [{ values: ['f', 'm'], codes }], label, prediction })
 */
export function tallyColumns(spec: TallySpec, columns: TallyColumns, options: ScoreLimitOptions = {}): Tally {
  const empty = emptyTally(spec);
  const rows = checkColumns(spec, columns);
  const outcomes = outcomeOfRow(columns, rows);
  const weights = wholeWeights(spec, columns, rows);
  const cells =
    spec.score.kind === 'none' && spec.weightKind !== 'sampling'
      ? countedCells(columns, outcomes, weights.byRow)
      : summedCells(spec, columns, outcomes);
  const excluded = weights.zero === 0 ? [] : [{ reason: WEIGHT_ZERO, rows: weights.zero }];
  const tally = { ...empty, rowsRead: rows, excluded: addExclusions([], excluded), cells };
  return withinScoreLimit(tally, options.bins ?? DEFAULT_SCORE_BINS, options.limit);
}

function invalid(what: string, remedy: string): TribuneError {
  return new TribuneError('INVALID_ARGUMENT', what, { remedy });
}

/** Number of rows, after checking lengths and sizes. */
function checkColumns(spec: TallySpec, columns: TallyColumns): number {
  const rows = columns.prediction.length;
  if (columns.attributes.length !== spec.attributes.length) {
    throw invalid(
      `${counted(columns.attributes.length, 'column')} for ${counted(spec.attributes.length, 'attribute')}`,
      'Pass one each.',
    );
  }
  const all = [...columns.attributes.map((a) => a.codes), columns.label, columns.score, columns.weight];
  if (all.some((column) => column != null && column.length !== rows)) {
    throw invalid(`columns differ in length from the ${counted(rows, 'prediction')}`, 'Pass columns of one length.');
  }
  if (combinations(columns) > MAX_DENSE_COMBINATIONS) {
    throw invalid(
      `the attributes have ${combinations(columns)} combinations, more than ${MAX_DENSE_COMBINATIONS}`,
      'Leave out attributes that are identifiers, or use tallyRows.',
    );
  }
  return rows;
}

/** Number of combinations; a missing value counts as one more value of each attribute. */
const combinations = (columns: TallyColumns): number =>
  columns.attributes.reduce((product, { values }) => product * (values.length + 1), 1);

/** Index of a row's cell without score: (((a1 * size2) + a2) ...) * 6 + outcome. */
function outcomeOfRow(columns: TallyColumns, rows: number): Int32Array {
  const index = new Int32Array(rows);
  for (const { values, codes } of columns.attributes) {
    const size = values.length + 1;
    for (let i = 0; i < rows; i++) {
      const code = codes[i]!;
      if (!(code < values.length) || !Number.isInteger(code)) throw badCode(code, i);
      index[i] = index[i]! * size + (code < 0 ? values.length : code);
    }
  }
  const { label, prediction } = columns;
  for (let i = 0; i < rows; i++) {
    const p = prediction[i]!;
    const l = label === null ? -1 : label[i]!;
    if ((p !== 0 && p !== 1) || !(l <= 1) || !Number.isInteger(l)) throw badOutcome(l, p, i);
    index[i] = index[i]! * OUTCOMES + (l < 0 ? 2 : l) * 2 + p;
  }
  return index;
}

function badCode(code: number, row: number): TribuneError {
  return invalid(
    `code ${code} of row ${row + 1} is not an index of the attribute's values`,
    'Use negative codes for missing.',
  );
}

function badOutcome(label: number, prediction: number, row: number): TribuneError {
  return invalid(
    `label ${label} and prediction ${prediction} in row ${row + 1}`,
    'Pass 0 or 1; a negative label is not known.',
  );
}

/** Checks the weights; `byRow` is null when every row counts once. */
function wholeWeights(
  spec: TallySpec,
  { weight }: TallyColumns,
  rows: number,
): { byRow: ArrayLike<number> | null; zero: number } {
  if (weight === undefined) return { byRow: null, zero: 0 };
  let zero = 0;
  for (let i = 0; i < rows; i++) {
    checkWeight(spec, weight[i]!, i + 1);
    if (weight[i] === 0) zero += 1;
  }
  return { byRow: weight, zero };
}

/** Values, label and prediction of a cell index. */
function decode(columns: TallyColumns, index: number): Pick<TallyCell, 'values' | 'label' | 'prediction'> {
  const outcome = index % OUTCOMES;
  let rest = Math.floor(index / OUTCOMES);
  const values: (string | null)[] = [];
  for (let a = columns.attributes.length - 1; a >= 0; a--) {
    const names = columns.attributes[a]!.values;
    values.unshift(names[rest % (names.length + 1)] ?? null);
    rest = Math.floor(rest / (names.length + 1));
  }
  const label = outcome >> 1;
  return { values, label: label === 2 ? null : (label as 0 | 1), prediction: (outcome & 1) as 0 | 1 };
}

const NO_SCORE = { score: null, weightSquares: 0n, scoreSum: 0n, scoreSquares: 0n, errorSquares: 0n };

/** Doubles add whole numbers exactly up to 2^53; a sum beyond is refused rather than rounded. */
function countedCells(columns: TallyColumns, indexOfRow: Int32Array, weight: ArrayLike<number> | null): TallyCell[] {
  const size = combinations(columns) * OUTCOMES;
  const rows = new Float64Array(size);
  const people = weight === null ? rows : new Float64Array(size);
  for (let i = 0; i < indexOfRow.length; i++) {
    const index = indexOfRow[i]!;
    if (weight === null) {
      rows[index]! += 1;
    } else if (weight[i]! > 0) {
      rows[index]! += 1;
      people[index]! += weight[i]!;
    }
  }
  const cells: TallyCell[] = [];
  for (let index = 0; index < size; index++) {
    if (rows[index] === 0) continue;
    if (people[index]! > Number.MAX_SAFE_INTEGER) throw invalid('weights sum to more than 2^53', 'Use tallyRows.');
    cells.push({ ...decode(columns, index), ...NO_SCORE, rows: rows[index]!, weight: BigInt(people[index]!) });
  }
  return cells.sort(compareCells);
}

/** Cells with sums of scores. Rows of one cell, weight and score are counted together before any big integer is touched. */
function summedCells(spec: TallySpec, columns: TallyColumns, indexOfRow: Int32Array): TallyCell[] {
  const table = new CellTable();
  for (const [index, byWeight] of alikeRows(spec, columns, indexOfRow)) {
    const cell = decode(columns, index);
    for (const [weight, byScore] of byWeight) {
      for (const [key, rows] of byScore) {
        const score = Number.isNaN(key) ? null : key + 0;
        const kept = score !== null && spec.score.kind === 'bins' ? binOf(score, spec.score) : score;
        const sums = timesRows(rowSums(spec.weightKind, weight, score, cell.label), rows);
        table.add({ ...cell, score: kept, rows, ...sums });
      }
    }
  }
  return table.sorted();
}

type RowsByScore = Map<number, number>;
type RowsByWeight = Map<number, RowsByScore>;

/** Number of rows by cell, weight and score; NaN is no score. */
function alikeRows(spec: TallySpec, columns: TallyColumns, indexOfRow: Int32Array): Map<number, RowsByWeight> {
  const scores = spec.score.kind === 'none' ? undefined : columns.score;
  const byCell = new Map<number, RowsByWeight>();
  for (let i = 0; i < indexOfRow.length; i++) {
    const weight = columns.weight?.[i] ?? 1;
    if (weight === 0) continue;
    const score = scores?.[i] ?? Number.NaN;
    if (!Number.isNaN(score)) checkScore(score, i + 1);
    const byWeight = childOf(byCell, indexOfRow[i]!, () => new Map<number, RowsByScore>());
    const byScore = childOf(byWeight, weight, () => new Map<number, number>());
    byScore.set(score, (byScore.get(score) ?? 0) + 1);
  }
  return byCell;
}

function childOf<T>(parent: Map<number, T>, key: number, make: () => T): T {
  const there = parent.get(key);
  if (there !== undefined) return there;
  const made = make();
  parent.set(key, made);
  return made;
}

function timesRows(sums: ReturnType<typeof rowSums>, rows: number): ReturnType<typeof rowSums> {
  const times = BigInt(rows);
  return {
    weight: sums.weight * times,
    weightSquares: sums.weightSquares * times,
    scoreSum: sums.scoreSum * times,
    scoreSquares: sums.scoreSquares * times,
    errorSquares: sums.errorSquares * times,
  };
}
