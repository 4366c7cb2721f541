import { TribuneError } from '../../base/errors.js';
import { MANY_GROUPS_REMEDY, MAX_CELLS, MAX_GROUPS } from './limits.js';
import { compareValues } from './order.js';

/** One combination of attribute values. */
export interface Combination {
  readonly index: number;
  readonly values: readonly (string | null)[];
  /** Place of the rows without a score; -1 until there is one. */
  unscored: number;
  /** Number of distinct scores, as long as these are kept. */
  distinct: number;
}

interface Branch {
  readonly next: Map<string | null, Branch>;
  leaf: Combination | null;
}

const branch = (): Branch => ({ next: new Map(), leaf: null });

/** The combinations of attribute values that occurred; one is found by one look-up for each attribute. */
export class Combinations {
  readonly list: Combination[] = [];
  readonly #attributes: readonly string[];
  readonly #groups: readonly Set<string>[];
  readonly #root = branch();

  constructor(attributes: readonly string[]) {
    this.#attributes = attributes;
    this.#groups = attributes.map(() => new Set());
  }

  /** @throws TribuneError `DATA_TOO_LARGE` for more groups or combinations than a tally may have; then nothing has been added */
  find(values: readonly (string | null)[]): Combination {
    let node = this.#root;
    for (let i = 0; i < this.#attributes.length; i++) {
      const next = node.next.get(values[i]!);
      if (next === undefined) return this.#insert(values);
      node = next;
    }
    return node.leaf ?? this.#insert(values);
  }

  /** All combinations in the order of cells. */
  sorted(): Combination[] {
    return [...this.list].sort((a, b) => compareValues(a.values, b.values));
  }

  #insert(given: readonly (string | null)[]): Combination {
    const values = this.#attributes.map((_, i) => given[i]!);
    this.#checkRoom(values);
    let node = this.#root;
    values.forEach((value, i) => {
      if (value !== null) this.#groups[i]!.add(value);
      const next = node.next.get(value) ?? branch();
      node.next.set(value, next);
      node = next;
    });
    const leaf: Combination = { index: this.list.length, values, unscored: -1, distinct: 0 };
    node.leaf = leaf;
    this.list.push(leaf);
    return leaf;
  }

  #checkRoom(values: readonly (string | null)[]): void {
    values.forEach((value, i) => {
      const groups = this.#groups[i]!;
      if (value === null || groups.size < MAX_GROUPS || groups.has(value)) return;
      throw new TribuneError('DATA_TOO_LARGE', `attribute ${this.#attributes[i]} has more than ${MAX_GROUPS} groups`, {
        remedy: MANY_GROUPS_REMEDY,
        place: { name: this.#attributes[i]! },
      });
    });
    // Each combination makes at least one cell, however scores are kept, so their number is bounded too.
    if (this.list.length >= MAX_CELLS) throw tooManyCells();
  }
}

export const tooManyCells = (): TribuneError =>
  new TribuneError('DATA_TOO_LARGE', `the attributes make more than ${MAX_CELLS} cells`, {
    remedy: 'Audit fewer attributes together, or use coarser bins (data.scoreBins).',
  });
