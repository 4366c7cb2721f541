import { TribuneError } from '../../core/base/errors.js';
import {
  type CellValues,
  cellKey,
  countsOfCell,
  emptyPane,
  MOST_CELLS,
  type Pane,
  type PaneShape,
  putCell,
  type Uncounted,
} from './pane.js';

/** A pane as JSON, of version 2 where it has histograms, of version 3 where it has moments, of version 4 where it has areas, and of version 5 where it has lists: then zeros at the end of a cell are left out, as most blocks have no labels yet. Cells stand in the order in which they were first counted. */
export interface PaneJson {
  readonly version: 1 | 2 | 3 | 4 | 5;
  readonly places: number;
  /** Bins of each histogram, whose counts stand after those of outcomes in each cell. */
  readonly bins?: readonly number[];
  /** Number of moments, whose counts stand after those of bins. */
  readonly moments?: number;
  /** Bins of each area, whose counts stand after those. */
  readonly areas?: readonly number[];
  /** Number of measures of lists, whose counts stand last. */
  readonly lists?: number;
  readonly cells: readonly (readonly [values: CellValues, counts: readonly number[]])[];
  readonly uncounted: Readonly<Record<string, number>>;
  /** Absent where there are none. */
  readonly labelsBefore?: number;
}

const MOST_REASONS = 200;
const REASON = /^(repeated|beyond|(excluded|unreadable): [^\n]{1,200})$/;

/** @example JSON.stringify(paneJson(pane)) */
export const paneJson = ({ places, bins, moments, areas, lists, cells, uncounted, labelsBefore }: Pane): PaneJson => ({
  ...shapeJson({ places, bins, moments, areas, lists }),
  cells: [...cells.values()].map(({ values, counts }) => [
    values,
    areas.length > 0 || lists > 0 ? withoutLastZeros(counts) : [...counts],
  ]),
  uncounted: Object.fromEntries(uncounted),
  ...(labelsBefore === 0 ? {} : { labelsBefore }),
});

function withoutLastZeros(counts: Float64Array): number[] {
  let length = counts.length;
  while (length > 0 && counts[length - 1] === 0) length -= 1;
  return [...counts.subarray(0, length)];
}

/** The version says what a cell counts: older programs refuse what they do not know. */
function shapeJson({
  places,
  bins,
  moments,
  areas,
  lists,
}: Pick<Pane, 'places' | 'bins' | 'moments' | 'areas' | 'lists'>): Omit<PaneJson, 'cells' | 'uncounted'> {
  if (lists > 0) return { version: 5, places, bins, moments, areas, lists };
  if (areas.length > 0) return { version: 4, places, bins, moments, areas };
  if (moments > 0) return { version: 3, places, bins, moments };
  return bins.length === 0 ? { version: 1, places } : { version: 2, places, bins };
}

/**
 * Reads a pane that `paneJson` wrote.
 *
 * @throws TribuneError STORE_INVALID naming the first thing that is wrong
 */
export function readPane(shape: PaneShape, json: unknown): Pane {
  const pane = emptyPane(shape);
  const { version, places, bins, moments, areas, lists, cells, uncounted, labelsBefore = 0 } = objectOf(json);
  demandVersion(pane, { version, bins, moments, areas, lists });
  if (places !== shape.places) throw wrong(`${String(places)} outcomes in place of ${shape.places}`);
  if (!Array.isArray(cells) || cells.length > MOST_CELLS) throw wrong('cells that are no list, or too many');
  for (const cell of cells as unknown[]) {
    if (!Array.isArray(cell) || cell.length !== 2) throw wrong('a cell that is no pair');
    const [values, counts] = cell as [unknown, unknown];
    if (!isValues(values, shape.attributes.length)) throw wrong('a cell whose values do not fit the attributes');
    if (!isCounts(counts, countsOfCell(pane), version === 4 || version === 5))
      throw wrong('a cell whose counts are no whole numbers');
    const key = cellKey(values);
    if (pane.cells.has(key)) throw wrong('a cell twice');
    const all = new Float64Array(countsOfCell(pane));
    all.set(counts);
    putCell(pane, key, { values, counts: all });
  }
  const reasons = Object.entries(objectOf(uncounted));
  if (reasons.length > MOST_REASONS) throw wrong('too many reasons');
  for (const [reason, decisions] of reasons) {
    if (!REASON.test(reason) || !isCount(decisions)) throw wrong(`the reason ${JSON.stringify(reason.slice(0, 80))}`);
    pane.uncounted.set(reason as Uncounted, decisions);
  }
  if (!isCount(labelsBefore)) throw wrong('labels before decisions that are no whole number');
  pane.labelsBefore = labelsBefore;
  return pane;
}

function demandVersion(
  pane: Pane,
  { version, bins, moments, areas, lists }: Record<'version' | 'bins' | 'moments' | 'areas' | 'lists', unknown>,
): void {
  if (version !== shapeJson(pane).version)
    throw wrong(`version ${String(version)}`, 'Use a version of Tribune that knows it.');
  if (version !== 1 && JSON.stringify(bins) !== JSON.stringify(pane.bins))
    throw wrong('other bins than those of the plan');
  if ((version === 3 || version === 4 || version === 5) && moments !== pane.moments)
    throw wrong('other sums than those of the plan');
  if (version === 5 && lists !== pane.lists) throw wrong('other sums of lists than those of the plan');
  if ((version === 4 || version === 5) && JSON.stringify(areas) !== JSON.stringify(pane.areas))
    throw wrong('other bins of scores than those of the plan');
}

function objectOf(json: unknown): Record<string, unknown> {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw wrong('no object');
  return json as Record<string, unknown>;
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

const isCounts = (value: unknown, length: number, isShortened: boolean): value is number[] =>
  Array.isArray(value) && (isShortened ? value.length <= length : value.length === length) && value.every(isCount);

const isValues = (value: unknown, length: number): value is CellValues =>
  Array.isArray(value) && value.length === length && value.every((one) => one === null || typeof one === 'string');

const wrong = (
  what: string,
  remedy = 'Panes are written by paneJson for one plan; count anew where the policy changed.',
): TribuneError => new TribuneError('STORE_INVALID', `a stored pane has ${what}`, { remedy });
