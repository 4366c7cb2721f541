import { TribuneError } from '../../../core/base/errors.js';
import type { ReadPlan } from '../../../core/policy/bind/index.js';
import { type Chunk, type Hugeints, TextMemory, type Texts } from '../duckdb/chunk.js';
import { resultColumns } from '../statement/statement.js';
import type { ResultCollector } from './read-result.js';

/** Index of the first value in a row, after `kind` and `reason` (resultColumns). */
const FIRST_VALUE = 2;

/** Place of the prediction among the typed columns (TYPED_COLUMNS); a cell always has one. */
const PREDICTION = 1;

type Values = readonly (string | null)[];

/**
 * Passes the rows of a typed result to the collector: cells, which alone have numbers, as numbers, everything else as text. A process reads
 * its cells once, mostly by code that is not yet fast, so little is done for each.
 */
export function chunkReader(plan: ReadPlan, collector: Omit<ResultCollector, 'finish'>): (chunk: Chunk) => void {
  const texts = resultColumns(plan.attributes.length).length;
  const valuesReader = sharedValues(plan.attributes.length);
  return (chunk) => {
    const isCell = chunk.integers(texts + PREDICTION).valid;
    let cellAt: ((row: number) => void) | null = null;
    let fields: Texts[] | null = null;
    for (let row = 0; row < chunk.rows; row++) {
      if (isCell(row)) {
        cellAt ??= cellReader(chunk, texts, valuesReader(chunk), collector);
        cellAt(row);
      } else {
        fields ??= Array.from({ length: texts }, (_, column) => chunk.texts(column));
        collector.add(fields.map((field) => field.at(row)));
      }
    }
  };
}

function cellReader(
  chunk: Chunk,
  first: number,
  valuesAt: (row: number) => Values,
  collector: Omit<ResultCollector, 'finish'>,
): (row: number) => void {
  const label = chunk.integers(first);
  const prediction = chunk.integers(first + 1);
  const score = chunk.doubles(first + 2);
  const sum = (index: number): Hugeints => chunk.hugeints(first + 3 + index);
  const [rows, weight, weightSquares] = [sum(0), sum(1), sum(2)];
  const [scoreSum, scoreSquares, errorSquares] = [sum(3), sum(4), sum(5)];
  return (row) =>
    collector.addCell({
      values: valuesAt(row),
      label: label.valid(row) ? (label.values[row] as 0 | 1) : null,
      prediction: prediction.values[row] as 0 | 1,
      score: score.valid(row) ? score.values[row]! : null,
      rows: rowsOf(rows, row),
      weight: weight.at(row),
      weightSquares: weightSquares.at(row),
      scoreSum: scoreSum.at(row),
      scoreSquares: scoreSquares.at(row),
      errorSquares: errorSquares.at(row),
    });
}

function rowsOf(rows: Hugeints, row: number): number {
  const value = rows.number(row);
  if (Number.isSafeInteger(value)) return value;
  throw new TribuneError('TALLY_INVALID', `rows: ${rows.at(row)} is beyond 2^53`);
}

/** Shares one list in memory among equal lists of values. */
function sharedValues(attributes: number): (chunk: Chunk) => (row: number) => Values {
  const memory = new TextMemory();
  const tree: ValueTree = { list: null, next: new Map() };
  return (chunk) => {
    const columns = Array.from({ length: attributes }, (_, index) => chunk.texts(FIRST_VALUE + index));
    return (row) => {
      let node = tree;
      for (const column of columns) node = nodeOf(node, column.known(row, memory) || null);
      node.list ??= columns.map((column) => column.at(row) || null);
      return node.list;
    };
  };
}

/** Lists of values as a tree, one level for each attribute. */
interface ValueTree {
  list: Values | null;
  readonly next: Map<string | null, ValueTree>;
}

function nodeOf(parent: ValueTree, value: string | null): ValueTree {
  const there = parent.next.get(value);
  if (there !== undefined) return there;
  const made: ValueTree = { list: null, next: new Map() };
  parent.next.set(value, made);
  return made;
}
