import { TribuneError } from '../../../core/base/errors.js';
import type { FactorColumn } from './factor.js';
import { binsOf, type Histogram } from './histogram.js';
import { type CountedPlace, countIndex, countsOfPlaces } from './places.js';

/** Most cells of a pane: more means that an attribute is an identifier. What is beyond is counted as such. */
export const MOST_CELLS = 100_000;

/** The values of the attributes of a plan, in their order; null where one is missing. */
export type CellValues = readonly (string | null)[];

/** One decision as panes count it. */
export interface Observation extends CountedPlace {
  readonly values: CellValues;
  /** The text of the values (`cellKey`), where it is at hand: making it takes longer than counting. */
  readonly key?: string;
  /** Its bin in each histogram of the plan, counted through all of them; left out where nothing of it is known, as in a scenario. */
  readonly bins?: readonly number[];
}

/** Why a decision is in no cell. */
export type Uncounted =
  /** The subject, or the value of the declared cluster, was counted in this block already. */
  | 'repeated'
  /** More cells than `MOST_CELLS`. */
  | 'beyond'
  /** A reason why audits would not count it, or the role of a value that does not fit the policy. */
  | `excluded: ${string}`
  | `unreadable: ${string}`;

/** Whether a decision counts as one that cannot be read: a value that the policy has no reading for, or one that is missing and without which there is no decision. */
export const isUnreadable = (reason: Uncounted): boolean => /^(unreadable: |excluded: missing )/.test(reason);

/** All decisions of one deployment between two moments, counted. Of a subject there is one decision: the first. */
export interface Pane {
  readonly attributes: number;
  readonly places: number;
  /** Bins of each histogram. */
  readonly bins: readonly number[];
  /** Counts of each cell by the text of its values (`cellKey`): one for each outcome beside each label, and beside none; then the bins of each histogram. */
  readonly cells: Map<string, Cell>;
  /** Decisions that are in no cell, by reason. */
  readonly uncounted: Map<Uncounted, number>;
}

export interface Cell {
  readonly values: CellValues;
  readonly counts: Float64Array;
}

/** What a pane counts by. A plan has both. */
export interface PaneShape {
  readonly attributes: readonly string[];
  readonly places: number;
  readonly histograms: readonly Histogram[];
  readonly factors?: { readonly columns: readonly FactorColumn[] };
}

export const cellKey = (values: CellValues): string => JSON.stringify(values);

/** A pane in which nothing is counted. */
export const emptyPane = ({ attributes, places, histograms }: PaneShape): Pane => ({
  attributes: attributes.length,
  places,
  bins: histograms.map(binsOf),
  cells: new Map(),
  uncounted: new Map(),
});

/** Counts a decision. */
export function addDecision(pane: Pane, observation: Observation): void {
  const cell = cellOf(pane, observation.values, observation.key);
  if (cell === null) {
    addUncounted(pane, 'beyond');
    return;
  }
  cell.counts[countIndex(pane.places, observation)]! += 1;
  const { bins } = observation;
  if (bins === undefined) return;
  const first = countsOfPlaces(pane.places);
  for (let i = 0; i < bins.length; i++) cell.counts[first + bins[i]!]! += 1;
}

/** Counts a decision that is in no cell. */
export function addUncounted(pane: Pane, reason: Uncounted, decisions = 1): void {
  pane.uncounted.set(reason, (pane.uncounted.get(reason) ?? 0) + decisions);
}

/** Adds what another pane counted: `merge(a, b)` counts what one pane of both would have, as long as no subject is in both. */
export function mergePanes(into: Pane, other: Pane): void {
  if (into.attributes !== other.attributes || into.places !== other.places || into.bins.join() !== other.bins.join())
    throw new TribuneError('INVALID_ARGUMENT', 'the panes count by different attributes, outcomes or bins', {
      remedy: 'Merge panes of one plan.',
    });
  for (const { values, counts } of other.cells.values()) {
    const cell = cellOf(into, values);
    if (cell === null) addUncounted(into, 'beyond', decisionsOf(into, counts));
    else for (let i = 0; i < counts.length; i++) cell.counts[i]! += counts[i]!;
  }
  for (const [reason, decisions] of other.uncounted) addUncounted(into, reason, decisions);
}

/** The cell of some values, made where there is none; null beyond `MOST_CELLS`. */
function cellOf(pane: Pane, values: CellValues, key: string = cellKey(values)): Cell | null {
  const known = pane.cells.get(key);
  if (known !== undefined) return known;
  if (pane.cells.size >= MOST_CELLS) return null;
  const cell = { values, counts: new Float64Array(countsOfCell(pane)) };
  pane.cells.set(key, cell);
  return cell;
}

/** Number of counts of a cell: those of outcomes, then those of bins. */
export const countsOfCell = ({ places, bins }: Pick<Pane, 'places' | 'bins'>): number =>
  countsOfPlaces(places) + bins.reduce((total, one) => total + one, 0);

/** Decisions of a cell. */
export function decisionsOf({ places }: Pick<Pane, 'places'>, counts: Float64Array): number {
  let decisions = 0;
  for (let i = countsOfPlaces(places) - 1; i >= 0; i--) decisions += counts[i]!;
  return decisions;
}
