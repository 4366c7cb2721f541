import type { CellValues } from '../../monitor-panes/index.js';
import { placeFor } from './numbers.js';

/** Lengths of what is remembered of a group. Groups of a watch share it. */
export interface GroupShape {
  readonly n: number;
  readonly past: number;
}

/** A group of a watch, whether it has a series or not yet. Its numbers stand in one place, as those of a series do. */
export class GroupCounts {
  readonly values: CellValues;
  /** The text of the values. */
  readonly key: string;
  readonly firstAt: number;
  /** Blocks in which it had observations of every rate. */
  blocks = 0;
  /** What a group is compared with that is compared with its own beginning; null of all others, and until that is over. */
  baseline: Float64Array | null = null;
  readonly #shape: GroupShape;
  readonly #store: Float64Array;
  readonly #at: number;

  constructor({ values, key, firstAt }: Pick<GroupCounts, 'values' | 'key' | 'firstAt'>, shape: GroupShape) {
    this.values = values;
    this.key = key;
    this.firstAt = firstAt;
    this.#shape = shape;
    const { store, at } = placeFor(shape.n + shape.past);
    this.#store = store;
    this.#at = at;
  }

  /** Observations of each rate since the beginning; of other kinds people. A view. */
  get n(): Float64Array {
    return this.#store.subarray(this.#at, this.#at + this.#shape.n);
  }

  /** For each rate the observations and successes that rates to bet by rest on, older ones faded. Of other kinds what they count, likewise. A view, through which it is changed. */
  get past(): Float64Array {
    const from = this.#at + this.#shape.n;
    return this.#store.subarray(from, from + this.#shape.past);
  }

  /** Copies `past` out, and back in: where every group is looked at one after the other, that is quicker than a view of each. */
  readPast(into: Float64Array): void {
    const from = this.#at + this.#shape.n;
    for (let i = 0; i < into.length; i++) into[i] = this.#store[from + i]!;
  }

  writePast(of: Float64Array): void {
    const from = this.#at + this.#shape.n;
    for (let i = 0; i < of.length; i++) this.#store[from + i] = of[i]!;
  }

  /** One number of `n`, without a view. */
  peopleOf(rate: number): number {
    return this.#store[this.#at + rate]!;
  }

  addPeople(rate: number, more: number): void {
    this.#store[this.#at + rate]! += more;
  }

  /** One number of `past`, without a view. */
  pastAt(place: number): number {
    return this.#store[this.#at + this.#shape.n + place]!;
  }

  putPast(place: number, value: number): void {
    this.#store[this.#at + this.#shape.n + place] = value;
  }
}
