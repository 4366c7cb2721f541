/** A binary heap: `pop` returns the entry of the lowest key, the earliest pushed among equals. */
export class Heap<T> {
  readonly #entries: { key: number; order: number; value: T }[] = [];
  #pushed = 0;

  get size(): number {
    return this.#entries.length;
  }

  get lowestKey(): number {
    return this.#entries[0]?.key ?? Number.POSITIVE_INFINITY;
  }

  values(): T[] {
    return this.#entries.map((entry) => entry.value);
  }

  push(key: number, value: T): void {
    const entries = this.#entries;
    let i = entries.push({ key, order: this.#pushed++, value }) - 1;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (!this.#before(i, parent)) return;
      this.#swap(i, parent);
      i = parent;
    }
  }

  pop(): T | undefined {
    const entries = this.#entries;
    const top = entries[0];
    const last = entries.pop();
    if (top === undefined || last === undefined) return undefined;
    if (entries.length > 0) {
      entries[0] = last;
      this.#sink();
    }
    return top.value;
  }

  #sink(): void {
    let i = 0;
    for (;;) {
      let least = i;
      for (const child of [2 * i + 1, 2 * i + 2]) {
        if (child < this.#entries.length && this.#before(child, least)) least = child;
      }
      if (least === i) return;
      this.#swap(i, least);
      i = least;
    }
  }

  #before(i: number, j: number): boolean {
    const [a, b] = [this.#entries[i]!, this.#entries[j]!];
    return a.key < b.key || (a.key === b.key && a.order < b.order);
  }

  #swap(i: number, j: number): void {
    const entry = this.#entries[i]!;
    this.#entries[i] = this.#entries[j]!;
    this.#entries[j] = entry;
  }
}
