import { WEIGHT_ZERO } from '../../tally/tally.js';
import { type CellRules, type CountedCell, sumCountedCells } from './cells.js';
import { checkAlike, checkRowFrame, exclusionsOf, MISSING_OUTCOME, mergeFrames, type OutcomeFrame } from './frame.js';
import { checkCells, readCountedCell, readFrame } from './json.js';

/** A tally whose cells count people. */
export interface CountedTally<Cell extends CountedCell> extends OutcomeFrame {
  readonly cells: readonly Cell[];
}

interface CountedRow {
  readonly values: readonly (string | null)[];
  readonly people?: number;
}

/** What a cell says besides values and counts. */
export type Place<Cell extends CountedCell> = Omit<Cell, keyof CountedCell>;

/** What tells one kind of counted outcome from another; reading, adding and merging are the same for all. */
export interface CountedKind<Tally extends CountedTally<Cell>, Cell extends CountedCell, Row extends CountedRow> {
  readonly outcome: string;
  readonly rules: CellRules<Cell>;
  /** What a row may have besides values and people. */
  readonly names: readonly string[];
  /** What is declared of a tally: two add only where these agree. */
  readonly declared: readonly (keyof Tally & string)[];
  /** Where a row is counted, null where it has no outcome; refuses what was never declared. Rows are numbered from 1. */
  placeOf(tally: Tally, row: Row, number: number): Place<Cell> | null;
  /** What is declared, from JSON; refuses what does not hold together. */
  readDeclared(root: Record<string, unknown>): Omit<Tally, keyof OutcomeFrame | 'cells'>;
  /** Where a cell in JSON counts. */
  readPlace(
    fields: Record<string, unknown>,
    where: string,
    declared: Omit<Tally, keyof OutcomeFrame | 'cells'>,
  ): Place<Cell>;
}

/**
 * The tally of rows, beginning from one without any. Rows without an outcome and rows that stand for nobody are counted as excluded.
 *
 * @param firstNumber number of the first row, for messages
 */
export function countRows<Tally extends CountedTally<Cell>, Cell extends CountedCell, Row extends CountedRow>(
  kind: CountedKind<Tally, Cell, Row>,
  empty: Tally,
  rows: Iterable<Row>,
  firstNumber = 1,
): Tally {
  let rowsRead = 0;
  let weightless = 0;
  let missing = 0;
  const cells = function* (): Generator<Cell> {
    for (const row of rows) {
      const number = firstNumber + rowsRead;
      rowsRead += 1;
      checkRowFrame(empty.attributes, row, number, [...kind.names, 'people']);
      const place = kind.placeOf(empty, row, number);
      const people = row.people ?? 1;
      if (place === null) missing += 1;
      else if (people === 0) weightless += 1;
      else yield { values: [...row.values], ...place, rows: 1, people } as unknown as Cell;
    }
  };
  const summed = sumCountedCells(kind.rules, cells());
  const excluded = exclusionsOf({ [MISSING_OUTCOME]: missing, [WEIGHT_ZERO]: weightless });
  return { ...empty, rowsRead, excluded, cells: summed };
}

/** What an engine counted, to be put under a declaration. */
export interface CountedRows<Cell extends CountedCell> extends Pick<OutcomeFrame, 'rowsRead' | 'excluded'> {
  readonly cells: Iterable<Cell>;
}

/** The tally of cells that an engine counted, under the declaration of a tally without rows. Cells may come in any order, and several of one key. */
export const tallyOfCells = <Tally extends CountedTally<Cell>, Cell extends CountedCell, Row extends CountedRow>(
  kind: CountedKind<Tally, Cell, Row>,
  empty: Tally,
  { rowsRead, excluded, cells }: CountedRows<Cell>,
): Tally => ({ ...empty, rowsRead, excluded, cells: sumCountedCells(kind.rules, cells) });

/** The tally with one more row. */
export function addCountedRow<Tally extends CountedTally<Cell>, Cell extends CountedCell, Row extends CountedRow>(
  kind: CountedKind<Tally, Cell, Row>,
  tally: Tally,
  row: Row,
): Tally {
  const empty = { ...tally, rowsRead: 0, excluded: [], cells: [] };
  return mergeCounted(kind, tally, countRows(kind, empty, [row], tally.rowsRead + 1));
}

/**
 * The tally of all rows of both: the same bits in any order, because every sum is an integer.
 *
 * @throws TribuneError `TALLY_INVALID` where the two were declared differently
 */
export function mergeCounted<Tally extends CountedTally<Cell>, Cell extends CountedCell, Row extends CountedRow>(
  kind: CountedKind<Tally, Cell, Row>,
  a: Tally,
  b: Tally,
): Tally {
  const frame = mergeFrames(a, b);
  for (const name of kind.declared) checkAlike(name, a[name], b[name]);
  return { ...a, ...frame, cells: sumCountedCells(kind.rules, a.cells, b.cells) };
}

/**
 * Reads a tally from plain JSON data, as `JSON.stringify` of a tally or another engine wrote it, and checks all of it. Cells may come in any order.
 *
 * @throws TribuneError `TALLY_INVALID` naming the first place that is wrong
 */
export function countedFromJson<Tally extends CountedTally<Cell>, Cell extends CountedCell, Row extends CountedRow>(
  kind: CountedKind<Tally, Cell, Row>,
  json: unknown,
): Tally {
  const frame = readFrame(json, kind.outcome);
  const declared = kind.readDeclared(frame.root);
  const cells = frame.cells.map((cell, i): Cell => {
    const where = `cells[${i}]`;
    const { fields, ...counted } = readCountedCell(cell, where, frame.attributes);
    return { ...counted, ...kind.readPlace(fields, where, declared) } as unknown as Cell;
  });
  checkCells(frame, cells, kind.rules.keyOf);
  const { schemaVersion, policyDigest, attributes, rowsRead, excluded } = frame;
  const read = { schemaVersion, policyDigest, attributes, ...declared, rowsRead, excluded };
  return { ...read, cells: cells.sort(kind.rules.compare) } as unknown as Tally;
}
