import { type RowSums, rowSums, toFixedPoint } from './fixed-point.js';
import { labelOf, OUTCOMES } from './outcome-places.js';
import { FIXED_POINT, type WeightKind } from './types.js';
import { WideSums } from './wide-sums.js';

/** The sums that a cell keeps beside its rows; the others follow from these and from its score. */
const SUMS = { rows: 0, people: 1, weights: 2, scores: 5 } as const;

const FIRST_CAPACITY = 64;

/** `WideSums.addTimes` takes at most this many people at once. */
const MAX_TIMES = 2n ** 31n;

export interface DenseKind {
  readonly weightKind: WeightKind;
  readonly keeping: 'none' | 'distinct' | 'bins';
}

/**
 * Cells by number, with their sums in flat arrays. A place (a combination of values with a score, a bin or none) has six outcomes, each of
 * which gets a cell when its first row comes.
 */
export class DenseCells {
  /** Number of cells that hold rows. */
  count = 0;
  readonly #kind: DenseKind;
  readonly #sumsPerCell: number;
  /** Number of the cell plus one, by place and outcome; 0 for none. */
  #cellAt = new Int32Array(FIRST_CAPACITY * OUTCOMES);
  #rows = new Float64Array(FIRST_CAPACITY);
  #sums: WideSums;

  constructor(kind: DenseKind) {
    this.#kind = kind;
    this.#sumsPerCell = SUMS[sumsOf(kind)];
    this.#sums = new WideSums(FIRST_CAPACITY * this.#sumsPerCell);
  }

  /** Whether a row of this outcome would be the first of a cell. */
  isNew(place: number, outcome: number): boolean {
    return (this.#cellAt[place * OUTCOMES + outcome] ?? 0) === 0;
  }

  /** Adds one row. `score` is null where the row has no score or scores are not kept. */
  add(place: number, outcome: number, weight: number, score: number | null): void {
    const cell = this.#cell(place, outcome);
    this.#rows[cell]! += 1;
    const { weightKind, keeping } = this.#kind;
    const first = cell * this.#sumsPerCell;
    if (weightKind === 'count') this.#sums.add(first, weight);
    else if (weightKind === 'sampling') {
      this.#sums.add(first, fixed(weight));
      this.#sums.add(first + 1, fixed(weight * weight));
    }
    if (score === null || this.#sumsPerCell !== SUMS.scores) return;
    const label = labelOf(outcome);
    const error = label === null ? 0 : label - score;
    if (weightKind === 'sampling') {
      this.#sums.add(first + 2, fixed(weight * score));
      this.#sums.add(first + 3, fixed(weight * (score * score)));
      this.#sums.add(first + 4, fixed(weight * (error * error)));
    } else if (keeping === 'bins') {
      this.#sums.addTimes(first + 2, weight, fixed(score));
      this.#sums.addTimes(first + 3, weight, fixed(score * score));
      this.#sums.addTimes(first + 4, weight, fixed(error * error));
    }
  }

  /** Adds the cells of one place of `others`, which keep distinct scores, to a place of these cells, which keep bins. */
  addPlace(place: number, others: DenseCells, other: number, score: number | null): void {
    for (let outcome = 0; outcome < OUTCOMES; outcome++) {
      const from = (others.#cellAt[other * OUTCOMES + outcome] ?? 0) - 1;
      if (from >= 0) this.#addFrom(this.#cell(place, outcome), others, from, { score, label: labelOf(outcome) });
    }
  }

  #addFrom(
    cell: number,
    others: DenseCells,
    from: number,
    { score, label }: { score: number | null; label: 0 | 1 | null },
  ): void {
    this.#rows[cell]! += others.#rows[from]!;
    const [first, firstFrom] = [cell * this.#sumsPerCell, from * others.#sumsPerCell];
    for (let i = 0; i < others.#sumsPerCell; i++) this.#sums.addSum(first + i, others.#sums, firstFrom + i);
    if (others.#sumsPerCell === this.#sumsPerCell || score === null) return;
    const people = others.#sumsPerCell === 0 ? BigInt(others.#rows[from]!) : others.#sums.at(firstFrom);
    const error = label === null ? 0 : label - score;
    [score, score * score, error * error].forEach((value, i) => {
      if (people <= MAX_TIMES) this.#sums.addTimes(first + 2 + i, Number(people), fixed(value));
      else this.#sums.addWide(first + 2 + i, people * toFixedPoint(value));
    });
  }

  /** Rows and sums of a cell whose rows have this score (any score where bins are kept); null where there is no such cell. */
  read(place: number, outcome: number, score: number | null): ({ rows: number } & RowSums) | null {
    const cell = (this.#cellAt[place * OUTCOMES + outcome] ?? 0) - 1;
    if (cell < 0) return null;
    const rows = this.#rows[cell]!;
    const sum = (index: number): bigint =>
      index < this.#sumsPerCell ? this.#sums.at(cell * this.#sumsPerCell + index) : 0n;
    const weight = this.#kind.weightKind === 'none' ? BigInt(rows) : sum(0);
    if (this.#sumsPerCell === SUMS.scores) {
      return {
        rows,
        weight,
        weightSquares: sum(1),
        scoreSum: sum(2),
        scoreSquares: sum(3),
        errorSquares: sum(4),
      };
    }
    const one = rowSums('none', 1, score, labelOf(outcome));
    return {
      rows,
      weight,
      weightSquares: sum(1),
      scoreSum: weight * one.scoreSum,
      scoreSquares: weight * one.scoreSquares,
      errorSquares: weight * one.errorSquares,
    };
  }

  #cell(place: number, outcome: number): number {
    const at = place * OUTCOMES + outcome;
    const there = this.#cellAt[at] ?? 0;
    if (there > 0) return there - 1;
    while (at >= this.#cellAt.length) this.#cellAt = doubledInts(this.#cellAt);
    if (this.count === this.#rows.length) {
      const rows = new Float64Array(this.#rows.length * 2);
      rows.set(this.#rows);
      this.#rows = rows;
      this.#sums.grow(rows.length * this.#sumsPerCell);
    }
    this.count += 1;
    this.#cellAt[at] = this.count;
    return this.count - 1;
  }
}

/** floor(value * 2^40) as a double; `toFixedPoint` gives the same as a bigint. */
const fixed = (value: number): number => Math.floor(value * FIXED_POINT);

function sumsOf({ weightKind, keeping }: DenseKind): keyof typeof SUMS {
  if (keeping === 'bins' || (keeping === 'distinct' && weightKind === 'sampling')) return 'scores';
  return weightKind === 'sampling' ? 'weights' : weightKind === 'count' ? 'people' : 'rows';
}

function doubledInts(array: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(array.length * 2);
  larger.set(array);
  return larger;
}
