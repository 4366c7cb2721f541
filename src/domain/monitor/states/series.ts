import type { DetectorState, EvidenceDetectorState } from '../../../core/stats/index.js';
import type { CellValues } from '../../monitor-panes/index.js';
import { placeFor } from './numbers.js';

/**
 * - `watching`: the evidence says nothing much
 * - `pending`: it has gone half the way to an alarm, on the logarithmic scale; no alarm, and in no budget
 * - `firing`: an alarm is on
 * - `resolved`: an alarm ended, because evidence showed that the bound is kept again; watched as before
 * - `no-data`: nothing was counted for as long as `noDataAfter`; what the series knew is kept
 */
export type SeriesCondition = 'watching' | 'pending' | 'firing' | 'resolved' | 'no-data';

/** What was counted of a series from a moment on, to be shown. */
export interface ShownCounts {
  /** Milliseconds. */
  readonly from: number;
  /** Observations and successes of each stream of the watch: the rates of the group, then those of the reference. Of other kinds what they count. */
  readonly counts: Float64Array;
  /** Of the group and then of the reference: decisions with a label, then those without one by what was decided. Empty where no label is needed. */
  readonly labels: Float64Array;
}

/** How many numbers a series has: of its detector, and of each stretch that is shown counts and what is known of labels. Series of a watch share it. */
export interface SeriesShape {
  readonly detector: number;
  readonly counts: number;
  readonly labels: number;
}

/** Since the series began, or its last alarm, or its reference became another group; and since evidence was last nothing: the blocks that the evidence is from. */
export type Stretch = 'since' | 'run';

/** Places of the times. The detector follows, then of either stretch its beginning, its counts, its labels. */
const [CHANGED, STARTED, LAST_DATA, DETECTOR] = [0, 1, 2, 3];

/** What was counted of a stretch, as it was stored. */
export interface StoredCounts {
  readonly from: number;
  readonly counts: ArrayLike<number>;
  readonly labels: ArrayLike<number>;
}

export interface NewSeries {
  readonly group: CellValues;
  readonly reference: CellValues | null;
  /** Of rates a state of `updateDetector`, of other kinds one of `updateEvidenceDetector`. */
  readonly detector: ArrayLike<number>;
  readonly changedAt: number;
  readonly startedAt: number;
}

/**
 * A group under a bound. All its numbers stand together in one place: objects for the parts, views of them and a box for each time took more memory than they, and a
 * fleet has a million series.
 */
export class Series {
  /** Values of `by`. */
  readonly group: CellValues;
  /** Values of the reference; null where there is none, or the group is the reference of the others. */
  reference: CellValues | null;
  condition: SeriesCondition = 'watching';
  alarms = 0;
  readonly #shape: SeriesShape;
  readonly #store: Float64Array;
  readonly #at: number;

  /** A series that has counted nothing yet; it has data until it began. */
  constructor({ group, reference, detector, changedAt, startedAt }: NewSeries, shape: SeriesShape) {
    this.group = group;
    this.reference = reference;
    this.#shape = shape;
    const { store, at } = placeFor(DETECTOR + shape.detector + 2 * stretchOf(shape));
    this.#store = store;
    this.#at = at;
    store.set([changedAt, startedAt, startedAt], at);
    store.set(detector, at + DETECTOR);
    this.restart('since', startedAt);
    this.restart('run', startedAt);
  }

  /** Milliseconds, as all times. */
  get changedAt(): number {
    return this.#store[this.#at + CHANGED]!;
  }

  set changedAt(at: number) {
    this.#store[this.#at + CHANGED] = at;
  }

  get startedAt(): number {
    return this.#store[this.#at + STARTED]!;
  }

  /** End of the last block in which the group, and its reference, had observations; null where there was none. */
  get lastDataAt(): number | null {
    const at = this.#store[this.#at + LAST_DATA]!;
    return Number.isNaN(at) ? null : at;
  }

  set lastDataAt(at: number | null) {
    this.#store[this.#at + LAST_DATA] = at ?? Number.NaN;
  }

  /** Of rates a state of `updateDetector`, of other kinds one of `updateEvidenceDetector`: a view, through which it is changed. */
  get detector(): DetectorState | EvidenceDetectorState {
    const from = this.#at + DETECTOR;
    return this.#store.subarray(from, from + this.#shape.detector);
  }

  /** Whether an alarm is on: what `isFiring` says of the detector, without a view of it. */
  get isFiring(): boolean {
    return this.#store[this.#at + DETECTOR] === 1;
  }

  /** Copies the detector out, and back in: where every series is taken in one after the other, that is quicker than a view of each. */
  readDetector(into: Float64Array): void {
    const from = this.#at + DETECTOR;
    for (let i = 0; i < into.length; i++) into[i] = this.#store[from + i]!;
  }

  writeDetector(of: Float64Array): void {
    const from = this.#at + DETECTOR;
    for (let i = 0; i < of.length; i++) this.#store[from + i] = of[i]!;
  }

  /** What was counted of a stretch: views that later blocks change. */
  shown(stretch: Stretch): ShownCounts {
    const from = this.#placeOf(stretch);
    const counts = from + 1;
    const labels = counts + this.#shape.counts;
    return {
      from: this.#store[from]!,
      counts: this.#store.subarray(counts, labels),
      labels: this.#store.subarray(labels, labels + this.#shape.labels),
    };
  }

  /** Adds to a count of both stretches. */
  addCount(place: number, more: number): void {
    const at = this.#placeOf('since') + 1 + place;
    this.#store[at]! += more;
    this.#store[at + stretchOf(this.#shape)]! += more;
  }

  /** Whether its labels are counted. */
  get hasLabels(): boolean {
    return this.#shape.labels > 0;
  }

  /** Adds to what is known of labels, of both stretches. */
  addLabel(place: number, more: number): void {
    this.addCount(this.#shape.counts + place, more);
  }

  /** Begins to count a stretch anew. */
  restart(stretch: Stretch, from: number): void {
    const at = this.#placeOf(stretch);
    this.#store[at] = from;
    this.#store.fill(0, at + 1, at + stretchOf(this.#shape));
  }

  /** Takes what was counted of a stretch before it was stored. */
  put(stretch: Stretch, { from, counts, labels }: StoredCounts): void {
    const at = this.#placeOf(stretch);
    this.#store[at] = from;
    this.#store.set(counts, at + 1);
    this.#store.set(labels, at + 1 + this.#shape.counts);
  }

  #placeOf(stretch: Stretch): number {
    const since = this.#at + DETECTOR + this.#shape.detector;
    return stretch === 'since' ? since : since + stretchOf(this.#shape);
  }
}

const stretchOf = ({ counts, labels }: SeriesShape): number => 1 + counts + labels;
