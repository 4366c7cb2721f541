import { evidenceReached, updateEvidenceDetector } from '../../../core/stats/index.js';
import { type EvidenceKind, type EvidenceWatch, kindOf, type Side } from '../../monitor-watches/index.js';
import { addBets, EVIDENCE, evidenceOfEnd, thresholdsOf } from './budget.js';
import type { GroupCounts } from './group-counts.js';
import { referenceOf } from './groups.js';
import type { Series } from './series.js';

import { addLabels, compareWith, type SeriesStep, shownAt, type Taking } from './take-block.js';

/** A watch of another kind than rates while a block is taken in. */
export interface EvidenceTaking extends Taking<EvidenceWatch> {
  /** The group that others are compared with in this block. */
  readonly reference: GroupCounts | null;
}

export const evidenceTaking = (at: Omit<EvidenceTaking, 'thresholds' | 'reference'>): EvidenceTaking => ({
  ...at,
  thresholds: thresholdsOf(at.watch, at.known),
  reference: referenceOf(at.watch, at.known),
});

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
  const { watch, known, block, time, thresholds, reference } = taking;
  const kind = kindOf(watch);
  const group = known.groups.get(key)!;
  const own = block.get(key);
  if (watch.reference.kind !== 'none' && (reference === null || reference.key === key)) {
    if (own !== undefined) series.lastDataAt = time.to;
    return null;
  }
  if (reference !== null) compareWith(taking, series, reference);
  const groups = reference === null ? [group] : [group, reference];
  const counted = groups.map((one) => block.get(one.key));
  const isWhole = counted.every((one) => one !== undefined && kind.people(one.counted, watch) > 0);
  if (isWhole) series.lastDataAt = time.to;
  counted.forEach((one, side) => {
    if (one === undefined) return;
    series.addCounts(side * one.counted.length, one.counted);
    addLabels(series, side, one.counts, taking.plan);
  });
  const sides = isWhole ? groups.map((one, side): Side => ({ ...pastOf(one), counted: counted[side]!.counted })) : null;
  const step = { taking, kind, series, group, sides };
  if (series.isFiring) return kind.end.by === 'counts' ? endedByCounts(step) : endedByBets(step);
  const bets = sides === null ? null : kind.betsOn(watch, sides);
  const plan = { bets: kind.bets(watch), logThreshold: thresholds.logThreshold };
  const { detector } = series;
  const change = updateEvidenceDetector(plan, detector, bets);
  const logEvidence = evidenceReached(detector);
  // While an alarm is on, the same places hold the evidence for its end.
  if (change === 'alarm') detector.fill(0, EVIDENCE);
  return { change, logEvidence, shown: change === 'alarm' ? 'run' : shownAt(thresholds, series, logEvidence) };
}

const pastOf = ({ past, baseline }: GroupCounts) => ({ past, baseline });

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
