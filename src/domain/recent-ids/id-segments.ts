/**
 * Number of slots of a segment, 64 MB. A full segment is never rebuilt, so that no insertion waits for another. A look-up reads every
 * segment, so there must not be many.
 */
const SEGMENT_SLOTS = 1 << 23;
const FIRST_SEGMENT_SLOTS = 1 << 14;
/** Highest load at which linear probing stays short. */
const MAX_LOAD = 0.6;

interface Segment {
  readonly mask: number;
  readonly capacity: number;
  readonly fingerprints: Uint32Array;
  /** Mark of the batch in each slot; 0 is an empty slot. */
  readonly marks: Uint32Array;
  size: number;
  newestMs: number;
}

/** Fingerprints in memory, in the order of receipt: 8 bytes a slot, about 13 bytes an id. */
export class IdSegments {
  #segments: Segment[] = [];

  get size(): number {
    return this.#segments.reduce((sum, { size }) => sum + size, 0);
  }

  insert(place: number, fingerprint: number, mark: number, receivedAtMs: number): void {
    const segment = this.#writable();
    let slot = place & segment.mask;
    while (segment.marks[slot] !== 0) slot = (slot + 1) & segment.mask;
    segment.fingerprints[slot] = fingerprint;
    segment.marks[slot] = mark;
    segment.size++;
    if (receivedAtMs > segment.newestMs) segment.newestMs = receivedAtMs;
  }

  /** Adds the marks under a fingerprint to `found`, or to a new array if that is null. */
  find(place: number, fingerprint: number, found: number[] | null): number[] | null {
    let all = found;
    for (const { mask, fingerprints, marks } of this.#segments) {
      for (let slot = place & mask; marks[slot] !== 0; slot = (slot + 1) & mask) {
        if (fingerprints[slot] !== fingerprint) continue;
        all ??= [];
        all.push(marks[slot]!);
      }
    }
    return all;
  }

  /** Forgets segments whose every id was received before a time. */
  dropBefore(timeMs: number): void {
    this.#segments = this.#segments.filter(({ newestMs }) => newestMs >= timeMs);
  }

  #writable(): Segment {
    const last = this.#segments.at(-1);
    if (last !== undefined && last.size < last.capacity) return last;
    const slots = last === undefined ? FIRST_SEGMENT_SLOTS : Math.min(SEGMENT_SLOTS, 4 * (last.mask + 1));
    const segment = {
      mask: slots - 1,
      capacity: Math.floor(slots * MAX_LOAD),
      fingerprints: new Uint32Array(slots),
      marks: new Uint32Array(slots),
      size: 0,
      newestMs: 0,
    };
    this.#segments.push(segment);
    return segment;
  }
}
