import { TribuneError } from '../../../core/base/errors.js';
import { type CellColumnsBuilder, outcomeOf, WIDE_SUMS, WORDS } from '../../../core/fairness/tally/index.js';
import type { ReadPlan } from '../../../core/policy/bind/index.js';
import { type Chunk, type Hugeints, TextMemory, type Texts } from '../duckdb/chunk.js';
import { resultColumns, valueCount } from '../statement/statement.js';
import type { ResultCollector } from './read-result.js';

/** Index of the first value in a row, after `kind` and `reason` (resultColumns). */
const FIRST_VALUE = 2;

/** Place of the prediction among the typed columns (TYPED_COLUMNS); a cell always has one. */
const PREDICTION = 1;

type Rest = Pick<ResultCollector, 'add' | 'cells'>;

/**
 * Passes the rows of a typed result to the collector: cells, which alone have numbers, as numbers, everything else as text. A process reads
 * its cells once, mostly by code that is not yet fast, so they are copied column by column.
 */
export function chunkReader(plan: ReadPlan, { add, cells }: Rest): (chunk: Chunk) => void {
  const texts = resultColumns(plan).length;
  const listsOf = listReader(valueCount(plan), cells);
  return (chunk) => {
    const isCell = chunk.integers(texts + PREDICTION).valid;
    let fields: Texts[] | null = null;
    for (let row = 0; row < chunk.rows; ) {
      const start = row;
      while (row < chunk.rows && isCell(row)) row += 1;
      if (row > start) copyCells(chunk, { start, end: row, first: texts }, cells, listsOf(chunk));
      if (row === chunk.rows) return;
      fields ??= Array.from({ length: texts }, (_, column) => chunk.texts(column));
      add(fields.map((field) => field.at(row)));
      row += 1;
    }
  };
}

interface CellRows {
  readonly start: number;
  readonly end: number;
  /** The first typed column. */
  readonly first: number;
}

/** Copies neighbouring rows that are cells. */
function copyCells(
  chunk: Chunk,
  { start, end, first }: CellRows,
  cells: CellColumnsBuilder,
  listAt: (row: number) => number,
): void {
  const label = chunk.integers(first);
  const prediction = chunk.integers(first + PREDICTION).values;
  const score = chunk.doubles(first + 2);
  const rows = chunk.hugeints(first + 3);
  const to = cells.extend(end - start) - start;
  for (let row = start; row < end; row++) {
    cells.list[to + row] = listAt(row);
    const known = label.valid(row) ? (label.values[row] as 0 | 1) : null;
    cells.outcome[to + row] = outcomeOf(known, prediction[row] as 0 | 1);
    cells.score[to + row] = score.valid(row) ? score.values[row]! : Number.NaN;
    cells.rows[to + row] = rowsOf(rows, row);
  }
  WIDE_SUMS.forEach((name, index) => {
    const { words } = chunk.hugeints(first + 4 + index);
    cells.words[name].set(words.subarray(WORDS * start, WORDS * end), WORDS * (to + start));
  });
}

function rowsOf(rows: Hugeints, row: number): number {
  const value = rows.number(row);
  if (Number.isSafeInteger(value)) return value;
  throw new TribuneError('TALLY_INVALID', `rows: ${rows.at(row)} is beyond 2^53`);
}

/** Finds the number of the list of values of a row. */
function listReader(attributes: number, cells: CellColumnsBuilder): (chunk: Chunk) => (row: number) => number {
  const memory = new TextMemory();
  const tree: ValueTree = { list: -1, next: new Map() };
  return (chunk) => {
    const columns = Array.from({ length: attributes }, (_, index) => chunk.texts(FIRST_VALUE + index));
    return (row) => {
      let node = tree;
      for (const column of columns) node = nodeOf(node, column.known(row, memory) || null);
      if (node.list < 0) node.list = cells.listOf(columns.map((column) => column.at(row) || null));
      return node.list;
    };
  };
}

/** Lists of values as a tree, one level for each attribute. */
interface ValueTree {
  /** The number of the list of values, -1 as long as it is not known. */
  list: number;
  readonly next: Map<string | null, ValueTree>;
}

function nodeOf(parent: ValueTree, value: string | null): ValueTree {
  const there = parent.next.get(value);
  if (there !== undefined) return there;
  const made: ValueTree = { list: -1, next: new Map() };
  parent.next.set(value, made);
  return made;
}
