import { evidenceReached, isFiring, updateEvidenceDetector } from '../../../core/stats/index.js';
import { type EvidenceKind, type EvidenceWatch, kindOf } from '../kinds/index.js';
import { EVIDENCE, thresholdsOf } from './budget.js';
import { restart } from './start.js';
import type { GroupCounts, Series } from './state.js';
import { type SeriesStep, shownAt, type Taking } from './take-block.js';

/** A watch of another kind than rates while a block is taken in. */
export type EvidenceTaking = Taking<EvidenceWatch>;

export const evidenceTaking = (at: Omit<EvidenceTaking, 'thresholds'>): EvidenceTaking => ({
  ...at,
  thresholds: thresholdsOf(at.watch, at.known),
});

/** Takes a block into a series, as `takeBlock` does for rates. */
export function takeEvidence(taking: EvidenceTaking, key: string, series: Series): SeriesStep {
  const { watch, known, block, time, thresholds } = taking;
  const kind = kindOf(watch);
  const group = known.groups.get(key)!;
  const own = block.get(key);
  const hasPeople = own !== undefined && kind.people(own.counted) > 0;
  if (hasPeople) series.lastDataAt = time.to;
  if (own !== undefined)
    for (const { counts } of [series.since, series.run])
      for (let i = 0; i < counts.length; i++) counts[i]! += own.counted[i]!;
  if (isFiring(series.detector)) return endedBy({ taking, kind, group, series });
  const bets = own === undefined || !hasPeople ? null : kind.betsOn(watch, group, own.counted);
  const change = updateEvidenceDetector(
    { bets: kind.bets, logThreshold: thresholds.logThreshold },
    series.detector,
    bets,
  );
  const logEvidence = evidenceReached(series.detector);
  // While an alarm is on, the same places hold the evidence for its end.
  if (change === 'alarm') series.detector.fill(0, EVIDENCE);
  return { change, logEvidence, shown: change === 'alarm' ? series.run : shownAt(thresholds, series, logEvidence) };
}

/** Holds what was counted since an alarm, or since it was last held, against the bound. */
function endedBy({
  taking: { watch, thresholds, time },
  kind,
  group,
  series,
}: {
  readonly taking: EvidenceTaking;
  readonly kind: EvidenceKind<EvidenceWatch>;
  readonly group: GroupCounts;
  readonly series: Series;
}): SeriesStep {
  const end = kind.endOf(watch, group, series.run.counts);
  if (end === 'kept') {
    series.detector.fill(0, 0, 1);
    return { change: 'resolved', logEvidence: thresholds.logResolveThreshold, shown: series.run };
  }
  if (end === 'anew') restart(series.run, time.to);
  return { change: 'none', logEvidence: 0, shown: series.since };
}
