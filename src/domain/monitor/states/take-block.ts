import {
  type DetectorChange,
  type DetectorPlan,
  isFiring,
  type ReachedEvidence,
  replacePast,
  updateDetector,
} from '../../../core/stats/index.js';
import { kindOf } from '../kinds/index.js';
import type { MonitorPlan, RateWatch, Watch } from '../series/types.js';
import { detectorInForce, evidenceOf, type LogThresholds, thresholdsOf } from './budget.js';
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
export interface Taking<W extends Watch = Watch> {
  readonly plan: MonitorPlan;
  readonly watch: W;
  readonly known: WatchState;
  readonly thresholds: LogThresholds;
  readonly block: ReadonlyMap<string, BlockGroup>;
  readonly time: BlockTime;
}

/** A watch of rates while a block is taken in. */
export interface RateTaking extends Taking<RateWatch> {
  readonly detector: DetectorPlan;
  /** The group that others are compared with in this block, and the text of its values. */
  readonly reference: GroupCounts | null;
  readonly referenceKey: string | null;
  /** Counts of the streams of one series after the other. */
  readonly n: Float64Array;
  readonly successes: Float64Array;
}

export function takingOf(at: Omit<Taking<RateWatch>, 'thresholds'>): RateTaking {
  const { plan, watch, known, block, time } = at;
  const detector = detectorInForce(watch, known);
  const reference = referenceOf(watch, known);
  const referenceKey = reference?.key ?? null;
  const counts = { n: new Float64Array(detector.streams), successes: new Float64Array(detector.streams) };
  return { plan, watch, known, detector, thresholds: detector, block, time, reference, referenceKey, ...counts };
}

const reached: ReachedEvidence = { logEvidence: 0 };

/** Takes a block into one series; null where the group itself is the reference of this block, for then there is nothing to compare. */
export function takeBlock(taking: RateTaking, key: string, series: Series): SeriesStep | null {
  const { watch, known, detector, block, time, reference, referenceKey, n, successes } = taking;
  const own = block.get(key);
  const compares = watch.reference.kind !== 'none';
  if (compares && (reference === null || referenceKey === key)) {
    if (own !== undefined) series.lastDataAt = time.to;
    return null;
  }
  const other = referenceKey === null ? undefined : block.get(referenceKey);
  if (reference !== null) compareWith(taking, series, reference);
  betByPast(taking, series, known.groups.get(key)!, 0);
  if (reference !== null) betByPast(taking, series, reference, 1);
  putStreams(taking, own, 0);
  if (reference !== null) putStreams(taking, other, 1);
  const change = updateDetector(detector, series.detector, n, successes, reached);
  if (!n.includes(0)) series.lastDataAt = time.to;
  for (const shown of [series.since, series.run]) {
    addStreams(shown, taking);
    if (own !== undefined) addLabels(shown, 0, own.counts, taking.plan);
    if (other !== undefined) addLabels(shown, 1, other.counts, taking.plan);
  }
  const { logEvidence } = reached;
  const shown = change === 'none' ? shownAt(taking.thresholds, series, logEvidence) : series.run;
  return { change, logEvidence, shown };
}

/** What is shown of a series between blocks: while evidence gathers, the blocks that it is from. */
export const shownNow = (watch: Watch, known: WatchState, series: Series): ShownCounts =>
  shownAt(thresholdsOf(watch, known), series, evidenceOf(watch, known, series));

export const shownAt = ({ logThreshold }: LogThresholds, series: Series, logEvidence: number): ShownCounts =>
  !isFiring(series.detector) && logEvidence >= PENDING_UNTIL * logThreshold ? series.run : series.since;

/** Another reference than before: what was counted beside the old one is not shown beside the new one. */
export function compareWith({ time }: Pick<Taking, 'time'>, series: Series, reference: GroupCounts): void {
  const before = series.reference;
  if (before === reference.values) return;
  const isSame = before?.every((value, i) => value === reference.values[i]) ?? false;
  series.reference = reference.values;
  if (isSame) return;
  restart(series.since, time.from);
  restart(series.run, time.from);
}

function betByPast({ watch, detector }: RateTaking, series: Series, { past }: GroupCounts, side: number): void {
  const rates = watch.rates.length;
  for (let r = 0; r < rates; r++)
    replacePast(detector, series.detector, side * rates + r, { n: past[2 * r]!, successes: past[2 * r + 1]! });
}

/** Puts the counts of a group beside those of the other side; 0 where the block has nobody of it. */
function putStreams({ watch, n, successes }: RateTaking, group: BlockGroup | undefined, side: number): void {
  const rates = watch.rates.length;
  for (let r = 0; r < rates; r++) {
    n[side * rates + r] = group === undefined ? 0 : group.counted[2 * r]!;
    successes[side * rates + r] = group === undefined ? 0 : group.counted[2 * r + 1]!;
  }
}

function addStreams({ counts }: ShownCounts, { n, successes }: RateTaking): void {
  for (let g = 0; g < n.length; g++) {
    counts[2 * g]! += n[g]!;
    counts[2 * g + 1]! += successes[g]!;
  }
}

/** Adds the decisions of a side: those with a label, and those without one by what was decided. */
export function addLabels({ labels }: ShownCounts, side: number, counts: Float64Array, { places }: MonitorPlan): void {
  if (labels.length === 0) return;
  const at = side * (1 + places);
  for (let decided = 0; decided < places; decided++) {
    const first = decided * (places + 1);
    for (let label = 0; label < places; label++) labels[at]! += counts[first + label]!;
    labels[at + 1 + decided]! += counts[first + places]!;
  }
}

/** Forgets what need not be shown any more once a block is taken in. */
export function afterBlock({ watch, time }: Taking, series: Series, { change, logEvidence }: SeriesStep): void {
  if (change === 'alarm') series.alarms += 1;
  if (change !== 'none') restart(series.since, time.to);
  // Where an alarm ends by counts, they are these.
  const isCounting = watch.kind !== 'rates' && kindOf(watch).end.by === 'counts';
  if (change === 'none' && isCounting && isFiring(series.detector)) return;
  if (change !== 'none' || logEvidence <= 0) restart(series.run, time.to);
}

/** The condition of a series after a block. */
export function conditionAfter(
  { plan, watch, known, thresholds, time }: Taking,
  series: Series,
  step: SeriesStep | null,
): SeriesCondition {
  if (step?.change === 'alarm') return 'firing';
  if (step?.change === 'resolved') return 'resolved';
  if (isFiring(series.detector)) return 'firing';
  if (time.to - (series.lastDataAt ?? series.startedAt) >= plan.noDataAfterMs) return 'no-data';
  const share = (step?.logEvidence ?? evidenceOf(watch, known, series)) / thresholds.logThreshold;
  if (share >= PENDING_FROM) return 'pending';
  if (series.condition === 'pending' && share >= PENDING_UNTIL) return 'pending';
  return series.condition === 'resolved' ? 'resolved' : 'watching';
}
