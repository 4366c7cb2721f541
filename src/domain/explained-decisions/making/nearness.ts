import type { RecourseChange } from '../../../core/explain/index.js';
import type { Feature, Matrix, Model } from '../../../core/models/index.js';
import type { Plausibility } from '../ports/index.js';

/** People to whom somebody is held, evenly over the background: the distances of all pairs of them are computed once. */
const MOST_PEOPLE = 1000;
/** Neighbours whose mean distance says how alone somebody stands. */
const NEIGHBOURS = 5;

/** How near somebody is to real people, by Gower's distance (1971): each input counts the same, in shares of its range among them. */
export class Nearness {
  readonly #features: readonly Feature[];
  readonly #people: readonly Float64Array[];
  readonly #ranges: Float64Array;
  /** Mean distance of each person to their own neighbours, ascending. */
  readonly #aloneness: Float64Array;

  /** @param rows the people to compare with, at least two */
  constructor(features: readonly Feature[], rows: Matrix) {
    this.#features = features;
    const step = Math.max(1, Math.ceil(rows.rows / MOST_PEOPLE));
    this.#people = Array.from({ length: Math.ceil(rows.rows / step) }, (_, i) =>
      rows.data.subarray(i * step * rows.columns, (i * step + 1) * rows.columns),
    );
    this.#ranges = Float64Array.from(features, (_, c) => rangeOf(this.#people.map((person) => person[c]!)));
    this.#aloneness = Float64Array.from(this.#people, (person) => alonenessOf(this.#distances(person, person))).sort();
  }

  /** Says how near a row of the model's inputs is. */
  of(row: Float64Array): Plausibility {
    const distances = this.#distances(row, null);
    const alone = alonenessOf(distances);
    const below = this.#aloneness.findIndex((one) => one >= alone);
    const atLeast = below < 0 ? 0 : this.#aloneness.length - below;
    return { nearest: distances.reduce((a, b) => Math.min(a, b)), asAlone: atLeast / this.#aloneness.length };
  }

  /** Distances to everybody but one. */
  #distances(row: Float64Array, except: Float64Array | null): number[] {
    return this.#people.flatMap((person) => (person === except ? [] : [this.#distance(row, person)]));
  }

  #distance(a: Float64Array, b: Float64Array): number {
    let sum = 0;
    for (let c = 0; c < a.length; c++) sum += this.#apart(c, a[c]!, b[c]!);
    return sum / a.length;
  }

  #apart(c: number, a: number, b: number): number {
    if (Object.is(a, b) || a === b) return 0;
    // Somebody of whom a value is missing is as far from one with it as can be.
    if (Number.isNaN(a) || Number.isNaN(b) || this.#features[c]!.categories !== undefined) return 1;
    const range = this.#ranges[c]!;
    return range === 0 ? 1 : Math.abs(a - b) / range;
  }
}

function rangeOf(values: readonly number[]): number {
  const finite = values.filter((value) => Number.isFinite(value));
  return finite.length === 0 ? 0 : finite.reduce((a, b) => Math.max(a, b)) - finite.reduce((a, b) => Math.min(a, b));
}

/** Mean distance to the nearest neighbours. */
function alonenessOf(distances: readonly number[]): number {
  const nearest = distances.toSorted((a, b) => a - b).slice(0, NEIGHBOURS);
  return nearest.reduce((sum, one) => sum + one, 0) / nearest.length;
}

/** The row of a person after changes; those of columns that the model does not read leave it as it is. */
export function changedRow(
  { features }: Pick<Model, 'features'>,
  row: Float64Array,
  changes: Readonly<Record<string, RecourseChange>>,
): Float64Array {
  return row.map((value, c) => {
    const { name, categories } = features[c]!;
    const change = changes[name];
    if (change === undefined) return value;
    if (change.to === null) return Number.NaN;
    return categories === undefined ? Number(change.to) : categories.indexOf(String(change.to));
  });
}
