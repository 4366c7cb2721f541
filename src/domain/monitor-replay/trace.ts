import { type MonitorPlan, type ShownCondition, type StateChange, type Watch, watchNamed } from '../monitor/index.js';

/** What was known of a series after a block. */
export interface TracePoint {
  /** When the block was closed, in milliseconds. */
  readonly at: number;
  readonly estimate: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
  /** Natural logarithm of the evidence that the bound is broken; null while an alarm is on, when evidence is of the opposite. */
  readonly logEvidence: number | null;
  /** Evidence at which there would have been an alarm at this moment: it rises as series appear among which the budget is shared. Null while an alarm is on. */
  readonly logThreshold: number | null;
  /** Whether what is shown was counted anew from here on. */
  readonly anew: boolean;
}

/** How a series went from the first block to the last. */
export interface SeriesTrace {
  readonly watch: Watch;
  readonly series: StateChange['series'];
  /** In order of time, thinned where there are more than can be drawn. */
  readonly points: readonly TracePoint[];
  /** Every change of its state, in order of time. */
  readonly changes: readonly StateChange[];
  readonly alarms: number;
  readonly condition: ShownCondition;
  /** Of drift: what it was held against last; null of everything else. */
  readonly drift: NonNullable<StateChange['drift']> | null;
}

/** Most points that are kept of a series: twice the pixels of a wide chart. */
const MOST_POINTS = 2048;
/** Most series that are followed; those that appear later are counted only. */
const MOST_SERIES = 1000;

interface Course {
  readonly watch: Watch;
  readonly series: StateChange['series'];
  readonly points: ThinnedPoints;
  readonly changes: StateChange[];
  from: string;
  condition: ShownCondition;
  drift: SeriesTrace['drift'];
}

/** Follows the series of one deployment through a replay, so that they can be drawn. It holds a bounded number of points, however long the file. */
export class ReplayTrace {
  readonly #plan: MonitorPlan;
  readonly #courses = new Map<string, Course>();
  readonly #beyond = new Set<string>();

  constructor(plan: MonitorPlan) {
    this.#plan = plan;
  }

  /** Series that appeared when as many as can be followed were there. */
  get leftOut(): number {
    return this.#beyond.size;
  }

  /**
   * Takes in what a block did.
   * @param lines the series whose block it was, as they stand
   * @param changes what the block changed
   */
  note(lines: readonly StateChange[], changes: readonly StateChange[]): void {
    const fired = new Map(changes.filter(({ state }) => state === 'firing').map((change) => [keyOf(change), change]));
    for (const line of lines) {
      const course = this.#courseOf(line);
      if (course === null) continue;
      const alarm = fired.get(keyOf(line));
      const shown = alarm ?? line;
      const isOn = line.state === 'firing';
      course.points.add({
        at: Date.parse(line.at),
        estimate: shown.estimate,
        lower: shown.lower,
        upper: shown.upper,
        logEvidence: alarm?.logEvidence ?? (isOn ? null : line.logEvidence),
        logThreshold: alarm?.logThreshold ?? (isOn ? null : line.logThreshold),
        anew: shown.window.from !== course.from,
      });
      course.from = shown.window.from;
      course.condition = line.state;
      course.drift = line.drift ?? null;
    }
    // Facts have no course of evidence.
    for (const change of changes) if (change.fact === undefined) this.#courseOf(change)?.changes.push(change);
  }

  /** Every series that was followed, those with most alarms and then with most evidence first. */
  end(): SeriesTrace[] {
    const traces = [...this.#courses.values()].map(({ watch, series, points, changes, condition, drift }) => ({
      watch,
      series,
      points: points.all(),
      changes,
      alarms: changes.filter(({ state }) => state === 'firing').length,
      condition,
      drift,
    }));
    return traces
      .map((trace) => ({ trace, most: highestEvidence(trace.points) }))
      .sort((a, b) => b.trace.alarms - a.trace.alarms || b.most - a.most)
      .map(({ trace }) => trace);
  }

  #courseOf(line: StateChange): Course | null {
    const key = keyOf(line);
    const known = this.#courses.get(key);
    if (known !== undefined) return known;
    if (this.#courses.size >= MOST_SERIES) {
      this.#beyond.add(key);
      return null;
    }
    const watch = watchNamed(this.#plan, line)!;
    const { series, state: condition, window, drift = null } = line;
    const points = new ThinnedPoints();
    const course = { watch, series, points, changes: [], from: window.from, condition, drift };
    this.#courses.set(key, course);
    return course;
  }
}

/** The group tells the series of a watch apart, its reference may change. */
const keyOf = ({ requirement, component, series }: StateChange): string =>
  JSON.stringify([requirement, component, series.group]);

const highestEvidence = (points: readonly TracePoint[]): number =>
  points.reduce((most, { logEvidence }) => Math.max(most, logEvidence ?? 0), 0);

/** Points of a growing time in bounded memory: when they are too many, each two neighbours become one, which has the higher evidence of both. */
class ThinnedPoints {
  #points: TracePoint[] = [];
  #last: TracePoint | null = null;
  #waiting = 0;
  #stride = 1;

  add(point: TracePoint): void {
    this.#last = this.#last === null ? point : joined(this.#last, point);
    this.#waiting += 1;
    if (this.#waiting < this.#stride) return;
    this.#points.push(this.#last);
    this.#last = null;
    this.#waiting = 0;
    if (this.#points.length < MOST_POINTS) return;
    this.#points = Array.from({ length: MOST_POINTS / 2 }, (_, i) =>
      joined(this.#points[2 * i]!, this.#points[2 * i + 1]!),
    );
    this.#stride *= 2;
  }

  all(): TracePoint[] {
    return this.#last === null ? [...this.#points] : [...this.#points, this.#last];
  }
}

const joined = (first: TracePoint, second: TracePoint): TracePoint => ({
  ...second,
  logEvidence:
    first.logEvidence === null || second.logEvidence === null
      ? (first.logEvidence ?? second.logEvidence)
      : Math.max(first.logEvidence, second.logEvidence),
  logThreshold: second.logThreshold ?? first.logThreshold,
  anew: first.anew || second.anew,
});
