import { TribuneError } from '../../core/errors.js';
import { addExclusions } from '../../core/fairness/cells.js';
import { compareCells } from '../../core/fairness/order.js';
import type { ScoreKeeping, Tally, TallyCell } from '../../core/fairness/types.js';
import { MAX_CELLS } from './limits.js';
import type { ReadPlan } from './read-plan.js';
import { checkIntersections, resultFault } from './result-fault.js';
import { type ResultRow, resultColumns } from './sql/statement.js';

export interface ReadTally {
  readonly tally: Tally;
  /** Rows by file, where there were several. */
  readonly rowsByFile: ReadonlyMap<string, number>;
}

/** A row as it comes: text in the order of `resultColumns`. */
export type TextFields = readonly (string | null)[];

/**
 * The tally out of the result of the SQL.
 *
 * @throws TribuneError DATA_VALUE_INVALID, DATA_TOO_LARGE, DATA_EMPTY, TALLY_INVALID
 */
export function readResult(plan: ReadPlan, rows: Iterable<TextFields>): ReadTally {
  const collector = resultCollector(plan);
  for (const row of rows) collector.add(row);
  return collector.finish();
}

export interface ResultCollector {
  add(row: TextFields): void;
  finish(): ReadTally;
}

/** Takes the rows of the result one by one: a cell becomes a cell at once, so that millions of them need no second form in memory. */
export function resultCollector(plan: ReadPlan): ResultCollector {
  const columns = resultColumns(plan.attributes.length);
  const byKind = new Map<string, ResultRow[]>();
  const cells: TallyCell[] = [];
  const toCell = cellReader(plan);
  return {
    add(row) {
      if (row[0] === 'cell') {
        cells.push(toCell(row));
        return;
      }
      const named = Object.fromEntries(columns.map((column, index) => [column, row[index] ?? null]));
      const kind = row[0] ?? '';
      byKind.set(kind, [...(byKind.get(kind) ?? []), named]);
    },
    finish: () => tallyOf(plan, byKind, cells),
  };
}

function tallyOf(plan: ReadPlan, byKind: ReadonlyMap<string, ResultRow[]>, cells: TallyCell[]): ReadTally {
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
  if (text === '0') return 0n;
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

/** Reads cells; equal lists of values are one list in memory. */
function cellReader(plan: ReadPlan): (row: TextFields) => TallyCell {
  const attributes = plan.attributes.length;
  const valuesByKey = new Map<string, readonly (string | null)[]>();
  // Columns after `kind`, `reason` and the attributes (resultColumns).
  const first = 2 + attributes;
  return (row) => {
    const listed = row.slice(2, first).map((value) => value || null);
    const key = JSON.stringify(listed);
    const values = valuesByKey.get(key) ?? listed;
    if (values === listed) valuesByKey.set(key, listed);
    const [label, prediction, score, rows, weight, weightSquares, scoreSum, scoreSquares, errorSquares] =
      row.slice(first);
    return {
      values,
      label: label ? bit(label, 'label') : null,
      prediction: bit(prediction, 'prediction'),
      score: scoreOf(score),
      rows: integer(rows, 'rows'),
      weight: wide(weight, 'weight'),
      weightSquares: wide(weightSquares, 'weight_squares'),
      scoreSum: wide(scoreSum, 'score_sum'),
      scoreSquares: wide(scoreSquares, 'score_squares'),
      errorSquares: wide(errorSquares, 'error_squares'),
    };
  };
}

function bit(text: string | null | undefined, what: string): 0 | 1 {
  if (text === '0') return 0;
  if (text === '1') return 1;
  throw new TribuneError('TALLY_INVALID', `${what}: "${text}" is neither 0 nor 1`);
}

function scoreOf(text: string | null | undefined): number | null {
  if (!text) return null;
  const score = Number(text);
  if (!Number.isFinite(score)) throw new TribuneError('TALLY_INVALID', `score: "${text}" is no number`);
  return score;
}
