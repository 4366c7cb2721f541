import {
  type EvidenceDetectorPlan,
  type ReachedEvidence,
  startEvidenceDetector,
  updateEvidenceDetector,
} from '../../../core/stats/index.js';
import {
  type EvidenceKind,
  type EvidenceWatch,
  kindOf,
  type MonitorPlan,
  type Side,
} from '../../monitor-watches/index.js';
import { addBets, EVIDENCE, evidenceOfEnd, thresholdsOf } from './budget.js';
import type { GroupCounts } from './group-counts.js';
import { type BlockGroup, referenceOf } from './groups.js';
import type { Series } from './series.js';

import { addLabels, compareWith, type SeriesStep, shownAt, type Taking } from './take-block.js';

/** A watch of another kind than rates while a block is taken in. */
export interface EvidenceTaking extends Taking<EvidenceWatch> {
  readonly kind: EvidenceKind<EvidenceWatch>;
  readonly detector: EvidenceDetectorPlan;
  /** The group that others are compared with in this block. */
  readonly reference: GroupCounts | null;
  /** What the block has of it, and that with its past; null where it has nobody who counts. */
  readonly referenceBlock: BlockGroup | undefined;
  readonly referenceSide: Side | null;
  /** The group of one series after the other. */
  readonly own: OwnSide;
  /** That, and the reference behind it. */
  readonly sides: readonly Side[];
  /** The state of the detector of one series after the other. */
  readonly state: Float64Array;
}

interface OwnSide extends Side {
  baseline: Float64Array | null;
  counted: Float64Array;
}

/** What is the same for every series of a watch in a block. */
export function evidenceTaking(
  at: Pick<Taking<EvidenceWatch>, 'plan' | 'watch' | 'known' | 'block' | 'time'>,
): EvidenceTaking {
  const { watch, known, block } = at;
  const kind = kindOf(watch);
  const thresholds = thresholdsOf(watch, known);
  const reference = referenceOf(watch, known);
  const referenceBlock = reference === null ? undefined : block.get(reference.key);
  const referenceSide = reference === null ? null : sideOf(kind, watch, reference, referenceBlock);
  const { own, state, bets } = roomOf(watch, at.plan);
  return {
    ...{ ...at, kind, thresholds, reference, referenceBlock, referenceSide, own, state },
    sides: referenceSide === null ? [own] : [own, referenceSide],
    detector: { bets, logThreshold: thresholds.logThreshold },
  };
}

/** What one series after the other is copied to. */
interface Room {
  readonly own: OwnSide;
  readonly state: Float64Array;
  readonly bets: number;
}

const rooms = new WeakMap<EvidenceWatch, Room>();

/** The room of a watch, made once for all deployments, which are taken one after the other. */
function roomOf(watch: EvidenceWatch, plan: MonitorPlan): Room {
  const known = rooms.get(watch);
  if (known !== undefined) return known;
  const kind = kindOf(watch);
  const bets = kind.bets(watch);
  const own = { past: new Float64Array(kind.width(watch, plan)), baseline: null, counted: new Float64Array() };
  const room = { own, state: startEvidenceDetector({ bets, logThreshold: 0 }), bets };
  rooms.set(watch, room);
  return room;
}

/** What a group has in a block beside its past; null where it has nobody who counts. */
function sideOf(
  kind: EvidenceKind<EvidenceWatch>,
  watch: EvidenceWatch,
  group: GroupCounts,
  own: BlockGroup | undefined,
): Side | null {
  if (own === undefined || kind.people(own.counted, watch) === 0) return null;
  return { past: group.past, baseline: group.baseline, counted: own.counted };
}

/** What a block does to a series, and what it had of the group and of its reference; null of one that has nobody who counts. */
interface EvidenceStep {
  readonly taking: EvidenceTaking;
  readonly kind: EvidenceKind<EvidenceWatch>;
  readonly series: Series;
  readonly group: GroupCounts;
  readonly sides: readonly Side[] | null;
}

/** Takes a block into a series, as `takeBlock` does for rates; null where the group itself is the reference of this block. */
export function takeEvidence(taking: EvidenceTaking, key: string, series: Series): SeriesStep | null {
  const { watch, known, block, time, thresholds, kind, reference, referenceBlock, referenceSide } = taking;
  const own = block.get(key);
  if (watch.reference.kind !== 'none' && (reference === null || reference.key === key)) {
    if (own !== undefined) series.lastDataAt = time.to;
    return null;
  }
  if (reference !== null) compareWith(taking, series, reference);
  const group = known.groups.get(key)!;
  const hasOwn = own !== undefined && kind.people(own.counted, watch) !== 0;
  const isWhole = hasOwn && (reference === null || referenceSide !== null);
  if (isWhole) series.lastDataAt = time.to;
  if (own !== undefined) addCounted(taking, series, 0, own);
  if (referenceBlock !== undefined) addCounted(taking, series, 1, referenceBlock);
  const sides = isWhole ? sidesWith(taking, group, own) : null;
  if (series.isFiring) {
    const step = { taking, kind, series, group, sides };
    return kind.end.by === 'counts' ? endedByCounts(step) : endedByBets(step);
  }
  const { state } = taking;
  const bets = sides === null ? null : kind.betsOn(watch, sides);
  series.readDetector(state);
  const change = updateEvidenceDetector(taking.detector, state, bets, reached);
  const { logEvidence } = reached;
  // While an alarm is on, the same places hold the evidence for its end.
  if (change === 'alarm') state.fill(0, EVIDENCE);
  if (bets !== null) series.writeDetector(state);
  return { change, logEvidence, shown: change === 'alarm' ? 'run' : shownAt(thresholds, series, logEvidence) };
}

const reached: ReachedEvidence = { logEvidence: 0 };

/** The sides of a series, of which its group is put in the place of the one before. */
function sidesWith({ own, sides }: EvidenceTaking, group: GroupCounts, { counted }: BlockGroup): readonly Side[] {
  group.readPast(own.past);
  own.baseline = group.baseline;
  own.counted = counted;
  return sides;
}

function addCounted({ plan }: EvidenceTaking, series: Series, side: number, { counted, counts }: BlockGroup): void {
  series.addCounts(side * counted.length, counted);
  addLabels(series, side, counts, plan);
}

/** Holds what was counted since an alarm, or since it was last held, against the bound. */
function endedByCounts({
  taking: { watch, thresholds, time },
  kind: { end },
  group,
  series,
}: EvidenceStep): SeriesStep {
  const answer = end.by === 'counts' ? end.of(watch, group, series.shown('run').counts) : null;
  if (answer === 'kept') {
    series.detector.fill(0, 0, 1);
    return { change: 'resolved', logEvidence: thresholds.logResolveThreshold, shown: 'run' };
  }
  if (answer === 'anew') series.restart('run', time.to);
  return { change: 'none', logEvidence: 0, shown: 'since' };
}

/** Bets that the bound is kept again, as the detectors of rates do. */
function endedByBets({ taking: { watch, thresholds }, kind: { end }, series, sides }: EvidenceStep): SeriesStep {
  const { detector } = series;
  const bets = sides === null || end.by === 'counts' ? null : end.betsOn(watch, sides);
  if (bets !== null) addBets(detector, bets);
  const logEvidence = evidenceOfEnd(watch, detector);
  if (logEvidence < thresholds.logResolveThreshold) return { change: 'none', logEvidence, shown: 'since' };
  detector.fill(0, 0, 1);
  detector.fill(0, EVIDENCE);
  return { change: 'resolved', logEvidence, shown: 'run' };
}
