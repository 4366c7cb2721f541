import {
  type DetectorChange,
  type DetectorPlan,
  type ReachedEvidence,
  replacePast,
  startDetector,
  updateDetector,
} from '../../../core/stats/index.js';
import { kindOf, type MonitorPlan, type RateWatch, type Watch } from '../../monitor-watches/index.js';
import { detectorInForce, evidenceOf, type LogThresholds, thresholdsOf } from './budget.js';
import type { GroupCounts } from './group-counts.js';
import { type BlockGroup, referenceOf } from './groups.js';
import type { Series, Stretch } from './series.js';
import type { SeriesCondition, ShownCounts, WatchState } from './state.js';

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
  /** The stretch that is shown beside it. */
  readonly shown: Stretch;
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
  /** The state of the detector of one series after the other. */
  readonly state: Float64Array;
}

export function takingOf(at: Omit<Taking<RateWatch>, 'thresholds'>): RateTaking {
  const { plan, watch, known, block, time } = at;
  const detector = detectorInForce(watch, known);
  const reference = referenceOf(watch, known);
  const referenceKey = reference?.key ?? null;
  const { streams } = detector;
  const counts = { n: new Float64Array(streams), successes: new Float64Array(streams), state: startDetector(detector) };
  return { plan, watch, known, detector, thresholds: detector, block, time, reference, referenceKey, ...counts };
}

const reached: ReachedEvidence = { logEvidence: 0 };

/** Takes a block into one series; null where the group itself is the reference of this block, for then there is nothing to compare. */
export function takeBlock(taking: RateTaking, key: string, series: Series): SeriesStep | null {
  const { watch, known, detector, block, time, reference, referenceKey, n, successes, state } = taking;
  const own = block.get(key);
  const compares = watch.reference.kind !== 'none';
  if (compares && (reference === null || referenceKey === key)) {
    if (own !== undefined) series.lastDataAt = time.to;
    return null;
  }
  const other = referenceKey === null ? undefined : block.get(referenceKey);
  if (reference !== null) compareWith(taking, series, reference);
  series.readDetector(state);
  betByPast(taking, known.groups.get(key)!, 0);
  if (reference !== null) betByPast(taking, reference, 1);
  putStreams(taking, own, 0);
  if (reference !== null) putStreams(taking, other, 1);
  const change = updateDetector(detector, state, n, successes, reached);
  series.writeDetector(state);
  if (!n.includes(0)) series.lastDataAt = time.to;
  addStreams(series, taking);
  if (own !== undefined) addLabels(series, 0, own.counts, taking.plan);
  if (other !== undefined) addLabels(series, 1, other.counts, taking.plan);
  const { logEvidence } = reached;
  return { change, logEvidence, shown: change === 'none' ? shownAt(taking.thresholds, series, logEvidence) : 'run' };
}

/** What is shown of a series between blocks: while evidence gathers, the blocks that it is from. */
export const shownNow = (watch: Watch, known: WatchState, series: Series): ShownCounts =>
  series.shown(shownAt(thresholdsOf(watch, known), series, evidenceOf(watch, known, series)));

export const shownAt = ({ logThreshold }: LogThresholds, series: Series, logEvidence: number): Stretch =>
  !series.isFiring && logEvidence >= PENDING_UNTIL * logThreshold ? 'run' : 'since';

/** Another reference than before: what was counted beside the old one is not shown beside the new one. */
export function compareWith({ time }: Pick<Taking, 'time'>, series: Series, reference: GroupCounts): void {
  const before = series.reference;
  if (before === reference.values) return;
  const isSame = before?.every((value, i) => value === reference.values[i]) ?? false;
  series.reference = reference.values;
  if (isSame) return;
  series.restart('since', time.from);
  series.restart('run', time.from);
}

function betByPast({ watch, detector, state }: RateTaking, group: GroupCounts, side: number): void {
  const rates = watch.rates.length;
  for (let r = 0; r < rates; r++) {
    const n = group.pastAt(2 * r);
    const past = n === 0 && detector.streams === 1 ? IMAGINED : { n, successes: group.pastAt(2 * r + 1) };
    replacePast(detector, state, side * rates + r, past);
  }
}

/** The past of a group in its first block, where one is judged (`beginAtOnce`): a bound of a single rate is bet on from the bound itself, whatever the past. */
const IMAGINED = { n: 1, successes: 0.5 };

/** Puts the counts of a group beside those of the other side; 0 where the block has nobody of it. */
function putStreams({ watch, n, successes }: RateTaking, group: BlockGroup | undefined, side: number): void {
  const rates = watch.rates.length;
  for (let r = 0; r < rates; r++) {
    n[side * rates + r] = group === undefined ? 0 : group.counted[2 * r]!;
    successes[side * rates + r] = group === undefined ? 0 : group.counted[2 * r + 1]!;
  }
}

function addStreams(series: Series, { n, successes }: RateTaking): void {
  for (let g = 0; g < n.length; g++) {
    series.addCount(2 * g, n[g]!);
    series.addCount(2 * g + 1, successes[g]!);
  }
}

/** Adds the decisions of a side: those with a label, and those without one by what was decided. */
export function addLabels(series: Series, side: number, counts: Float64Array, { places }: MonitorPlan): void {
  if (!series.hasLabels) return;
  const at = side * (1 + places);
  for (let decided = 0; decided < places; decided++) {
    const first = decided * (places + 1);
    for (let label = 0; label < places; label++) series.addLabel(at, counts[first + label]!);
    series.addLabel(at + 1 + decided, counts[first + places]!);
  }
}

/** Forgets what need not be shown any more once a block is taken in. */
export function afterBlock({ watch, time }: Taking, series: Series, { change, logEvidence }: SeriesStep): void {
  if (change === 'alarm') series.alarms += 1;
  if (change !== 'none') series.restart('since', time.to);
  // Where an alarm ends by counts, they are these.
  const isCounting = watch.kind !== 'rates' && kindOf(watch).end.by === 'counts';
  if (change === 'none' && isCounting && series.isFiring) return;
  if (change !== 'none' || logEvidence <= 0) series.restart('run', time.to);
}

/** The condition of a series after a block. */
export function conditionAfter(
  { plan, watch, known, thresholds, time }: Taking,
  series: Series,
  step: SeriesStep | null,
): SeriesCondition {
  if (step?.change === 'alarm') return 'firing';
  if (step?.change === 'resolved') return 'resolved';
  if (series.isFiring) return 'firing';
  if (time.to - (series.lastDataAt ?? series.startedAt) >= plan.noDataAfterMs) return 'no-data';
  const share = (step?.logEvidence ?? evidenceOf(watch, known, series)) / thresholds.logThreshold;
  if (share >= PENDING_FROM) return 'pending';
  if (series.condition === 'pending' && share >= PENDING_UNTIL) return 'pending';
  return series.condition === 'resolved' ? 'resolved' : 'watching';
}
