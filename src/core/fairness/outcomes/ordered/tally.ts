import { demand } from '../../tally/json-fields.js';
import { compareValues } from '../../tally/order.js';
import { WEIGHT_ZERO } from '../../tally/tally.js';
import {
  type CellRules,
  checkAlike,
  checkAttributes,
  checkCells,
  checkNames,
  checkRowFrame,
  compareNullable,
  declaredPlace,
  exclusionsOf,
  MISSING_OUTCOME,
  mergeFrames,
  readCountedCell,
  readFrame,
  readNames,
  readPlace,
  sumCountedCells,
} from '../base/index.js';
import type { OrderedCell, OrderedRow, OrderedSpec, OrderedTally } from './types.js';

const FEWEST_LEVELS = 2;
/** More levels than this are an amount that was declared as ordered. Ours. */
const MOST_LEVELS = 1000;

const RULES: CellRules<OrderedCell> = {
  keyOf: (cell) => JSON.stringify([cell.values, cell.level, cell.label]),
  compare: (a, b) => compareValues(a.values, b.values) || a.level - b.level || compareNullable(a.label, b.label),
};

/**
 * A tally of ordered outcomes without rows.
 *
 * @throws TribuneError `INVALID_ARGUMENT` for attributes or levels named twice, and for fewer than two levels
 */
export function emptyOrderedTally(spec: OrderedSpec): OrderedTally {
  checkAttributes(spec.attributes);
  checkNames('levels', spec.levels, FEWEST_LEVELS, MOST_LEVELS);
  return {
    schemaVersion: '1',
    outcome: 'ordered',
    policyDigest: spec.policyDigest,
    attributes: [...spec.attributes],
    levels: [...spec.levels],
    favourable: spec.favourable,
    rowsRead: 0,
    excluded: [],
    cells: [],
  };
}

/**
 * The tally of ordered outcomes, row by row. Rows without a level and rows that stand for nobody are counted as excluded.
 *
 * @throws TribuneError `DATA_VALUE_INVALID` for a level or label that is not declared, `INVALID_ARGUMENT` for a row whose values do not match the
 * attributes; both name the row
 * @example
 * const spec = { policyDigest: '', attributes: ['school'], levels: ['C', 'B', 'A'], favourable: 'higher' } as const;
 * orderedTally(spec, [{ values: ['Hill'], level: 'B', label: 'A' }]).cells // [{ values: ['Hill'], level: 1, label: 2, rows: 1, people: 1 }]
 */
export function orderedTally(spec: OrderedSpec, rows: Iterable<OrderedRow>): OrderedTally {
  return tallyFrom(spec, rows, 1);
}

function tallyFrom(spec: OrderedSpec, rows: Iterable<OrderedRow>, firstNumber: number): OrderedTally {
  const empty = emptyOrderedTally(spec);
  const place = (word: string, what: string, number: number): number =>
    declaredPlace(word, spec.levels, { what, kind: 'level', number });
  let rowsRead = 0;
  let weightless = 0;
  let missing = 0;
  const cells = function* (): Generator<OrderedCell> {
    for (const row of rows) {
      const number = firstNumber + rowsRead;
      rowsRead += 1;
      checkRowFrame(spec.attributes, row, number, ['level', 'label', 'people']);
      const level = row.level === null ? null : place(row.level, 'level', number);
      const label = row.label == null ? null : place(row.label, 'label', number);
      const people = row.people ?? 1;
      if (level === null) missing += 1;
      else if (people === 0) weightless += 1;
      else yield { values: [...row.values], level, label, rows: 1, people };
    }
  };
  const summed = sumCountedCells(RULES, cells());
  const excluded = exclusionsOf({ [MISSING_OUTCOME]: missing, [WEIGHT_ZERO]: weightless });
  return { ...empty, rowsRead, excluded, cells: summed };
}

/** The tally with one more row; for many rows `orderedTally` is far quicker. Throws as `orderedTally` does. */
export function addOrderedRow(tally: OrderedTally, row: OrderedRow): OrderedTally {
  const { policyDigest, attributes, levels, favourable } = tally;
  const one = tallyFrom({ policyDigest, attributes, levels, favourable }, [row], tally.rowsRead + 1);
  return mergeOrderedTallies(tally, one);
}

/**
 * The tally of all rows of both: the same bits in any order, because every sum is an integer.
 *
 * @throws TribuneError `TALLY_INVALID` where the two were made under different policies, attributes, levels or favourable ends
 */
export function mergeOrderedTallies(a: OrderedTally, b: OrderedTally): OrderedTally {
  const frame = mergeFrames(a, b);
  checkAlike('levels', a.levels, b.levels);
  checkAlike('favourable', a.favourable, b.favourable);
  return { ...a, ...frame, cells: sumCountedCells(RULES, a.cells, b.cells) };
}

/**
 * Reads a tally of ordered outcomes from plain JSON data, as `JSON.stringify` of a tally or another engine wrote it, and checks all of it.
 * Cells may come in any order.
 *
 * @throws TribuneError `TALLY_INVALID` naming the first place that is wrong
 */
export function orderedTallyFromJson(json: unknown): OrderedTally {
  const frame = readFrame(json, 'ordered');
  const { root, attributes } = frame;
  const levels = readNames(root.levels, 'levels', FEWEST_LEVELS);
  const { favourable } = root;
  demand(favourable === 'higher' || favourable === 'lower', 'favourable', 'is not higher or lower');
  const cells = frame.cells.map((cell, i): OrderedCell => {
    const where = `cells[${i}]`;
    const { fields, ...counted } = readCountedCell(cell, where, attributes);
    const level = readPlace(fields.level, `${where}.level`, levels);
    const label = fields.label === null ? null : readPlace(fields.label, `${where}.label`, levels);
    return { ...counted, level, label };
  });
  checkCells(frame, cells, RULES.keyOf);
  const { schemaVersion, policyDigest, rowsRead, excluded } = frame;
  const sorted = cells.sort(RULES.compare);
  return {
    schemaVersion,
    outcome: 'ordered',
    policyDigest,
    attributes,
    levels,
    favourable,
    rowsRead,
    excluded,
    cells: sorted,
  };
}
