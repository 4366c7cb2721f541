import { didYouMean } from '../../../base/suggest.js';
import { compareValues } from '../../tally/order.js';
import type { GroupKey } from '../../tally/types.js';
import { invalidArgument } from './frame.js';

/** The cells of one group, before they are counted. */
export interface GroupedCells<C> {
  readonly key: GroupKey;
  /** False where some attribute of the key is missing. */
  readonly known: boolean;
  readonly cells: readonly C[];
}

/**
 * Cells by some of the attributes of their tally. Sorted by code point of the values, unknown (null) last; `by = []` gives one group of
 * everybody, which is there without cells too.
 *
 * @throws TribuneError `INVALID_ARGUMENT` for an attribute that the tally does not have, or one that is named twice
 */
export function cellsByGroup<C extends { readonly values: readonly (string | null)[] }>(
  attributes: readonly string[],
  cells: readonly C[],
  by: readonly string[],
): GroupedCells<C>[] {
  const places = by.map((name) => attributePlace(attributes, name));
  if (new Set(by).size !== by.length) throw invalidArgument(`by names one attribute twice`, 'Name each once.', 'by');
  const groups = new Map<string, { values: (string | null)[]; cells: C[] }>();
  if (by.length === 0) groups.set('[]', { values: [], cells: [] });
  for (const cell of cells) {
    const values = places.map((place) => cell.values[place] ?? null);
    const id = JSON.stringify(values);
    const group = groups.get(id) ?? { values, cells: [] };
    groups.set(id, group);
    group.cells.push(cell);
  }
  return [...groups.values()]
    .sort((a, b) => compareValues(a.values, b.values))
    .map((group) => ({
      key: Object.fromEntries(by.map((name, i) => [name, group.values[i] ?? null])),
      known: !group.values.includes(null),
      cells: group.cells,
    }));
}

/** Place of an attribute in the values of a cell. */
export function attributePlace(attributes: readonly string[], name: string): number {
  const place = attributes.indexOf(name);
  if (place >= 0) return place;
  throw invalidArgument(`the tally has no attribute ${JSON.stringify(name)}`, didYouMean(name, attributes), 'by');
}
