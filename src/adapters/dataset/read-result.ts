import { TribuneError } from '../../core/errors.js';
import { addExclusions } from '../../core/fairness/cells.js';
import { compareCells } from '../../core/fairness/order.js';
import type { ScoreKeeping, Tally, TallyCell } from '../../core/fairness/types.js';
import { MAX_CELLS } from './limits.js';
import type { ReadPlan } from './read-plan.js';
import { checkIntersections, resultFault } from './result-fault.js';
import { resultColumns } from './sql/statement.js';

/** One row of the result of `tallyStatement`, by the names of its columns. */
export type ResultRow = Readonly<Record<string, string | null>>;

export interface ReadTally {
  readonly tally: Tally;
  /** Rows by file, where there were several. */
  readonly rowsByFile: ReadonlyMap<string, number>;
}

/** Names the fields of rows that come as arrays. */
export function namedRows(plan: ReadPlan, rows: readonly (string | null)[][]): ResultRow[] {
  const columns = resultColumns(plan.attributes.length);
  return rows.map((row) => Object.fromEntries(columns.map((column, index) => [column, row[index] ?? null])));
}

/**
 * The tally out of the result of the SQL.
 *
 * @throws TribuneError DATA_VALUE_INVALID, DATA_TOO_LARGE, DATA_EMPTY, TALLY_INVALID
 */
export function readResult(plan: ReadPlan, rows: readonly ResultRow[]): ReadTally {
  const byKind = new Map<string, ResultRow[]>();
  for (const row of rows) {
    const kind = row.kind ?? '';
    const list = byKind.get(kind);
    if (list === undefined) byKind.set(kind, [row]);
    else list.push(row);
  }
  const of = (kind: string): readonly ResultRow[] => byKind.get(kind) ?? [];
  const rowsRead = integer(of('read')[0]?.rows ?? null, 'rows read');
  const score = scoreKeeping(plan, of('scores')[0]);
  const excluded = addExclusions(
    [],
    of('excluded').map((row) => ({
      reason: (row.reason ?? '').slice(2),
      rows: integer(row.rows ?? null, 'excluded rows'),
    })),
  );
  resultFault(plan, { of, rowsRead, excluded, score });
  const cells = of('cell').map((row) => readCell(plan, row));
  if (integer(of('cells')[0]?.rows ?? null, 'number of cells') !== cells.length) {
    throw new TribuneError('TALLY_INVALID', 'the result of the query is not complete: cells are missing', {
      remedy: 'Export every row of the result.',
    });
  }
  const tally: Tally = {
    schemaVersion: '1',
    policyDigest: plan.policyDigest,
    attributes: plan.attributes.map((attribute) => attribute.name),
    weightKind: plan.weightKind,
    score,
    scoreScale: plan.scoreScale,
    rowsRead,
    excluded,
    cells: cells.sort(compareCells),
  };
  checkIntersections(plan, tally);
  const rowsByFile = of('source').map((row) => [row.reason ?? '', integer(row.rows ?? null, 'rows')] as const);
  return { tally, rowsByFile: new Map(rowsByFile) };
}

function scoreKeeping(plan: ReadPlan, row: ResultRow | undefined): ScoreKeeping {
  switch (row?.reason) {
    case 'none':
      return { kind: 'none' };
    case 'distinct':
      return { kind: 'distinct' };
    case 'bins':
      return { kind: 'bins', ...plan.scoreBins };
    default:
      throw new TribuneError('TALLY_INVALID', 'the result of the query does not say how scores are kept', {
        remedy: `Export every row of the result; a tally has at most ${MAX_CELLS} cells.`,
      });
  }
}

const DIGITS = /^-?[0-9]+$/;

function wide(text: string | null | undefined, what: string): bigint {
  // Decimal types of some engines print a fraction of zeros.
  const digits = (text ?? '').replace(/\.0*$/, '');
  if (!DIGITS.test(digits)) throw new TribuneError('TALLY_INVALID', `${what}: "${text}" is not an integer`);
  return BigInt(digits);
}

function integer(text: string | null | undefined, what: string): number {
  const value = Number(wide(text, what));
  if (!Number.isSafeInteger(value)) throw new TribuneError('TALLY_INVALID', `${what}: ${text} is beyond 2^53`);
  return value;
}

function readCell(plan: ReadPlan, row: ResultRow): TallyCell {
  const bit = (text: string | null | undefined, what: string): 0 | 1 => {
    if (text !== '0' && text !== '1') throw new TribuneError('TALLY_INVALID', `${what}: "${text}" is neither 0 nor 1`);
    return text === '1' ? 1 : 0;
  };
  const score = row.score == null || row.score === '' ? null : Number(row.score);
  if (score !== null && !Number.isFinite(score)) throw new TribuneError('TALLY_INVALID', `score: "${row.score}"`);
  return {
    values: plan.attributes.map((_, index) => row[`a${index + 1}`] || null),
    label: row.label == null || row.label === '' ? null : bit(row.label, 'label'),
    prediction: bit(row.prediction, 'prediction'),
    score,
    rows: integer(row.rows, 'rows'),
    weight: wide(row.weight, 'weight'),
    weightSquares: wide(row.weight_squares, 'weight_squares'),
    scoreSum: wide(row.score_sum, 'score_sum'),
    scoreSquares: wide(row.score_squares, 'score_squares'),
    errorSquares: wide(row.error_squares, 'error_squares'),
  };
}
