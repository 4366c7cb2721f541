import { demand } from '../../tally/json-fields.js';
import { compareValues } from '../../tally/order.js';
import {
  addCountedRow,
  type CellRules,
  type CountedKind,
  type CountedRows,
  checkAttributes,
  checkNames,
  compareNullable,
  countedFromJson,
  countRows,
  declaredPlace,
  mergeCounted,
  readNames,
  readPlace,
  tallyOfCells,
} from '../base/index.js';
import type { OrderedCell, OrderedRow, OrderedSpec, OrderedTally } from './types.js';

const FEWEST_LEVELS = 2;
/** More levels than this are an amount that was declared as ordered. Ours. */
const MOST_LEVELS = 1000;

const RULES: CellRules<OrderedCell> = {
  keyOf: (cell) => JSON.stringify([cell.values, cell.level, cell.label]),
  compare: (a, b) => compareValues(a.values, b.values) || a.level - b.level || compareNullable(a.label, b.label),
};

const KIND: CountedKind<OrderedTally, OrderedCell, OrderedRow> = {
  outcome: 'ordered',
  rules: RULES,
  names: ['level', 'label'],
  declared: ['levels', 'favourable'],
  placeOf({ levels }, row, number) {
    const place = (word: string, what: string) => declaredPlace(word, levels, { what, kind: 'level', number });
    const level = row.level === null ? null : place(row.level, 'level');
    const label = row.label == null ? null : place(row.label, 'label');
    return level === null ? null : { level, label };
  },
  readDeclared(root) {
    const levels = readNames(root.levels, 'levels', FEWEST_LEVELS);
    const { favourable } = root;
    demand(favourable === 'higher' || favourable === 'lower', 'favourable', 'is not higher or lower');
    return { outcome: 'ordered', levels, favourable };
  },
  readPlace: (fields, where, { levels }) => ({
    level: readPlace(fields.level, `${where}.level`, levels),
    label: fields.label === null ? null : readPlace(fields.label, `${where}.label`, levels),
  }),
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
  return countRows(KIND, emptyOrderedTally(spec), rows);
}

/**
 * The tally of cells that an engine counted.
 *
 * @throws TribuneError as `emptyOrderedTally`
 */
export const orderedTallyOf = (spec: OrderedSpec, counted: CountedRows<OrderedCell>): OrderedTally =>
  tallyOfCells(KIND, emptyOrderedTally(spec), counted);

/** The tally with one more row; for many rows `orderedTally` is far quicker. Throws as `orderedTally` does. */
export function addOrderedRow(tally: OrderedTally, row: OrderedRow): OrderedTally {
  return addCountedRow(KIND, tally, row);
}

/**
 * The tally of all rows of both: the same bits in any order, because every sum is an integer.
 *
 * @throws TribuneError `TALLY_INVALID` where the two were made under different policies, attributes, levels or favourable ends
 */
export function mergeOrderedTallies(a: OrderedTally, b: OrderedTally): OrderedTally {
  return mergeCounted(KIND, a, b);
}

/**
 * Reads a tally of ordered outcomes from plain JSON data, as `JSON.stringify` of a tally or another engine wrote it, and checks all of it.
 * Cells may come in any order.
 *
 * @throws TribuneError `TALLY_INVALID` naming the first place that is wrong
 */
export function orderedTallyFromJson(json: unknown): OrderedTally {
  return countedFromJson(KIND, json);
}
