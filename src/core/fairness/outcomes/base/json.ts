import { counted } from '../../../base/counted.js';
import {
  asList,
  asRecord,
  demand,
  isTextList,
  isValueList,
  readCount,
  readExclusion,
} from '../../tally/json-fields.js';
import type { CountedCell } from './cells.js';
import type { OutcomeFrame } from './frame.js';

/** The parts of a tally of outcomes that every kind has, read and checked; the cells and what was declared are left to the kind. */
export interface ReadFrame extends OutcomeFrame {
  readonly root: Record<string, unknown>;
  readonly cells: readonly unknown[];
}

/**
 * Reads the frame of a tally of this kind of outcome.
 *
 * @param versions those that the kind reads; how they differ is the kind's affair, and `root` tells which one it is
 * @throws TribuneError `TALLY_INVALID` naming the first place that is wrong
 */
export function readFrame(json: unknown, outcome: string, versions: readonly string[] = ['1']): ReadFrame {
  const root = asRecord(json, 'the tally');
  const { schemaVersion } = root;
  demand(
    versions.includes(schemaVersion as string),
    'schemaVersion',
    `is not ${versions.map((version) => `"${version}"`).join(' or ')}`,
  );
  demand(root.outcome === outcome, 'outcome', `is not "${outcome}"`);
  demand(typeof root.policyDigest === 'string', 'policyDigest', 'is not text');
  demand(isTextList(root.attributes), 'attributes', 'is not a list of names');
  demand(new Set(root.attributes).size === root.attributes.length, 'attributes', 'names one attribute twice');
  return {
    schemaVersion: '1',
    policyDigest: root.policyDigest,
    attributes: root.attributes,
    rowsRead: readCount(root.rowsRead, 'rowsRead'),
    excluded: asList(root.excluded, 'excluded').map((entry, i) => readExclusion(entry, `excluded[${i}]`)),
    root,
    cells: asList(root.cells, 'cells'),
  };
}

/** A declared list of names (levels, classes, stages): texts, each once. */
export function readNames(value: unknown, where: string, least: number): string[] {
  demand(isTextList(value), where, 'is not a list of names');
  demand(new Set(value).size === value.length, where, 'names one twice');
  demand(value.length >= least, where, `has fewer than ${least} names`);
  return value;
}

/** Values, rows and people of a cell. */
export function readCountedCell(
  json: unknown,
  where: string,
  attributes: readonly string[],
): CountedCell & { readonly fields: Record<string, unknown> } {
  const fields = asRecord(json, where);
  const { values } = fields;
  demand(isValueList(values), `${where}.values`, 'is not a list of texts and nulls');
  demand(
    values.length === attributes.length,
    `${where}.values`,
    `has not one value per attribute (${attributes.length})`,
  );
  const rows = readCount(fields.rows, `${where}.rows`);
  const people = readCount(fields.people, `${where}.people`);
  demand(rows > 0, `${where}.rows`, 'is 0');
  demand(people > 0, `${where}.people`, 'is 0');
  return { values, rows, people, fields };
}

/** The place of a name in a declared list, as a cell holds it; null where the cell may have none. */
export function readPlace(value: unknown, where: string, names: readonly string[]): number {
  demand(
    typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < names.length,
    where,
    `is not a place among the ${names.length} that are declared`,
  );
  return value;
}

/** Refuses cells that repeat the key of another, and rows that do not add up to those read. */
export function checkCells<C extends { readonly rows: number }>(
  frame: ReadFrame,
  cells: readonly C[],
  keyOf: (cell: C) => string,
): void {
  const seen = new Set<string>();
  cells.forEach((cell, i) => {
    const key = keyOf(cell);
    demand(!seen.has(key), `cells[${i}]`, 'repeats the key of a cell before it');
    seen.add(key);
  });
  const held = [...cells, ...frame.excluded].reduce((sum, part) => sum + part.rows, 0);
  demand(
    held === frame.rowsRead,
    'rowsRead',
    `is ${frame.rowsRead}, but cells and exclusions hold ${counted(held, 'row')}`,
  );
}
