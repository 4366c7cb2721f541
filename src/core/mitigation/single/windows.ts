/** Places of one group at which its cutoff may lie, with the value of a bounded metric at each. */
export interface Window {
  /** Values of the metric by group and place. */
  readonly values: readonly Float64Array[];
  /** Places of every group by rising value; NaN has none. */
  readonly order: readonly Int32Array[];
  /** All values that may be the lowest, each once and rising. */
  readonly lows: Float64Array;
  /** The highest value that goes with a lowest one. */
  readonly end: (low: number) => number;
}

/** Comparisons of rates that come of sums in another order. */
const ROUNDING = 1e-12;

/**
 * One place for every group such that the values of every window lie between a lowest one and its end, with the largest sum of `worth`; null
 * where there are none. The lowest value is that of some group, so every one of them is tried: with one window that takes one pass, with each
 * further window as many as there are values.
 *
 * @param worth of every group and place
 * @param allowed whether a place may be taken at all
 */
export function bestPlaces(
  worth: readonly Float64Array[],
  allowed: readonly Uint8Array[],
  windows: readonly Window[],
): { readonly places: number[]; readonly sum: number } | null {
  const [window, ...others] = windows;
  if (window === undefined) return bestOfEach(worth, allowed);
  if (others.length === 0) return bestInWindow(worth, allowed, window);
  let best: { places: number[]; sum: number } | null = null;
  for (const low of window.lows) {
    const [from, to] = [low - ROUNDING, window.end(low) + ROUNDING];
    // Without the other windows the sum is no smaller: where even that is no gain, they need not be looked through.
    const most = mostInside(worth, allowed, window.values, [from, to]);
    if (most === null || (best !== null && most <= best.sum)) continue;
    const inside = allowed.map((may, g) => {
      const values = window.values[g]!;
      return may.map((one, place) => +(one === 1 && values[place]! >= from && values[place]! <= to));
    });
    const found = bestPlaces(worth, inside, others);
    if (found !== null && (best === null || found.sum > best.sum)) best = found;
  }
  return best;
}

/** The window of a metric, whose values of each group and place are given. */
export function windowOf(values: readonly Float64Array[], end: Window['end']): Window {
  const order = values.map((own) =>
    Int32Array.from(own.keys())
      .filter((place) => !Number.isNaN(own[place]!))
      .sort((a, b) => own[a]! - own[b]!),
  );
  const lows = Float64Array.from(new Set(values.flatMap((own) => [...own.filter((value) => !Number.isNaN(value))])));
  return { values, order, lows: lows.sort(), end };
}

/** The largest sum of places whose values lie inside; null where a group has none. */
function mostInside(
  worth: readonly Float64Array[],
  allowed: readonly Uint8Array[],
  values: readonly Float64Array[],
  [from, to]: readonly [number, number],
): number | null {
  let sum = 0;
  for (let g = 0; g < worth.length; g++) {
    const [may, own, at] = [allowed[g]!, worth[g]!, values[g]!];
    let most = Number.NEGATIVE_INFINITY;
    for (let place = 0; place < may.length; place++)
      if (may[place] === 1 && at[place]! >= from && at[place]! <= to && own[place]! > most) most = own[place]!;
    if (most === Number.NEGATIVE_INFINITY) return null;
    sum += most;
  }
  return sum;
}

function bestOfEach(
  worth: readonly Float64Array[],
  allowed: readonly Uint8Array[],
): { places: number[]; sum: number } | null {
  let sum = 0;
  const places: number[] = [];
  for (let g = 0; g < worth.length; g++) {
    let at = -1;
    for (let place = 0; place < worth[g]!.length; place++)
      if (allowed[g]![place] === 1 && (at < 0 || worth[g]![place]! > worth[g]![at]!)) at = place;
    if (at < 0) return null;
    places.push(at);
    sum += worth[g]![at]!;
  }
  return { places, sum };
}

/** Places of a group in the order of their values, of which those inside the window wait in a queue by falling worth. */
class Queue {
  readonly #worth: Float64Array;
  readonly #values: Float64Array;
  readonly #order: Int32Array;
  readonly #places: Int32Array;
  #head = 0;
  #tail = 0;
  #next = 0;

  constructor(worth: Float64Array, values: Float64Array, order: Int32Array) {
    this.#worth = worth;
    this.#values = values;
    this.#order = order;
    this.#places = new Int32Array(order.length);
  }

  /** Takes in what comes to lie below the upper end, and lets go what no longer lies above the lower one. */
  move(from: number, to: number): void {
    while (this.#next < this.#order.length && this.#values[this.#order[this.#next]!]! <= to) {
      const place = this.#order[this.#next++]!;
      while (this.#tail > this.#head && this.#worth[this.#places[this.#tail - 1]!]! <= this.#worth[place]!)
        this.#tail--;
      this.#places[this.#tail++] = place;
    }
    while (this.#head < this.#tail && this.#values[this.#places[this.#head]!]! < from) this.#head++;
  }

  /** The best place inside; -1 where there is none. */
  get best(): number {
    return this.#head < this.#tail ? this.#places[this.#head]! : -1;
  }

  /** Whether there is none inside and none to come. */
  get isOver(): boolean {
    return this.#head === this.#tail && this.#next === this.#order.length;
  }
}

/** The same by one pass over the lowest values. */
function bestInWindow(
  worth: readonly Float64Array[],
  allowed: readonly Uint8Array[],
  window: Window,
): { places: number[]; sum: number } | null {
  const queues = worth.map(
    (own, g) =>
      new Queue(
        own,
        window.values[g]!,
        window.order[g]!.filter((place) => allowed[g]![place] === 1),
      ),
  );
  let best: { places: number[]; sum: number } | null = null;
  for (const low of window.lows) {
    let sum = 0;
    for (let g = 0; g < queues.length; g++) {
      const queue = queues[g]!;
      queue.move(low - ROUNDING, window.end(low) + ROUNDING);
      sum += queue.best < 0 ? Number.NaN : worth[g]![queue.best]!;
    }
    if (!Number.isNaN(sum) && (best === null || sum > best.sum))
      best = { sum, places: queues.map((queue) => queue.best) };
    if (queues.some((queue) => queue.isOver)) break;
  }
  return best;
}
