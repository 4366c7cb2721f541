import { TribuneError } from '../../../core/base/errors.js';
import { atOnce, type Steps } from '../../../core/base/steps.js';
import type { AmountTally } from '../../../core/fairness/outcomes/amount/index.js';
import {
  addExclusions,
  CellColumnsBuilder,
  MAX_CELLS,
  type ScoreKeeping,
  type Tally,
  type TallyCell,
  tallyOfColumns,
} from '../../../core/fairness/tally/index.js';
import {
  amountOf,
  type CountedOutcomeTally,
  type OutcomePlan,
  type ReadPlan,
  refuseData,
  refuseIntersections,
} from '../../../core/policy/bind/index.js';
import { type ResultRow, resultColumns, valueCount } from '../statement/statement.js';
import { amountTallyOf } from './amount-tally.js';
import { outcomeTallyInSteps } from './outcome-tally.js';
import { factsOf } from './result-facts.js';

export interface ReadTally {
  readonly tally: Tally;
  /** Number of rows by file, where there were several. */
  readonly rowsByFile: ReadonlyMap<string, number>;
}

/** A row of the result: text in the order of `resultColumns`. */
export type TextFields = readonly (string | null)[];

/**
 * Reads the tally from the result of the SQL.
 *
 * @throws TribuneError DATA_VALUE_INVALID, DATA_TOO_LARGE, DATA_EMPTY, TALLY_INVALID
 */
export function readResult(plan: ReadPlan, rows: Iterable<TextFields>): ReadTally {
  const collector = resultCollector(plan);
  for (const row of rows) collector.add(row);
  return collector.finish();
}

export interface ResultCollector {
  /** Takes a row of the result as text. */
  add(row: TextFields): void;
  /** Takes the cells of results that hold them as numbers. */
  readonly cells: CellColumnsBuilder;
  finish(): ReadTally;
}

/** A tally of decisions that are not 0 or 1. */
export interface ReadOutcome {
  readonly tally: AmountTally | CountedOutcomeTally;
  readonly rowsByFile: ReadonlyMap<string, number>;
}

/** A collector of a result of decisions that are not 0 or 1. */
interface OutcomeCollector extends Omit<ResultCollector, 'finish'> {
  finish(): ReadOutcome;
  /** The same with pauses. */
  finishInSteps(): Steps<ReadOutcome>;
}

/** As `resultCollector`, of decisions that are not 0 or 1. */
export function outcomeCollector(plan: OutcomePlan): OutcomeCollector {
  const { of, ...collector } = collectorOf(plan);
  function* finishInSteps(): Steps<ReadOutcome> {
    const { rowsRead, excluded } = checkedFacts(plan, of, collector.cells.length, { kind: 'none' });
    const columns = yield* collector.cells.finishInSteps();
    const result = { columns, rowsRead, excluded };
    yield;
    const tally =
      amountOf(plan) === undefined
        ? yield* outcomeTallyInSteps(plan, result)
        : amountTallyOf(plan, { keeping: of('scores'), ...result });
    refuseIntersections(plan, tally.attributes, columns.lists);
    return { tally, rowsByFile: rowsByFileOf(of) };
  }
  return { ...collector, finish: () => atOnce(finishInSteps()), finishInSteps };
}

/** Takes the rows of the result one by one and turns each into a cell at once, so that millions of them need no second form in memory. */
export function resultCollector(plan: ReadPlan): ResultCollector {
  const { of, ...collector } = collectorOf(plan);
  return { ...collector, finish: () => tallyOf(plan, of, collector.cells) };
}

type RowsOfKind = (kind: string) => readonly ResultRow[];

/** The collector of a result of either kind; `of` gives its rows that are no cells. */
function collectorOf(plan: ReadPlan): Omit<ResultCollector, 'finish'> & { readonly of: RowsOfKind } {
  const columns = resultColumns(plan);
  const byKind = new Map<string, ResultRow[]>();
  const cells = new CellColumnsBuilder();
  const toCell = cellReader(plan);
  return {
    add(row) {
      if (row[0] === 'cell') {
        cells.add(toCell(row));
        return;
      }
      const named = Object.fromEntries(columns.map((column, index) => [column, row[index] ?? null]));
      const kind = row[0] ?? '';
      byKind.set(kind, [...(byKind.get(kind) ?? []), named]);
    },
    cells,
    of: (kind) => byKind.get(kind) ?? [],
  };
}

/** The number of rows and those left out, once nothing speaks against the data and all cells are there. */
function checkedFacts(
  plan: ReadPlan,
  of: RowsOfKind,
  cells: number,
  score: ScoreKeeping,
): Pick<Tally, 'rowsRead' | 'excluded'> {
  const rowsRead = integer(of('read')[0]?.rows ?? null, 'rows read');
  const excluded = addExclusions(
    [],
    of('excluded').map((row) => ({
      reason: (row.reason ?? '').slice(2),
      rows: integer(row.rows ?? null, 'excluded rows'),
    })),
  );
  refuseData(plan, factsOf(plan, { of, rowsRead, excluded, score }));
  if (integer(of('cells')[0]?.rows ?? null, 'number of cells') !== cells) {
    throw new TribuneError('TALLY_INVALID', 'the result of the query is not complete: cells are missing', {
      remedy: 'Export every row of the result.',
    });
  }
  return { rowsRead, excluded };
}

const rowsByFileOf = (of: RowsOfKind): ReadonlyMap<string, number> =>
  new Map(of('source').map((row) => [row.reason ?? '', integer(row.rows ?? null, 'rows')]));

function tallyOf(plan: ReadPlan, of: RowsOfKind, cells: CellColumnsBuilder): ReadTally {
  const score = scoreKeeping(plan, of('scores')[0]);
  const { rowsRead, excluded } = checkedFacts(plan, of, cells.length, score);
  const columns = cells.finish();
  const tally = tallyOfColumns(
    {
      schemaVersion: '1',
      policyDigest: plan.policyDigest,
      attributes: plan.attributes.map((attribute) => attribute.name),
      weightKind: plan.weightKind,
      score,
      scoreScale: plan.scoreScale,
      rowsRead,
      excluded,
    },
    columns,
  );
  refuseIntersections(plan, tally.attributes, columns.lists);
  return { tally, rowsByFile: rowsByFileOf(of) };
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

/** Index of the first value in a row, after `kind` and `reason` (resultColumns). */
const FIRST_VALUE = 2;

const ZERO = 48;
const NINE = 57;
const MINUS = 45;

function isInteger(digits: string): boolean {
  const first = digits.charCodeAt(0) === MINUS ? 1 : 0;
  if (digits.length === first) return false;
  for (let i = first; i < digits.length; i++) {
    const code = digits.charCodeAt(i);
    if (code < ZERO || code > NINE) return false;
  }
  return true;
}

function wide(text: string | null | undefined, what: string): bigint {
  if (text === '0') return 0n;
  // Decimal types of some engines print a fraction of zeros.
  const digits = text?.includes('.') ? text.replace(/\.0*$/, '') : (text ?? '');
  if (!isInteger(digits)) throw new TribuneError('TALLY_INVALID', `${what}: "${text}" is not an integer`);
  return BigInt(digits);
}

/** Integers of up to this many digits are read as numbers, without a bigint, because there are millions of cells. */
const EXACT_DIGITS = 15;

function integer(text: string | null | undefined, what: string): number {
  if (typeof text === 'string' && text.length <= EXACT_DIGITS && isInteger(text)) return Number(text);
  const value = Number(wide(text, what));
  if (!Number.isSafeInteger(value)) throw new TribuneError('TALLY_INVALID', `${what}: ${text} is beyond 2^53`);
  return value;
}

/** Reads cells, and shares one list in memory among equal lists of values. */
function cellReader(plan: ReadPlan): (row: TextFields) => TallyCell {
  const attributes = valueCount(plan);
  const valuesByKey = new Map<string, readonly (string | null)[]>();
  let last: readonly (string | null)[] = [];
  /** The values of a row; neighbouring cells mostly share them. */
  const valuesOf = (row: TextFields): readonly (string | null)[] => {
    let same = last.length === attributes;
    for (let i = 0; same && i < attributes; i++) same = (row[FIRST_VALUE + i] || null) === last[i];
    if (same) return last;
    const listed = row.slice(FIRST_VALUE, FIRST_VALUE + attributes).map((value) => value || null);
    const key = JSON.stringify(listed);
    last = valuesByKey.get(key) ?? listed;
    valuesByKey.set(key, last);
    return last;
  };
  const at = FIRST_VALUE + attributes;
  return (row) => ({
    values: valuesOf(row),
    label: row[at] ? bit(row[at], 'label') : null,
    prediction: bit(row[at + 1], 'prediction'),
    score: scoreOf(row[at + 2]),
    rows: integer(row[at + 3], 'rows'),
    weight: wide(row[at + 4], 'weight'),
    weightSquares: wide(row[at + 5], 'weight_squares'),
    scoreSum: wide(row[at + 6], 'score_sum'),
    scoreSquares: wide(row[at + 7], 'score_squares'),
    errorSquares: wide(row[at + 8], 'error_squares'),
  });
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
