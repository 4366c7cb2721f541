import { TribuneError } from '../../core/base/errors.js';
import { type Area, binsOfArea, countsOfArea } from './area.js';
import type { FactorColumn } from './factor.js';
import { binsOf, type Histogram } from './histogram.js';
import { addListSums, type Candidate, groupsOfList, LIST_COUNTS, type ListMeasure } from './lists.js';
import { addStep, type MeasuredAmount, MOMENT_COUNTS, type Moment, type Steps } from './moment.js';
import { type CountedPlace, countIndex, countsOfPlaces } from './places.js';

/** Most cells of a pane: more means that an attribute is an identifier. What is beyond is counted as such. */
export const MOST_CELLS = 100_000;
/** Most counts of a pane, 16 MB of them: with many bins there are fewer cells, for each has all of them, and an open block is written again and again. */
const MOST_COUNTS = 2_000_000;
/** Most characters of the values of a pane. With the counts it stays far below the longest text there can be. */
const MOST_CHARACTERS = 16 * 1024 * 1024;
/** Share of the cells that declared causes may split; the other one is kept for the groups. */
const SPLIT_SHARE = 0.5;
/** Most values of a declared cause that are told apart in a pane. */
const MOST_FACTOR_VALUES = 50;
/** The value of a declared cause that stands for all that are not told apart. */
export const OTHER_VALUES = '(other)';

/** Why a candidate does not count yet. */
export const NOT_WHOLE = 'excluded: list not whole';

/** The values of the attributes of a plan, in their order; null where one is missing. */
export type CellValues = readonly (string | null)[];

/** One decision as panes count it. */
export interface Observation extends CountedPlace {
  readonly values: CellValues;
  /** The text of the values (`cellKey`), where it is at hand: making it takes longer than counting. */
  readonly key?: string;
  /** Its bin in each histogram of the plan, counted through all of them; left out where nothing of it is known, as in a scenario. */
  readonly bins?: readonly number[];
  /** Its step in each moment of the plan (`stepOf`); null where it has none. */
  readonly steps?: readonly Steps[];
  /** Of an amount whose label may still come: what its step will be made of then. */
  readonly measured?: Omit<MeasuredAmount, 'actual'>;
  /** Of a candidate: the list that she is in, how many candidates it has (null where nobody says), and where she stands in it (null: not shown). She counts once the list is whole. */
  readonly listed?: { readonly list: string; readonly size: number | null; readonly position: number | null };
  /** Its bin in each area of the plan; null where it has no score. */
  readonly areas?: readonly (number | null)[];
}

/** Why a decision is in no cell. */
export type Uncounted =
  /** The subject, or the value of the declared cluster, was counted in this block already. */
  | 'repeated'
  /** No room for its cell, or for one more subject. */
  | 'beyond'
  /** A candidate of a list whose other candidates have not come, or that is none. */
  | typeof NOT_WHOLE
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
  /** Number of moments. */
  readonly moments: number;
  /** Bins of each area. */
  readonly areas: readonly number[];
  /** Number of measures of lists. */
  readonly lists: number;
  /**
   * Counts of each cell by the text of its values (`cellKey`): one for each outcome beside each label, and beside none; then the bins of each histogram, the counts of each
   * moment, those of each area, and those of each measure of lists.
   */
  readonly cells: Map<string, Cell>;
  /** Decisions that are in no cell, by reason. */
  readonly uncounted: Map<Uncounted, number>;
  /** Decisions whose label became known before they were made, as its sender says: a day without an hour, a clock, or no outcome of theirs. They count, and are told. */
  labelsBefore: number;
  /** Values of the cells by place, from the first that only declared causes count by. */
  readonly factors: { readonly from: number; readonly met: readonly Set<string>[] };
  /** Characters of the texts of the cells. */
  characters: number;
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
  readonly moments?: readonly Moment[];
  readonly areas?: readonly Area[];
  readonly lists?: readonly ListMeasure[];
  readonly edges?: readonly number[];
  readonly words?: readonly number[];
  readonly factors?: { readonly columns: readonly FactorColumn[] };
  /** Places that groups are read from; what stands behind all of them only declared causes count by. */
  readonly watches?: readonly { readonly at: readonly number[] }[];
}

export const cellKey = (values: CellValues): string => JSON.stringify(values);

/** A pane in which nothing is counted. */
export function emptyPane(shape: PaneShape): Pane {
  const { attributes, places, histograms, moments = [], areas = [], lists = [] } = shape;
  const from = firstFactor(shape);
  return {
    attributes: attributes.length,
    places,
    bins: histograms.map(binsOf),
    moments: moments.length,
    areas: areas.map(binsOfArea),
    lists: lists.length,
    cells: new Map(),
    uncounted: new Map(),
    labelsBefore: 0,
    factors: { from, met: attributes.slice(from).map(() => new Set<string>()) },
    characters: 0,
  };
}

/** The first place that no group is read from. */
function firstFactor({ attributes, factors, watches }: PaneShape): number {
  if (factors === undefined) return attributes.length;
  const named = attributes.length - factors.columns.length;
  return watches === undefined ? named : watches.reduce((most, { at }) => Math.max(most, ...at.map((i) => i + 1)), 0);
}

/** Counts a decision. */
export function addDecision(pane: Pane, observation: Observation): void {
  const { values, key } = observation;
  const text = key ?? cellKey(values);
  const cell = pane.cells.get(text) ?? toldCell(pane, values, text);
  if (cell === null) {
    addUncounted(pane, 'beyond');
    return;
  }
  cell.counts[countIndex(pane.places, observation)]! += 1;
  const { bins, steps } = observation;
  if (bins !== undefined) {
    const first = countsOfPlaces(pane.places);
    for (let i = 0; i < bins.length; i++) cell.counts[first + bins[i]!]! += 1;
  }
  if (steps !== undefined) {
    const first = firstOfMoments(pane);
    for (let i = 0; i < steps.length; i++) {
      const step = ownStep(steps[i]!, observation.label);
      if (step !== null) addStep(cell.counts, first + MOMENT_COUNTS * i, step);
    }
  }
  if (observation.areas !== undefined && observation.label !== null)
    addToAreas(pane, cell.counts, observation.areas, observation.label);
}

/** An attempt that came to no decision: whose it was, and the bins in which it counts. */
export interface Attempt {
  readonly values: CellValues;
  readonly bins: readonly number[];
}

/** Counts an attempt that came to no decision, which is no decision of anybody: in bins alone. */
export function addAttempt(pane: Pane, { values, bins }: Attempt): void {
  const text = cellKey(values);
  const cell = pane.cells.get(text) ?? toldCell(pane, values, text);
  if (cell === null) return;
  const first = countsOfPlaces(pane.places);
  for (const bin of bins) cell.counts[first + bin]! += 1;
}

/** Counts a score whose label is known. */
function addToAreas(pane: Pane, counts: Float64Array, areas: readonly (number | null)[], label: number): void {
  let first = firstOfAreas(pane);
  for (let i = 0; i < areas.length; i++) {
    const bins = pane.areas[i]!;
    if (areas[i] !== null) counts[first + label * bins + areas[i]!]! += 1;
    first += countsOfArea(bins);
  }
}

/** The step of a decision whose label is known; of one without a label what does not depend on it. */
function ownStep(steps: Steps, label: number | null): number | null {
  if (steps === null || typeof steps === 'number') return steps;
  if (label === null) return null;
  return 'labelled' in steps ? steps.labelled : steps[label as 0 | 1];
}

/** Counts the candidates of a list, and what each group has in it. */
export function addList(pane: Pane, measures: readonly ListMeasure[], candidates: readonly Candidate[]): void {
  for (const { values } of candidates) addDecision(pane, { values, decided: 0, label: null });
  const first = firstOfLists(pane);
  measures.forEach((measure, i) => {
    for (const group of groupsOfList(measure, candidates)) {
      const cell = cellOf(pane, group.values, cellKey(group.values));
      // Its candidates are counted as beyond, where there is no room for them.
      if (cell !== null) addListSums(cell.counts, first + LIST_COUNTS * i, group);
    }
  });
}

/** Counts a decision that is in no cell. */
export function addUncounted(pane: Pane, reason: Uncounted, decisions = 1): void {
  pane.uncounted.set(reason, (pane.uncounted.get(reason) ?? 0) + decisions);
}

/** Adds what another pane counted: `merge(a, b)` counts what one pane of both would have, as long as no subject is in both. */
export function mergePanes(into: Pane, other: Pane): void {
  if (shapeText(into) !== shapeText(other))
    throw new TribuneError(
      'INVALID_ARGUMENT',
      'the panes count by different attributes, outcomes or bins, or have other sums',
      {
        remedy: 'Merge panes of one plan.',
      },
    );
  for (const [key, { values, counts }] of other.cells) {
    const cell = cellOf(into, values, key);
    if (cell === null) addUncounted(into, 'beyond', decisionsOf(into, counts));
    else for (let i = 0; i < counts.length; i++) cell.counts[i]! += counts[i]!;
  }
  for (const [reason, decisions] of other.uncounted) addUncounted(into, reason, decisions);
  into.labelsBefore += other.labelsBefore;
}

const shapeText = ({ attributes, places, bins, moments, areas, lists }: Pane): string =>
  `${attributes} ${places} ${bins.join()} ${moments} ${areas.join()} ${lists}`;

/**
 * The cell of some values, made where there is none; of the group alone where causes have split it finely enough; null where there is no room.
 *
 * @param key text of the values (`cellKey`)
 */
function cellOf(pane: Pane, values: CellValues, key: string): Cell | null {
  const known = pane.cells.get(key);
  if (known !== undefined) return known;
  const { from } = pane.factors;
  if (from < values.length && !hasRoom(pane, key, SPLIT_SHARE)) {
    const whole = values.map((value, place) => (place < from ? value : OTHER_VALUES));
    const wholeKey = cellKey(whole);
    if (wholeKey !== key) return pane.cells.get(wholeKey) ?? newCell(pane, whole, wholeKey);
  }
  return newCell(pane, values, key);
}

function newCell(pane: Pane, values: CellValues, key: string): Cell | null {
  if (!hasRoom(pane, key, 1)) return null;
  const cell = { values, counts: new Float64Array(countsOfCell(pane)) };
  putCell(pane, key, cell);
  return cell;
}

/** Puts a cell into its pane. */
export function putCell(pane: Pane, key: string, cell: Cell): void {
  pane.cells.set(key, cell);
  pane.characters += key.length;
  const { from, met } = pane.factors;
  for (let place = from; place < cell.values.length; place++) {
    const value = cell.values[place];
    if (value !== null && value !== OTHER_VALUES) met[place - from]!.add(value!);
  }
}

/** Whether one more cell fits into a share of what a pane may hold. */
function hasRoom(pane: Pane, key: string, share: number): boolean {
  const most = share * Math.min(MOST_CELLS, Math.max(1, Math.floor(MOST_COUNTS / countsOfCell(pane))));
  return pane.cells.size + 1 <= most && pane.characters + key.length <= share * MOST_CHARACTERS;
}

function toldCell(pane: Pane, values: CellValues, key: string): Cell | null {
  const own = told(pane, values);
  // A key that is the very same text is found without comparing letters.
  return cellOf(pane, own, own === values ? key : cellKey(own));
}

/** The values of a decision with one value for all those of a cause that are too many to be told apart, as cutoffs of single decisions would be. */
function told(pane: Pane, values: CellValues): CellValues {
  const { from, met } = pane.factors;
  return from === values.length
    ? values
    : values.map((value, place) => {
        if (place < from || value === null) return value;
        const known = met[place - from]!;
        return known.has(value) || known.size < MOST_FACTOR_VALUES ? value : OTHER_VALUES;
      });
}

/** Number of counts of a cell: those of outcomes, then those of bins, of moments, of areas, and of lists. */
export const countsOfCell = (pane: Pick<Pane, 'places' | 'bins' | 'moments' | 'areas' | 'lists'>): number =>
  firstOfLists(pane) + LIST_COUNTS * pane.lists;

/** Where the counts of lists begin in a cell. */
export const firstOfLists = (pane: Pick<Pane, 'places' | 'bins' | 'moments' | 'areas'>): number =>
  pane.areas.reduce((total, bins) => total + countsOfArea(bins), firstOfAreas(pane));

/** Where the counts of areas begin in a cell. */
export const firstOfAreas = (pane: Pick<Pane, 'places' | 'bins' | 'moments'>): number =>
  firstOfMoments(pane) + MOMENT_COUNTS * pane.moments;

/** Where the counts of moments begin in a cell. */
export const firstOfMoments = ({ places, bins }: Pick<Pane, 'places' | 'bins'>): number =>
  countsOfPlaces(places) + bins.reduce((total, one) => total + one, 0);

/** Decisions that count: those in cells, and those for whose cell there was no room. */
export function countedIn(pane: Pane): number {
  let counted = pane.uncounted.get('beyond') ?? 0;
  for (const { counts } of pane.cells.values()) counted += decisionsOf(pane, counts);
  return counted;
}

/** Decisions of a cell. */
export function decisionsOf({ places }: Pick<Pane, 'places'>, counts: Float64Array): number {
  let decisions = 0;
  for (let i = countsOfPlaces(places) - 1; i >= 0; i--) decisions += counts[i]!;
  return decisions;
}
