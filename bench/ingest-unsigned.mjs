/**
 * How old the oldest entry is that is committed and under no signed head yet, from looks at both counts. An entry is taken to be as old as the
 * last look at which it was not yet there, so the age is never too small, and too large by one interval of looking at most.
 */
export class OldestUnsigned {
  most = 0;
  #sum = 0;
  #looks = 0;
  /** Looks, the oldest first; the first one saw no entry that is now unsigned. */
  #seen = [];

  get mean() {
    return this.#sum / this.#looks;
  }

  look(nowMs, entries, signed) {
    this.#seen.push({ nowMs, entries });
    while (this.#seen.length > 1 && this.#seen[1].entries <= signed) this.#seen.shift();
    const age = entries > signed ? (nowMs - this.#seen[0].nowMs) / 1000 : 0;
    this.most = Math.max(this.most, age);
    this.#sum += age;
    this.#looks++;
  }
}
