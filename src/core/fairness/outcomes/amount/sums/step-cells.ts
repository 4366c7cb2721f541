import { EXPONENT_OF_ONE, ofUpperWord, UPPER_DIGITS, upperWord } from './double-words.js';
import { NumberedPairs } from './numbered.js';

/** Steps of a page, which are told by the last bits that a step keeps. */
const PAGE_BITS = 3;
export const PAGE = 2 ** PAGE_BITS;

/** Pages of some groups of amounts and their errors. */
const FIRST_PAGES = 8192;

/** Powers of two of integers: amounts and their errors are below 2^44 in size. */
const EXPONENTS = 45;

/** Lists whose pages are found by their place in a table; pages of further lists are looked up. */
const LISTS_BY_PLACE = 1024;

/** All bits of an upper word but that of the sign. */
const SIZE = 0x7fffffff;

interface Rows {
  readonly lists: Int32Array;
  readonly values: Float64Array;
  readonly from: number;
  readonly count: number;
}

/** Where the pages of a list stand: by their leading bits, from those of 1 on, both signs of each next to each other. */
interface Shape {
  /** Bits of an upper word that a step does not keep. */
  readonly dropped: number;
  /** Leading bits of the page of 1. */
  readonly first: number;
  /** Places of a list. */
  readonly places: number;
}

/**
 * Numbers the cells of steps, page by page of eight steps, pages in the order in which they come. Integers have some thousands of pages, so that most are
 * found by their place in a table: to look one up by what it is took as long as to sum its row.
 */
export class StepCells {
  readonly #pages = new NumberedPairs(FIRST_PAGES);
  readonly #shape: Shape;
  /** Number of the page at each place, from 1 on, list after list. */
  #table = new Int32Array(0);

  /** @param digits leading binary digits that steps keep, 4 to 21 */
  constructor(digits: number) {
    const dropped = UPPER_DIGITS + 1 - digits;
    const leading = (exponent: number): number => (exponent * 2 ** UPPER_DIGITS) >>> (dropped + PAGE_BITS);
    this.#shape = { dropped, first: leading(EXPONENT_OF_ONE), places: 2 * (leading(EXPONENTS) + 2) };
  }

  /** Number of cells that there must be room for. */
  get room(): number {
    return PAGE * this.#pages.size;
  }

  /** Sets the cell of each row. */
  find(rows: Rows, cells: Int32Array): void {
    if (findCells(rows, this.#shape, this.#table, cells) === 0) return;
    for (let row = 0; row < rows.count; row++)
      if (cells[row]! < 0) cells[row] = this.cellOf(rows.lists[rows.from + row]!, rows.values[rows.from + row]!);
  }

  cellOf(list: number, value: number): number {
    const word = upperWord(value);
    const { dropped, places } = this.#shape;
    const page = this.#pages.numberOf(list, word >>> (dropped + PAGE_BITS));
    const place = placeOf(word, this.#shape);
    if (list < LISTS_BY_PLACE && place < places) {
      while (this.#table.length < (list + 1) * places) this.#grow();
      this.#table[list * places + place] = page + 1;
    }
    return PAGE * page + stepOf(word, dropped);
  }

  /** The pages of each list, by their leading bits: they ascend with places from 0 on, and where places are below 0 they descend. */
  byList(): number[][] {
    return this.#pages.byList();
  }

  /** The end nearer to 0 of a step of a page. */
  placeOf(page: number, step: number): number {
    return ofUpperWord((this.#pages.valueOf(page) * PAGE + step) << this.#shape.dropped);
  }

  #grow(): void {
    const larger = new Int32Array(Math.max(2 * this.#table.length, this.#shape.places));
    larger.set(this.#table);
    this.#table = larger;
  }
}

/** Finds the cells of rows whose pages have a place, -1 for others, and says how many those are. It calls nothing that is large, so that it is compiled soon. */
function findCells({ lists, values, from, count }: Rows, shape: Shape, table: Int32Array, cells: Int32Array): number {
  const { places, dropped } = shape;
  let missed = 0;
  for (let row = 0; row < count; row++) {
    const word = upperWord(values[from + row]!);
    const place = placeOf(word, shape);
    const at = lists[from + row]! * places + place;
    const page = place < places && at < table.length ? table[at]! : 0;
    if (page === 0) missed += 1;
    cells[row] = page === 0 ? -1 : PAGE * (page - 1) + stepOf(word, dropped);
  }
  return missed;
}

const stepOf = (word: number, dropped: number): number => (word >>> dropped) & (PAGE - 1);

/** The place of a page among those of its list; 0 has no exponent, and stands before 1. */
function placeOf(word: number, { dropped, first }: Shape): number {
  const leading = (word & SIZE) >>> (dropped + PAGE_BITS);
  return 2 * (leading === 0 ? 0 : leading - first + 1) + (word >>> 31);
}
