const FIRST_CAPACITY = 64;

/** Slots for each place. The table stays below half full, so a look-up meets one or two other places. */
const SLOTS_PER_PLACE = 4;

/** Gives access to the two halves of a double. */
const double = new Float64Array(1);
const halves = new Uint32Array(double.buffer);

/** Hash of a combination and a score, after the finalizer of MurmurHash3 (Appleby, public domain) and with its constants. */
function hashOf(combination: number, score: number): number {
  double[0] = score;
  let hash = Math.imul(halves[0]! ^ Math.imul(combination, 0x9e3779b1), 0x85ebca6b) ^ halves[1]!;
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

/**
 * Places by combination of values and score, numbered from 0 in the order in which they came. It is a hash table in flat arrays, because a
 * map of doubles keeps each as an object of its own and takes several times as long.
 */
export class ScorePlaces {
  size = 0;
  #scores = new Float64Array(FIRST_CAPACITY);
  #combinations = new Int32Array(FIRST_CAPACITY);
  /** Number of the place plus one; 0 marks a free slot. */
  #slots = new Int32Array(FIRST_CAPACITY * SLOTS_PER_PLACE);

  /** The place of a score in a combination, -1 where there is none. NaN is no score, and is never found. */
  find(combination: number, score: number): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    for (let at = hashOf(combination, score) & mask; slots[at] !== 0; at = (at + 1) & mask) {
      const place = slots[at]! - 1;
      if (this.#scores[place] === score && this.#combinations[place] === combination) return place;
    }
    return -1;
  }

  /** Adds a place and returns its number; rows without a score pass NaN. */
  add(combination: number, score: number): number {
    if (this.size === this.#scores.length) this.#grow();
    const place = this.size++;
    this.#scores[place] = score;
    this.#combinations[place] = combination;
    if (!Number.isNaN(score)) this.#enter(place);
    return place;
  }

  score(place: number): number {
    return this.#scores[place]!;
  }

  combination(place: number): number {
    return this.#combinations[place]!;
  }

  /** Scores of each combination, ascending. */
  scoresByCombination(combinations: number): Float64Array[] {
    const sizes = new Int32Array(combinations);
    for (let place = 0; place < this.size; place++) {
      if (!Number.isNaN(this.#scores[place])) sizes[this.#combinations[place]!]! += 1;
    }
    const lists = Array.from(sizes, (size) => new Float64Array(size));
    for (let place = 0; place < this.size; place++) {
      const combination = this.#combinations[place]!;
      if (!Number.isNaN(this.#scores[place])) lists[combination]![--sizes[combination]!] = this.#scores[place]!;
    }
    for (const list of lists) list.sort();
    return lists;
  }

  #enter(place: number): void {
    const slots = this.#slots;
    const mask = slots.length - 1;
    let at = hashOf(this.#combinations[place]!, this.#scores[place]!) & mask;
    while (slots[at] !== 0) at = (at + 1) & mask;
    slots[at] = place + 1;
  }

  #grow(): void {
    const capacity = this.#scores.length * 2;
    const scores = new Float64Array(capacity);
    scores.set(this.#scores);
    this.#scores = scores;
    const combinations = new Int32Array(capacity);
    combinations.set(this.#combinations);
    this.#combinations = combinations;
    this.#slots = new Int32Array(capacity * SLOTS_PER_PLACE);
    for (let place = 0; place < this.size; place++) if (!Number.isNaN(scores[place])) this.#enter(place);
  }
}
