import { digestOf } from './digest.js';

const FIRST_ROOM = 1024;

/** Slots for each number there is room for: fuller tables collide too often. */
const SLOTS_OF = 2;

/** Numbers pairs of a list and an integer from 0 on, in the order in which they come: a hash table of numbers alone. */
export class NumberedPairs {
  #slots: Int32Array;
  #lists: Int32Array;
  #values: Float64Array;
  #size = 0;

  constructor(room = FIRST_ROOM) {
    const rounded = 2 ** Math.ceil(Math.log2(Math.max(room, 2)));
    this.#slots = new Int32Array(SLOTS_OF * rounded);
    this.#lists = new Int32Array(rounded);
    this.#values = new Float64Array(rounded);
  }

  get size(): number {
    return this.#size;
  }

  listOf(number: number): number {
    return this.#lists[number]!;
  }

  valueOf(number: number): number {
    return this.#values[number]!;
  }

  /** The number of a pair, which is given one where it has none. -0 is not told from 0. */
  numberOf(list: number, value: number): number {
    const last = this.#slots.length - 1;
    let slot = digestOf(list, value) & last;
    for (;;) {
      const number = this.#slots[slot]! - 1;
      if (number < 0) return this.#open(slot, list, value);
      if (this.#values[number] === value && this.#lists[number] === list) return number;
      slot = (slot + 1) & last;
    }
  }

  /** The numbers of the pairs of each list, by value. */
  byList(): number[][] {
    const lists: number[][] = [];
    for (let number = 0; number < this.#size; number++) {
      const list = this.#lists[number]!;
      const there = lists[list];
      if (there === undefined) lists[list] = [number];
      else there.push(number);
    }
    for (const numbers of lists) numbers?.sort((a, b) => this.#values[a]! - this.#values[b]!);
    return lists;
  }

  #open(slot: number, list: number, value: number): number {
    if (this.#size === this.#lists.length) {
      this.#grow();
      return this.numberOf(list, value);
    }
    const number = this.#size;
    this.#lists[number] = list;
    this.#values[number] = value;
    this.#size += 1;
    this.#slots[slot] = this.#size;
    return number;
  }

  #grow(): void {
    const larger = new NumberedPairs(2 * this.#lists.length);
    for (let number = 0; number < this.#size; number++) larger.numberOf(this.#lists[number]!, this.#values[number]!);
    this.#slots = larger.#slots;
    this.#lists = larger.#lists;
    this.#values = larger.#values;
  }
}
