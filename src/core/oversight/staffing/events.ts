/** Events by their time, the soonest first: a binary heap. Those of one time come in the order in which they were added. */
export class Events<Event> {
  readonly #heap: { readonly at: number; readonly number: number; readonly event: Event }[] = [];
  #number = 0;

  get size(): number {
    return this.#heap.length;
  }

  /** Time of the soonest event; null where none is left. */
  get first(): number | null {
    return this.#heap[0]?.at ?? null;
  }

  add(at: number, event: Event): void {
    const heap = this.#heap;
    heap.push({ at, number: this.#number++, event });
    for (let child = heap.length - 1; child > 0; ) {
      const parent = (child - 1) >> 1;
      if (!this.#isBefore(child, parent)) return;
      this.#swap(child, parent);
      child = parent;
    }
  }

  /** The soonest event; null where none is left. */
  take(): { readonly at: number; readonly event: Event } | null {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined) return null;
    if (heap.length === 0) return first;
    heap[0] = last;
    for (let parent = 0; ; ) {
      let least = parent;
      for (const child of [2 * parent + 1, 2 * parent + 2])
        if (child < heap.length && this.#isBefore(child, least)) least = child;
      if (least === parent) return first;
      this.#swap(parent, least);
      parent = least;
    }
  }

  #isBefore(a: number, b: number): boolean {
    const [one, other] = [this.#heap[a]!, this.#heap[b]!];
    return one.at < other.at || (one.at === other.at && one.number < other.number);
  }

  #swap(a: number, b: number): void {
    const kept = this.#heap[a]!;
    this.#heap[a] = this.#heap[b]!;
    this.#heap[b] = kept;
  }
}
