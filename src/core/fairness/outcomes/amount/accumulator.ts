import { TribuneError } from '../../../base/errors.js';
import { addExclusions } from '../../tally/cells.js';
import { Combinations } from '../../tally/combinations.js';
import { MAX_CELLS } from '../../tally/limits.js';
import { DISTINCT_AMOUNT_LIMIT, settlePlaces } from './cells.js';
import { MAX_PEOPLE, stepOf } from './scale.js';
import { type AmountCell, type AmountRow, type AmountTally, type Places, QUANTITIES, type Quantity } from './types.js';

interface Sums {
  rows: number;
  weight: bigint;
  sum: bigint;
  squares: bigint;
}

/** One value at its place, in smallest parts. */
interface Counted {
  readonly place: number;
  readonly value: number;
  readonly weight: number;
}

export type AmountSpec = Pick<AmountTally, 'policyDigest' | 'attributes' | 'unit' | 'decimals' | 'weightKind'>;

/**
 * The tally of amounts that come row by row; memory follows the cells. It equals the tally that the SQL of files makes of the same rows bit
 * for bit, and has the same limits.
 *
 * @example
 * const accumulator = new AmountAccumulator({ policyDigest: '', attributes: ['sex'], unit: 'USD', decimals: 2, weightKind: 'none' });
 * accumulator.add({ values: ['f'], amount: 123450, actual: null, weight: 1 });
 * accumulator.take().cells[0].sum // 123450n
 */
export class AmountAccumulator {
  readonly #spec: AmountSpec;
  readonly #limit: number;
  readonly #combinations: Combinations;
  readonly #explained: boolean;
  readonly #intervals: boolean;
  readonly #sums = ofEach((): Map<number, Sums>[] => []);
  readonly #places = ofEach((): Places => 'distinct');
  readonly #excluded = new Map<string, number>();
  #rowsRead = 0;
  readonly #cells = ofEach(() => 0);
  #people = 0n;

  /**
   * @param options.limit distinct values above which steps are kept, for tests; the contract fixes the default
   * @param options.explained whether labels are counted too, which R² needs
   * @param options.intervals whether prediction intervals are counted
   */
  constructor(
    spec: AmountSpec,
    options: {
      readonly limit?: number | undefined;
      readonly explained?: boolean | undefined;
      readonly intervals?: boolean | undefined;
    } = {},
  ) {
    this.#spec = spec;
    this.#explained = options.explained ?? false;
    this.#intervals = options.intervals ?? false;
    this.#limit = options.limit ?? DISTINCT_AMOUNT_LIMIT;
    this.#combinations = new Combinations(spec.attributes);
  }

  /**
   * Adds one row.
   *
   * @throws TribuneError `DATA_TOO_LARGE` beyond the limits of a tally
   */
  add({ values, amount, actual, interval = null, weight }: AmountRow): void {
    const { index } = this.#combinations.find(values);
    this.#people += BigInt(weight);
    if (this.#people > MAX_PEOPLE) throw tooManyPeople();
    this.#count('amount', index, { place: amount, value: amount, weight });
    if (actual !== null) {
      const error = amount - actual;
      this.#count('error', index, { place: error, value: error, weight });
      if (this.#explained) {
        this.#count('actual', index, { place: actual, value: actual, weight });
        this.#count('paired', index, { place: actual, value: error, weight });
      }
    }
    if (this.#intervals && interval !== null) {
      const { lower, upper } = interval;
      this.#count('width', index, { place: upper - lower, value: upper - lower, weight });
      const covered = actual !== null && actual >= lower && actual <= upper ? 1 : 0;
      if (actual !== null) this.#count('covered', index, { place: covered, value: covered, weight });
    }
    this.#rowsRead += 1;
  }

  /** Counts rows that are left out, by the reason that the report gives. */
  exclude(reason: string, rows = 1): void {
    this.#excluded.set(reason, (this.#excluded.get(reason) ?? 0) + rows);
    this.#rowsRead += rows;
  }

  /** The tally of everything so far. */
  take(): AmountTally {
    const excluded = [...this.#excluded].map(([reason, rows]) => ({ reason, rows }));
    return {
      schemaVersion: '3',
      outcome: 'amount',
      ...this.#spec,
      ...settlePlaces(this.#allCells(), this.#kept(), this.#limit),
      rowsRead: this.#rowsRead,
      excluded: addExclusions([], excluded),
    };
  }

  #kept(): AmountTally['places'] {
    const { actual, paired, covered, width, ...usual } = this.#places;
    return {
      ...usual,
      ...(this.#explained ? { actual, paired } : {}),
      ...(this.#intervals ? { covered, width } : {}),
    };
  }

  #count(quantity: Quantity, combination: number, counted: Counted): void {
    const { place, value, weight } = counted;
    const list = this.#sums[quantity];
    list[combination] ??= new Map();
    const places = list[combination];
    const at = (this.#places[quantity] === 'steps' ? stepOf(place) : place) + 0;
    let sums = places.get(at);
    if (sums === undefined) {
      if (this.#places[quantity] === 'distinct' && this.#cells[quantity] >= this.#limit) {
        this.#putIntoSteps(quantity);
        this.#count(quantity, combination, counted);
        return;
      }
      if (QUANTITIES.reduce((sum, each) => sum + this.#cells[each], 0) >= MAX_CELLS) throw tooManyCells();
      sums = { rows: 0, weight: 0n, sum: 0n, squares: 0n };
      places.set(at, sums);
      this.#cells[quantity] += 1;
    }
    const people = BigInt(weight);
    const exact = BigInt(value);
    sums.rows += 1;
    sums.weight += people;
    sums.sum += people * exact;
    sums.squares += people * exact * exact;
  }

  /** Bounds memory. `settlePlaces` would put so many distinct values into steps at the end too. */
  #putIntoSteps(quantity: Quantity): void {
    this.#places[quantity] = 'steps';
    this.#sums[quantity] = this.#sums[quantity].map((places) => {
      const coarse = new Map<number, Sums>();
      for (const [at, sums] of places) {
        const step = stepOf(at) + 0;
        const there = coarse.get(step);
        if (there === undefined) coarse.set(step, sums);
        else {
          there.rows += sums.rows;
          there.weight += sums.weight;
          there.sum += sums.sum;
          there.squares += sums.squares;
        }
      }
      this.#cells[quantity] += coarse.size - places.size;
      return coarse;
    });
  }

  #allCells(): AmountCell[] {
    const { list } = this.#combinations;
    return QUANTITIES.flatMap((quantity) =>
      this.#sums[quantity].flatMap((places, index) =>
        [...places].map(([at, sums]) => ({ values: list[index]!.values, quantity, at, ...sums })),
      ),
    );
  }
}

const ofEach = <T>(make: () => T): Record<Quantity, T> =>
  Object.fromEntries(QUANTITIES.map((quantity) => [quantity, make()])) as Record<Quantity, T>;

const tooManyCells = (): TribuneError =>
  new TribuneError('DATA_TOO_LARGE', `the attributes make more than ${MAX_CELLS} cells`, {
    remedy: 'Audit fewer attributes together.',
  });

/** @throws by the caller where people, count weights multiplied in, pass the limit under which no sum can overflow */
export const tooManyPeople = (): TribuneError =>
  new TribuneError('DATA_TOO_LARGE', `the rows stand for more than ${MAX_PEOPLE} people`, {
    remedy: 'Divide count weights by a common factor, or audit a part of the data.',
  });
