import { didYouMean } from '../../../base/suggest.js';
import { demand, isTextList } from '../../tally/json-fields.js';
import { compareValues } from '../../tally/order.js';
import {
  addCountedRow,
  type CellRules,
  type CountedKind,
  type CountedRows,
  cellsByGroup,
  checkAttributes,
  checkNames,
  compareNullable,
  countedFromJson,
  countRows,
  declaredPlace,
  invalidArgument,
  mergeCounted,
  readNames,
  readPlace,
  tallyOfCells,
} from '../base/index.js';
import type { ClassCell, ClassGroup, ClassRow, ClassSpec, ClassTally } from './types.js';

const FEWEST_CLASSES = 2;
/** A confusion table of more classes has a million cells for each group. Ours. */
const MOST_CLASSES = 1000;

const RULES: CellRules<ClassCell> = {
  keyOf: (cell) => JSON.stringify([cell.values, cell.class, cell.label]),
  compare: (a, b) => compareValues(a.values, b.values) || a.class - b.class || compareNullable(a.label, b.label),
};

const KIND: CountedKind<ClassTally, ClassCell, ClassRow> = {
  outcome: 'class',
  rules: RULES,
  names: ['class', 'label'],
  declared: ['classes', 'favourable'],
  placeOf({ classes }, row, number) {
    const place = (word: string, what: string) => declaredPlace(word, classes, { what, kind: 'class', number });
    const decided = row.class === null ? null : place(row.class, 'class');
    const label = row.label == null ? null : place(row.label, 'label');
    return decided === null ? null : { class: decided, label };
  },
  readDeclared(root) {
    const classes = readNames(root.classes, 'classes', FEWEST_CLASSES);
    const { favourable } = root;
    demand(isTextList(favourable), 'favourable', 'is not a list of names');
    demand(
      favourable.every((name) => classes.includes(name)),
      'favourable',
      'names what is no class',
    );
    return { outcome: 'class', classes, favourable: classes.filter((name) => favourable.includes(name)) };
  },
  readPlace: (fields, where, { classes }) => ({
    class: readPlace(fields.class, `${where}.class`, classes),
    label: fields.label === null ? null : readPlace(fields.label, `${where}.label`, classes),
  }),
};

/**
 * A tally of classes without rows.
 *
 * @throws TribuneError `INVALID_ARGUMENT` for classes named twice, fewer than two, and favourable ones that are no classes
 */
export function emptyClassTally(spec: ClassSpec): ClassTally {
  checkAttributes(spec.attributes);
  checkNames('classes', spec.classes, FEWEST_CLASSES, MOST_CLASSES);
  for (const name of spec.favourable) {
    if (!spec.classes.includes(name)) {
      throw invalidArgument(
        `favourable ${JSON.stringify(name)} is no class`,
        didYouMean(name, spec.classes),
        'favourable',
      );
    }
  }
  return {
    schemaVersion: '1',
    outcome: 'class',
    policyDigest: spec.policyDigest,
    attributes: [...spec.attributes],
    classes: [...spec.classes],
    favourable: spec.classes.filter((name) => spec.favourable.includes(name)),
    rowsRead: 0,
    excluded: [],
    cells: [],
  };
}

/**
 * The tally of classes, row by row. Rows without a class and rows that stand for nobody are counted as excluded.
 *
 * @throws TribuneError `DATA_VALUE_INVALID` for a class or label that is not declared, `INVALID_ARGUMENT` for a row whose values do not match the
 * attributes; both name the row
 * @example
 * const spec = { policyDigest: '', attributes: ['skin'], classes: ['cat', 'dog'], favourable: [] };
 * classTally(spec, [{ values: ['dark'], class: 'cat', label: 'dog' }]).cells // [{ values: ['dark'], class: 0, label: 1, rows: 1, people: 1 }]
 */
export function classTally(spec: ClassSpec, rows: Iterable<ClassRow>): ClassTally {
  return countRows(KIND, emptyClassTally(spec), rows);
}

/**
 * The tally of cells that an engine counted.
 *
 * @throws TribuneError as `emptyClassTally`
 */
export const classTallyOf = (spec: ClassSpec, counted: CountedRows<ClassCell>): ClassTally =>
  tallyOfCells(KIND, emptyClassTally(spec), counted);

/** The tally with one more row; for many rows `classTally` is far quicker. Throws as `classTally` does. */
export function addClassRow(tally: ClassTally, row: ClassRow): ClassTally {
  return addCountedRow(KIND, tally, row);
}

/**
 * The tally of all rows of both: the same bits in any order, because every sum is an integer.
 *
 * @throws TribuneError `TALLY_INVALID` where the two were made under different policies, attributes, classes or favourable classes
 */
export function mergeClassTallies(a: ClassTally, b: ClassTally): ClassTally {
  return mergeCounted(KIND, a, b);
}

/**
 * Reads a tally of classes from plain JSON data, as `JSON.stringify` of a tally or another engine wrote it, and checks all of it. Cells may come in
 * any order.
 *
 * @throws TribuneError `TALLY_INVALID` naming the first place that is wrong
 */
export function classTallyFromJson(json: unknown): ClassTally {
  return countedFromJson(KIND, json);
}

/**
 * Groups of a tally by some of its attributes, summed over all others. Sorted by code point of the values, unknown (null) last;
 * `by = []` gives one group of everybody.
 *
 * @throws TribuneError `INVALID_ARGUMENT` for an attribute that the tally does not have
 * @example classGroups(tally, ['skin'])
 */
export function classGroups(tally: ClassTally, by: readonly string[]): ClassGroup[] {
  const { classes, favourable } = tally;
  return cellsByGroup(tally.attributes, tally.cells, by).map(({ key, known, cells }) => {
    const countByClass = new Array<number>(classes.length).fill(0);
    const table = classes.map(() => new Array<number>(classes.length).fill(0));
    for (const cell of cells) {
      countByClass[cell.class]! += cell.people;
      if (cell.label !== null) table[cell.label]![cell.class]! += cell.people;
    }
    return {
      key,
      known,
      n: cells.reduce((sum, cell) => sum + cell.people, 0),
      rows: cells.reduce((sum, cell) => sum + cell.rows, 0),
      classes,
      favourable,
      countByClass,
      countByLabelAndClass: table,
      labelled: cells.reduce((sum, cell) => sum + (cell.label === null ? 0 : cell.people), 0),
    };
  });
}
