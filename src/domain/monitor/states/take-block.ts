import {
  type DetectorChange,
  type DetectorPlan,
  detectorEvidence,
  isFiring,
  type ReachedEvidence,
  replacePast,
  updateDetector,
} from '../../../core/stats/index.js';
import { cellKey } from '../panes/pane.js';
import { placeOfIndex } from '../panes/places.js';
import { countRate } from '../series/rates.js';
import type { MonitorPlan, Watch } from '../series/types.js';
import { detectorInForce } from './budget.js';
import { type BlockGroup, referenceOf } from './groups.js';
import { restart } from './start.js';
import type { GroupCounts, Series, SeriesCondition, ShownCounts, WatchState } from './state.js';

/** The time of a block and when it was closed, in milliseconds. */
export interface BlockTime {
  readonly from: number;
  readonly to: number;
  readonly closedAt: number;
}

/** What a block did to a series. */
export interface SeriesStep {
  readonly change: DetectorChange;
  /** Evidence that was reached, before an alarm or its end forgot it. */
  readonly logEvidence: number;
  /** What is shown beside it. */
  readonly shown: ShownCounts;
}

/** Evidence pends from half of the way to an alarm on, and until it has fallen below a quarter: that keeps a series from going to and fro. */
const PENDING_FROM = 1 / 2;
const PENDING_UNTIL = 1 / 4;

/** A watch of a deployment while a block is taken in. */
export interface Taking {
  readonly plan: MonitorPlan;
  readonly watch: Watch;
  readonly known: WatchState;
  readonly detector: DetectorPlan;
  readonly block: ReadonlyMap<string, BlockGroup>;
  readonly time: BlockTime;
  readonly reference: GroupCounts | null;
}

/** Counts of a block for the streams of a series. */
interface Streams {
  readonly n: Float64Array;
  readonly successes: Float64Array;
}

export const takingOf = (at: Omit<Taking, 'reference' | 'detector'>): Taking => ({
  ...at,
  detector: detectorInForce(at.watch, at.known),
  reference: referenceOf(at.watch, at.known),
});

/** Takes a block into one series; null where the group itself is the reference of this block, for then there is nothing to compare. */
export function takeBlock(taking: Taking, key: string, series: Series): SeriesStep | null {
  const { watch, known, detector, block, time, reference } = taking;
  const compares = watch.reference.kind !== 'none';
  if (compares && (reference === null || cellKey(reference.values) === key)) {
    if ((block.get(key)?.counts ?? null) !== null) series.lastDataAt = time.to;
    return null;
  }
  if (compares) compareWith(taking, series, reference!);
  const sides = [block.get(key), ...(compares ? [block.get(cellKey(reference!.values))] : [])];
  const groups = [known.groups.get(key)!, ...(compares ? [reference!] : [])];
  for (const [side, group] of groups.entries()) betByPast(taking, series, group, side);
  const streams = streamsOf(watch, sides);
  const reached: ReachedEvidence = { logEvidence: 0 };
  const change = updateDetector(detector, series.detector, streams.n, streams.successes, reached);
  if (streams.n.every((n) => n > 0)) series.lastDataAt = time.to;
  for (const shown of [series.since, series.run]) addShown(shown, streams, sides);
  return {
    change,
    logEvidence: reached.logEvidence,
    shown: change === 'none' ? shownNow(detector, series) : series.run,
  };
}

/** What is shown of a series between blocks: while evidence gathers, the blocks that it is from. */
export const shownNow = (detector: DetectorPlan, series: Series): ShownCounts =>
  !isFiring(series.detector) && isPending(detector, series) ? series.run : series.since;

const isPending = (detector: DetectorPlan, series: Series): boolean =>
  detectorEvidence(detector, series.detector) >= PENDING_UNTIL * detector.logThreshold;

/** Another reference than before: what was counted beside the old one is not shown beside the new one. */
function compareWith({ time }: Taking, series: Series, reference: GroupCounts): void {
  if (series.reference !== null && cellKey(series.reference) === cellKey(reference.values)) return;
  series.reference = reference.values;
  restart(series.since, time.from);
  restart(series.run, time.from);
}

function betByPast({ watch, detector }: Taking, series: Series, { past }: GroupCounts, side: number): void {
  const rates = watch.rates.length;
  for (let r = 0; r < rates; r++)
    replacePast(detector, series.detector, side * rates + r, { n: past[2 * r]!, successes: past[2 * r + 1]! });
}

function streamsOf({ rates }: Watch, sides: readonly (BlockGroup | undefined)[]): Streams {
  const n = new Float64Array(sides.length * rates.length);
  const successes = new Float64Array(n.length);
  sides.forEach((side, s) => {
    if (side === undefined) return;
    rates.forEach((rate, r) => {
      const counted = countRate(rate, side.counts);
      n[s * rates.length + r] = counted.n;
      successes[s * rates.length + r] = counted.successes;
    });
  });
  return { n, successes };
}

function addShown(
  { counts, labels }: ShownCounts,
  { n, successes }: Streams,
  sides: readonly (BlockGroup | undefined)[],
): void {
  for (let g = 0; g < n.length; g++) {
    counts[2 * g]! += n[g]!;
    counts[2 * g + 1]! += successes[g]!;
  }
  const places = labels.length / sides.length - 1;
  sides.forEach((side, s) => {
    if (side !== undefined) addLabels(labels, s * (1 + places), side.counts, places);
  });
}

/** Adds the decisions of a group: those with a label, and those without one by what was decided. */
function addLabels(labels: Float64Array, at: number, counts: Float64Array, places: number): void {
  for (let index = 0; index < counts.length; index++) {
    const { decided, label } = placeOfIndex(places, index);
    labels[label === null ? at + 1 + decided : at]! += counts[index]!;
  }
}

/** Forgets what need not be shown any more once a block is taken in. */
export function afterBlock({ time }: Taking, series: Series, { change, logEvidence }: SeriesStep): void {
  if (change === 'alarm') series.alarms += 1;
  if (change !== 'none') restart(series.since, time.to);
  if (change !== 'none' || logEvidence <= 0) restart(series.run, time.to);
}

/** The condition of a series after a block. */
export function conditionAfter(
  { plan, detector, time }: Taking,
  series: Series,
  step: SeriesStep | null,
): SeriesCondition {
  if (step?.change === 'alarm') return 'firing';
  if (step?.change === 'resolved') return 'resolved';
  if (isFiring(series.detector)) return 'firing';
  if (time.to - (series.lastDataAt ?? series.startedAt) >= plan.noDataAfterMs) return 'no-data';
  const share = detectorEvidence(detector, series.detector) / detector.logThreshold;
  if (share >= PENDING_FROM) return 'pending';
  if (series.condition === 'pending' && share >= PENDING_UNTIL) return 'pending';
  return series.condition === 'resolved' ? 'resolved' : 'watching';
}
