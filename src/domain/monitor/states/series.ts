import type { DetectorState, EvidenceDetectorState } from '../../../core/stats/index.js';
import type { CellValues } from '../../monitor-panes/index.js';
import { giveBack, lendPlace, type Place, placeFor } from './numbers.js';

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

/** Places of the times, the last two of them the beginnings of the stretches. The detector follows, then counts and labels since the series began. */
const [CHANGED, STARTED, LAST_DATA, SINCE, RUN, DETECTOR] = [0, 1, 2, 3, 4, 5];

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
  /** What was counted since evidence was last nothing, counts and then labels; null while that is nothing, as it is of most series after most blocks. */
  #run: Place | null = null;

  /** A series that has counted nothing yet; it has data until it began. */
  constructor({ group, reference, detector, changedAt, startedAt }: NewSeries, shape: SeriesShape) {
    this.group = group;
    this.reference = reference;
    this.#shape = shape;
    const { store, at } = placeFor(DETECTOR + shape.detector + shownOf(shape));
    this.#store = store;
    this.#at = at;
    store.set([changedAt, startedAt, startedAt, startedAt, startedAt], at);
    store.set(detector, at + DETECTOR);
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
    const { counts, labels } = this.#shape;
    const { store, at } = this.#placeOf(stretch) ?? { store: new Float64Array(counts + labels), at: 0 };
    return {
      from: this.#store[this.#at + (stretch === 'since' ? SINCE : RUN)]!,
      counts: store.subarray(at, at + counts),
      labels: store.subarray(at + counts, at + counts + labels),
    };
  }

  /** Adds to a count of both stretches. */
  addCount(place: number, more: number): void {
    if (more === 0) return;
    this.#store[this.#at + DETECTOR + this.#shape.detector + place]! += more;
    this.#run ??= lendPlace(shownOf(this.#shape));
    this.#run.store[this.#run.at + place]! += more;
  }

  /** Adds to counts of both stretches, from a place on. */
  addCounts(place: number, more: Float64Array): void {
    const store = this.#store;
    const at = this.#at + DETECTOR + this.#shape.detector + place;
    let run = this.#run;
    for (let i = 0; i < more.length; i++) {
      const each = more[i]!;
      if (each === 0) continue;
      store[at + i]! += each;
      run ??= lendPlace(shownOf(this.#shape));
      run.store[run.at + place + i]! += each;
    }
    this.#run = run;
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
    this.#store[this.#at + (stretch === 'since' ? SINCE : RUN)] = from;
    if (stretch === 'since') {
      const at = this.#at + DETECTOR + this.#shape.detector;
      this.#store.fill(0, at, at + shownOf(this.#shape));
    } else if (this.#run !== null) {
      giveBack(this.#run, shownOf(this.#shape));
      this.#run = null;
    }
  }

  /** Takes what was counted of a stretch before it was stored. */
  put(stretch: Stretch, { from, counts, labels }: StoredCounts): void {
    this.restart(stretch, from);
    const numbers = [...Array.from(counts), ...Array.from(labels)];
    if (numbers.every((one) => one === 0)) return;
    if (stretch === 'run') this.#run = lendPlace(shownOf(this.#shape));
    const { store, at } = this.#placeOf(stretch)!;
    store.set(numbers, at);
  }

  #placeOf(stretch: Stretch): Place | null {
    if (stretch === 'run') return this.#run;
    return { store: this.#store, at: this.#at + DETECTOR + this.#shape.detector };
  }
}

const shownOf = ({ counts, labels }: SeriesShape): number => counts + labels;
