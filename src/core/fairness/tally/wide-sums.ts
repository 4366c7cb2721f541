/** Bits of a limb, and the value of the bit after them. */
const BITS = 44n;
const LIMB = 2 ** 44;
const HALF_LIMB = 2 ** 22;

/** A limb is emptied into the next before it passes what a double holds exactly: terms are below 2^52 each. */
const FULL = 2 ** 52;

const LIMBS = 2;

/**
 * Many exact sums of integers of up to 128 bits, each in two doubles, and in a third where it grows beyond 2^96. Adding costs a few
 * nanoseconds and leaves no garbage, whereas adding bigints costs a hundred nanoseconds and leaves garbage. A value is l0 + l1 * 2^44 + l2
 * * 2^88.
 */
export class WideSums {
  #limbs: Float64Array;
  /** Third limbs by sum; hardly any sum has one. */
  readonly #tops = new Map<number, number>();

  constructor(sums: number) {
    this.#limbs = new Float64Array(sums * LIMBS);
  }

  /** Makes room for this many sums; added sums are zero. */
  grow(sums: number): void {
    const larger = new Float64Array(sums * LIMBS);
    larger.set(this.#limbs);
    this.#limbs = larger;
  }

  /** Adds a double that holds an integer below 2^88 in size. */
  add(sum: number, value: number): void {
    const high = Math.floor(value / LIMB);
    this.#addParts(sum, value - high * LIMB, high);
  }

  /** Adds `times` (a whole number up to 2^31) times a double that holds an integer below 2^65 in size. */
  addTimes(sum: number, times: number, value: number): void {
    if (times === 1) {
      this.add(sum, value);
      return;
    }
    const high = Math.floor(value / LIMB);
    const rest = value - high * LIMB;
    const restHigh = Math.floor(rest / HALF_LIMB);
    const lowest = (rest - restHigh * HALF_LIMB) * times;
    const carry = Math.floor(lowest / HALF_LIMB);
    const middle = restHigh * times + carry;
    const over = Math.floor(middle / HALF_LIMB);
    this.#addParts(sum, (middle - over * HALF_LIMB) * HALF_LIMB + (lowest - carry * HALF_LIMB), high * times + over);
  }

  addWide(sum: number, value: bigint): void {
    const rest = value >> BITS;
    const high = rest % BigInt(LIMB);
    this.#addParts(sum, Number(BigInt.asUintN(Number(BITS), value)), Number(high));
    this.#addTop(sum, Number((rest - high) >> BITS));
  }

  /** Adds one sum of others to a sum of these. */
  addSum(sum: number, others: WideSums, other: number): void {
    const low = others.#limbs[other * LIMBS]!;
    const high = others.#limbs[other * LIMBS + 1]!;
    const carry = Math.floor(low / LIMB);
    this.#addParts(sum, low - carry * LIMB, carry);
    this.#addParts(sum, 0, high % LIMB);
    this.#addTop(sum, Math.trunc(high / LIMB) + (others.#tops.get(other) ?? 0));
  }

  at(sum: number): bigint {
    const i = sum * LIMBS;
    const high = BigInt(this.#limbs[i + 1]!) + (BigInt(this.#tops.get(sum) ?? 0) << BITS);
    return BigInt(this.#limbs[i]!) + (high << BITS);
  }

  /** Adds both parts of a value to a sum; `low` is in 0..2^44, `high` below 2^52 in size. */
  #addParts(sum: number, low: number, high: number): void {
    const limbs = this.#limbs;
    const i = sum * LIMBS;
    let l0 = limbs[i]! + low;
    let l1 = limbs[i + 1]! + high;
    if (l0 >= FULL) {
      const carry = Math.floor(l0 / LIMB);
      l0 -= carry * LIMB;
      l1 += carry;
    }
    if (l1 >= FULL || l1 <= -FULL) {
      const carry = Math.floor(l1 / LIMB);
      l1 -= carry * LIMB;
      this.#addTop(sum, carry);
    }
    limbs[i] = l0;
    limbs[i + 1] = l1;
  }

  #addTop(sum: number, value: number): void {
    if (value !== 0) this.#tops.set(sum, (this.#tops.get(sum) ?? 0) + value);
  }
}
