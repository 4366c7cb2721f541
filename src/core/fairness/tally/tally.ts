import { counted } from '../../base/counted.js';
import { TribuneError } from '../../base/errors.js';
import { addExclusions, CellTable, type TallySpec } from './cells.js';
import { MAX_ABSOLUTE_SCORE, rowSums } from './fixed-point.js';
import { withinScoreLimit } from './rebin.js';
import { areValidBins, binOf, DEFAULT_SCORE_BINS, type ScoreBins } from './score-bins.js';
import type { ScoreKeeping, Tally } from './types.js';

/** One row as the tally takes it. `score` is already divided by `scoreScale`; `weight` is 1 without weights. */
export interface TallyRow {
  /** One value per attribute of the spec; null when it is missing. */
  readonly values: readonly (string | null)[];
  /** Label; null when it is not known (yet). */
  readonly label: 0 | 1 | null;
  readonly prediction: 0 | 1;
  readonly score: number | null;
  readonly weight: number;
}

/** Options for the limit of distinct scores. `limit` is for tests; the contract fixes it at `DISTINCT_SCORE_LIMIT`. */
export interface ScoreLimitOptions {
  readonly bins?: ScoreBins;
  readonly limit?: number;
}

/** Reason under which rows of weight zero are counted as excluded. */
export const WEIGHT_ZERO = 'weight zero';

/**
 * A tally without rows.
 *
 * @throws TribuneError `INVALID_ARGUMENT` for attributes named twice, bins that are none, a scale that is not positive
 */
export function emptyTally(spec: TallySpec): Tally {
  checkSpec(spec);
  return {
    schemaVersion: '1',
    policyDigest: spec.policyDigest,
    attributes: [...spec.attributes],
    weightKind: spec.weightKind,
    score: spec.score,
    scoreScale: spec.scoreScale,
    rowsRead: 0,
    excluded: [],
    cells: [],
  };
}

/**
 * The tally of rows added one by one: the reference that every faster path (columns, SQL) must equal bit for bit.
 *
 * @throws TribuneError `DATA_VALUE_INVALID` for a negative or fractional count weight, a score that is not finite, beyond +-2^12 or
 * outside declared bins; `INVALID_ARGUMENT` for a row whose values do not match the attributes
 * @example
 * const spec = { policyDigest: '', attributes: ['sex'], weightKind: 'none', score: { kind: 'none' }, scoreScale: 1 } as const;
 * tallyRows(spec, [{ values: ['Male'], label: 1, prediction: 1, score: null, weight: 1 }]).cells.length // 1
 */
export function tallyRows(spec: TallySpec, rows: Iterable<TallyRow>, options: ScoreLimitOptions = {}): Tally {
  const empty = emptyTally(spec);
  const table = new CellTable();
  let rowsRead = 0;
  let weightless = 0;
  for (const row of rows) {
    rowsRead += 1;
    checkRow(spec, row, rowsRead);
    if (row.weight === 0) {
      weightless += 1;
      continue;
    }
    const score = spec.score.kind === 'none' ? null : row.score;
    table.add({
      values: row.values,
      label: row.label,
      prediction: row.prediction,
      score: storedScore(spec.score, score),
      rows: 1,
      ...rowSums(spec.weightKind, row.weight, score, row.label),
    });
  }
  const excluded = addExclusions([], weightless === 0 ? [] : [{ reason: WEIGHT_ZERO, rows: weightless }]);
  const tally = { ...empty, rowsRead, excluded, cells: table.sorted() };
  return withinScoreLimit(tally, options.bins ?? DEFAULT_SCORE_BINS, options.limit);
}

/** The score as a cell stores it: the score itself, its bin, or nothing. -0 becomes 0. */
function storedScore(keeping: ScoreKeeping, score: number | null): number | null {
  if (score === null || keeping.kind === 'none') return null;
  return keeping.kind === 'bins' ? binOf(score, keeping) : score + 0;
}

function checkSpec(spec: TallySpec): void {
  const invalid = (what: string, remedy: string) => new TribuneError('INVALID_ARGUMENT', what, { remedy });
  if (new Set(spec.attributes).size !== spec.attributes.length) {
    throw invalid(`attributes ${spec.attributes.join(', ')} name one twice`, 'Name each attribute once.');
  }
  if (!(Number.isFinite(spec.scoreScale) && spec.scoreScale > 0)) {
    throw invalid(`scoreScale is ${spec.scoreScale}`, 'Pass a finite scale above 0; 1 leaves the scores as they are.');
  }
  if (spec.score.kind === 'bins' && !areValidBins(spec.score)) {
    throw invalid(
      'the score bins are not bins',
      'Pass finite edges with lower < upper and a whole count of at least 1.',
    );
  }
}

/** Refuses a bad row with one message for each kind of fault; rows are numbered from 1. */
export function checkRow(spec: TallySpec, row: TallyRow, number: number): void {
  if (row.values.length !== spec.attributes.length) {
    throw new TribuneError(
      'INVALID_ARGUMENT',
      `row ${number} has ${counted(row.values.length, 'value')} for ${counted(spec.attributes.length, 'attribute')}`,
      { remedy: `Pass one value for each of: ${spec.attributes.join(', ') || 'no attributes'}.` },
    );
  }
  checkWeight(spec, row.weight, number);
  if (row.score !== null) checkScore(row.score, number);
}

export function checkWeight(spec: Pick<TallySpec, 'weightKind'>, weight: number, number: number): void {
  const allowed =
    spec.weightKind === 'sampling'
      ? Number.isFinite(weight) && weight >= 0
      : Number.isSafeInteger(weight) && weight >= 0;
  if (!allowed || (spec.weightKind === 'none' && weight !== 1)) {
    const wanted = { none: '1', count: 'a whole number of at least 0', sampling: 'a finite number of at least 0' };
    throw new TribuneError('DATA_VALUE_INVALID', `weight ${weight} in row ${number}`, {
      remedy: `With weightKind ${spec.weightKind} a weight is ${wanted[spec.weightKind]}.`,
    });
  }
}

export function checkScore(score: number, number: number): void {
  if (!(Math.abs(score) <= MAX_ABSOLUTE_SCORE)) {
    throw new TribuneError('DATA_VALUE_INVALID', `score ${score} in row ${number} is beyond +-${MAX_ABSOLUTE_SCORE}`, {
      remedy:
        'Set data.scoreScale so that score / scoreScale stays within; leave the cell empty where there is no score.',
    });
  }
}
