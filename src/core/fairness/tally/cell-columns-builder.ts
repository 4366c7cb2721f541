import { atOnce, filled, inStretches, type Steps, Stretch } from '../../base/steps.js';
import { type CellColumns, type ValueList, WIDE_SUMS } from './cell-columns.js';
import { compareValues } from './order.js';
import { OUTCOMES, outcomeOf } from './outcome-places.js';
import type { TallyCell } from './types.js';
import { WideColumn, WORDS } from './wide-column.js';

const FIRST_CAPACITY = 1024;

type Wide<Of> = Record<(typeof WIDE_SUMS)[number], Of>;

/**
 * Collects cells in any order, one by one or in blocks, and puts them into columns.
 *
 * @example
 * const builder = new CellColumnsBuilder();
 * builder.add(cell);
 * builder.finish().length; // 1
 */
export class CellColumnsBuilder {
  length = 0;
  /** The columns so far. `extend` may replace them, so they are read after it. */
  list: Uint32Array;
  outcome: Uint8Array;
  score: Float64Array;
  rows: Float64Array;
  /** The words of the sums (`WORDS` for each cell). */
  words: Wide<Uint32Array>;
  #wide: Wide<WideColumn>;
  readonly #lists: ValueList[] = [];
  readonly #numbers = new ListNumbers();
  #last: ValueList | null = null;
  #lastNumber = 0;

  constructor(capacity = FIRST_CAPACITY) {
    this.list = new Uint32Array(capacity);
    this.outcome = new Uint8Array(capacity);
    this.score = new Float64Array(capacity);
    this.rows = new Float64Array(capacity);
    this.words = wide(() => new Uint32Array(WORDS * capacity));
    this.#wide = wide((name) => new WideColumn(this.words[name]));
  }

  /** The number of a list of values: equal lists have one. */
  listOf(values: ValueList): number {
    // Cells mostly share their list with the one before.
    if (values === this.#last) return this.#lastNumber;
    const number = this.#numbers.of(values, this.#lists.length);
    if (number === this.#lists.length) this.#lists.push(values);
    this.#last = values;
    this.#lastNumber = number;
    return number;
  }

  /** Makes room for a block of cells that the caller writes into the columns, all of their fields; returns the place of the first. */
  extend(count: number): number {
    const start = this.length;
    this.length += count;
    if (this.length > this.list.length) this.#grow(Math.max(this.length, 2 * this.list.length));
    return start;
  }

  add(cell: TallyCell): void {
    const i = this.extend(1);
    this.list[i] = this.listOf(cell.values);
    this.outcome[i] = outcomeOf(cell.label, cell.prediction);
    this.score[i] = cell.score ?? Number.NaN;
    this.rows[i] = cell.rows;
    for (const name of WIDE_SUMS) this.#wide[name].set(i, cell[name]);
  }

  /** The columns in the order of cells. The builder is of no use afterwards. */
  finish(): CellColumns {
    return atOnce(this.finishInSteps());
  }

  /** The same with pauses: to put a million cells in order takes seconds. */
  *finishInSteps(): Steps<CellColumns> {
    const { length } = this;
    const ranks = ranksOf(this.#lists);
    yield;
    const lists: ValueList[] = [];
    this.#lists.forEach((values, number) => {
      lists[ranks[number]!] = values;
    });
    const list = yield* filled(this.list.subarray(0, length), (i) => ranks[this.list[i]!]!);
    const outcome = this.outcome.subarray(0, length);
    const score = this.score.subarray(0, length);
    const { order, runs } = yield* orderOf({ list, outcome, score }, lists.length);
    const rows = this.rows.subarray(0, length);
    if (order === null) return { length, lists, list, outcome, score, rows, sums: this.#wide, runs };
    const sums = { ...this.#wide };
    for (const name of WIDE_SUMS) {
      sums[name] = this.#wide[name].picked(order);
      yield;
    }
    return {
      length,
      lists,
      list: yield* pick(list, order, new Uint32Array(length)),
      outcome: yield* pick(outcome, order, new Uint8Array(length)),
      score: yield* pick(score, order, new Float64Array(length)),
      rows: yield* pick(rows, order, new Float64Array(length)),
      sums,
      runs,
    };
  }

  #grow(capacity: number): void {
    const { list, outcome, score, rows, words } = this;
    this.list = new Uint32Array(capacity);
    this.list.set(list);
    this.outcome = new Uint8Array(capacity);
    this.outcome.set(outcome);
    this.score = new Float64Array(capacity);
    this.score.set(score);
    this.rows = new Float64Array(capacity);
    this.rows.set(rows);
    this.words = wide((name) => {
      const larger = new Uint32Array(WORDS * capacity);
      larger.set(words[name]);
      return larger;
    });
    this.#wide = wide((name) => new WideColumn(this.words[name]));
  }
}

/** Copies what stands at some places, in their order. A loop, because each column is copied once, by code that is not yet fast. */
function* pick<Column extends Uint8Array | Uint32Array | Float64Array>(
  from: Column,
  places: Uint32Array,
  into: Column,
): Steps<Column> {
  yield* inStretches(places.length, (start, end) => {
    for (let i = start; i < end; i++) into[i] = from[places[i]!]!;
  });
  return into;
}

const wide = <T>(make: (name: (typeof WIDE_SUMS)[number]) => T): Wide<T> =>
  Object.fromEntries(WIDE_SUMS.map((name) => [name, make(name)])) as Wide<T>;

/** Lists of values as a tree with one level for each attribute, so that a list is found without a text made of it. */
class ListNumbers {
  readonly #root: Branch = { number: -1, next: new Map() };

  /** The number of an equal list that came before; `next` is given to a new one. */
  of(values: ValueList, next: number): number {
    let node = this.#root;
    for (const value of values) {
      let child = node.next.get(value);
      if (child === undefined) {
        child = { number: -1, next: new Map() };
        node.next.set(value, child);
      }
      node = child;
    }
    if (node.number < 0) node.number = next;
    return node.number;
  }
}

interface Branch {
  number: number;
  readonly next: Map<string | null, Branch>;
}

/** The place of each list in the order of cells. */
function ranksOf(lists: readonly ValueList[]): Uint32Array {
  const sorted = Uint32Array.from(lists.keys()).sort((a, b) => compareValues(lists[a]!, lists[b]!));
  const ranks = new Uint32Array(lists.length);
  sorted.forEach((number, rank) => {
    ranks[number] = rank;
  });
  return ranks;
}

type Keys = Pick<CellColumns, 'list' | 'outcome' | 'score'>;

/** Where each cell of the ordered columns is now, null where they are in order already, and where each run begins. */
function* orderOf(
  { list, outcome, score }: Keys,
  lists: number,
): Steps<{ order: Uint32Array | null; runs: Uint32Array }> {
  const ends = new Uint32Array(lists * OUTCOMES + 1);
  const runOf = (i: number): number => list[i]! * OUTCOMES + outcome[i]!;
  let inOrder = true;
  yield* inStretches(list.length, (from, to) => {
    for (let i = from; i < to; i++) {
      ends[runOf(i) + 1]! += 1;
      if (i > 0) inOrder &&= isBefore(runOf(i - 1), runOf(i), score[i - 1]!, score[i]!);
    }
  });
  for (let run = 1; run < ends.length; run++) ends[run]! += ends[run - 1]!;
  // An end that repeats is that of a run without cells.
  const runs = ends.filter((end, i) => i === 0 || end !== ends[i - 1]);
  if (inOrder) return { order: null, runs };
  const next = ends.slice();
  const order = new Uint32Array(list.length);
  yield* inStretches(list.length, (from, to) => {
    for (let i = from; i < to; i++) order[next[runOf(i)]!++] = i;
  });
  const stretch = new Stretch();
  for (let run = 0; run + 1 < runs.length; run++) {
    const places = order.subarray(runs[run], runs[run + 1]);
    yield* sortByScore(places, score);
    if (stretch.isOver(places.length)) yield;
  }
  return { order, runs };
}

const isBefore = (runA: number, runB: number, scoreA: number, scoreB: number): boolean =>
  runA < runB || (runA === runB && (scoreA <= scoreB || Number.isNaN(scoreB)));

/**
 * Sorts places of cells by their score, NaN last. The engine sorts the numbers alone, which is faster, and each place then finds its own by
 * bisection.
 */
function* sortByScore(places: Uint32Array, score: Float64Array): Steps<void> {
  const given = places.slice();
  const sorted = (yield* pick(score, given, new Float64Array(given.length))).sort();
  const taken = new Uint32Array(given.length);
  yield* inStretches(given.length, (from, to) => {
    for (let i = from; i < to; i++) {
      const first = firstNotBelow(sorted, score[given[i]!]!);
      places[first + taken[first]!] = given[i]!;
      taken[first]! += 1;
    }
  });
}

/** The first place of a number among sorted ones, of which it is one; NaN stands after all others. */
function firstNotBelow(sorted: Float64Array, number: number): number {
  let low = 0;
  let high = sorted.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    // NaN is below nothing, and everything but NaN is below it.
    if (sorted[middle]! < number || (Number.isNaN(number) && !Number.isNaN(sorted[middle]))) low = middle + 1;
    else high = middle;
  }
  return low;
}
