import { DAY_MS } from '../../../core/base/durations.js';
import {
  alarmThresholds,
  type BudgetedSeries,
  changeThreshold,
  type DetectorPlan,
  detectorEvidence,
  evidenceReached,
  isFiring,
  logMeanExp,
  planDetector,
  startDetector,
  startEvidenceDetector,
} from '../../../core/stats/index.js';
import {
  END_EVIDENCE,
  type EvidenceWatch,
  kindOf,
  type MonitorPlan,
  type RateWatch,
  type Watch,
} from '../../monitor-watches/index.js';
import type { Series } from './series.js';
import type { MonitorState, WatchState } from './state.js';

/** The detector of a watch at a threshold. */
export const detectorOf = ({ hypotheses }: RateWatch, threshold: number): DetectorPlan =>
  planDetector({ hypotheses, threshold });

/** The detector of a watch that has series, at the threshold in force; after a restart it is made anew. */
export function detectorInForce(watch: RateWatch, known: WatchState): DetectorPlan {
  known.detector ??= detectorOf(watch, known.threshold!);
  return known.detector;
}

const newDetectors = new WeakMap<Watch, Float64Array>();

/** A detector that has seen nothing: one for all series of a watch, which is copied and never changed. */
export function newDetector(watch: Watch): Float64Array {
  const known = newDetectors.get(watch);
  if (known !== undefined) return known;
  const detector =
    watch.kind === 'rates'
      ? // Any threshold makes a state of this shape; the one in force is set when the budget is shared.
        startDetector(detectorOf(watch, Number.MAX_VALUE))
      : startEvidenceDetector({ bets: kindOf(watch).bets(watch), logThreshold: 0 });
  newDetectors.set(watch, detector);
  return detector;
}

/** Evidence, as natural logarithms, at which a series of a watch raises an alarm, and at which one ends. */
export interface LogThresholds {
  readonly logThreshold: number;
  readonly logResolveThreshold: number;
}

export const thresholdsOf = (watch: Watch, known: WatchState): LogThresholds =>
  watch.kind === 'rates'
    ? detectorInForce(watch, known)
    : { logThreshold: Math.log(known.threshold!), logResolveThreshold: Math.log(END_EVIDENCE) };

/** Log of the evidence of a series between blocks; while an alarm is on, of the evidence for its end. */
export const evidenceOf = (watch: Watch, known: WatchState, { detector }: Series): number =>
  watch.kind === 'rates'
    ? detectorEvidence(detectorInForce(watch, known), detector)
    : isFiring(detector)
      ? evidenceOfEnd(watch, detector)
      : evidenceReached(detector);

/** Log of the evidence that an alarm ends by: that of the claim that has least of it. 0 where it ends by counts. */
export function evidenceOfEnd(watch: EvidenceWatch, detector: Float64Array): number {
  const { end } = kindOf(watch);
  if (end.by === 'counts') return 0;
  let weakest = Number.POSITIVE_INFINITY;
  for (let slot = EVIDENCE; slot < detector.length; slot += end.betsOfClaim)
    weakest = Math.min(weakest, logMeanExp(detector, slot, end.betsOfClaim));
  return weakest;
}

/** Each bet's evidence, but at least 1 of it, is multiplied by what the block gives. */
export function addBets(detector: Float64Array, bets: ArrayLike<number>): void {
  for (let j = 0; j < bets.length; j++) detector[EVIDENCE + j] = Math.max(detector[EVIDENCE + j]!, 0) + bets[j]!;
}

/**
 * Shares the budget anew among all series of all deployments, for blocks to come. Thresholds rise with the number of series; where one would
 * fall, evidence is scaled down with it, so that no alarm is raised by the change.
 */
export function shareBudget(plan: MonitorPlan, state: MonitorState, from: number): void {
  const members: { readonly watch: Watch; readonly known: WatchState; readonly entry: BudgetedSeries }[] = [];
  for (const watches of state.deployments.values()) {
    watches.forEach((known, w) => {
      const watch = plan.watches[w]!;
      const entry = { blocksPerDay: blocksPerDay(plan, watch, known.series.size), severity: watch.severity };
      for (let i = 0; i < known.series.size; i++) members.push({ watch, known, entry });
    });
  }
  if (members.length === 0) return;
  const thresholds = alarmThresholds(
    members.map(({ entry }) => entry),
    plan.falseAlarmsPerDay,
  );
  members.forEach(({ watch, known }, i) => {
    if (members[i - 1]?.known !== known) setThreshold(watch, known, thresholds[i]!);
  });
  state.epoch = { number: state.epoch.number + 1, from, series: members.length };
}

/**
 * Blocks in which a series can gain evidence. Where the reference is one of the watched groups, one of them rests in each block, so that all of
 * them together gain in one block fewer than there are groups.
 */
function blocksPerDay({ blockMs }: MonitorPlan, { reference }: Watch, series: number): number {
  const blocks = DAY_MS / blockMs;
  const oneRests = reference.kind === 'highest' || reference.kind === 'largest';
  return oneRests && series > 1 ? (blocks * (series - 1)) / series : blocks;
}

function setThreshold(watch: Watch, known: WatchState, threshold: number): void {
  const before = known.detector;
  const fall = known.threshold === null ? 0 : Math.log(threshold) - Math.log(known.threshold);
  known.threshold = threshold;
  if (watch.kind !== 'rates') {
    if (fall < 0) for (const { detector } of known.series.values()) lowerEvidence(detector, fall);
    return;
  }
  known.detector = detectorOf(watch, threshold);
  if (before === null) return;
  for (const { detector } of known.series.values()) changeThreshold(before, known.detector, detector);
}

/** Scales evidence down with a threshold that falls; of an alarm nothing changes. */
function lowerEvidence(detector: Float64Array, fall: number): void {
  if (isFiring(detector)) return;
  for (let slot = EVIDENCE; slot < detector.length; slot++) detector[slot]! += fall;
}

/** Where the bets of a state of `updateEvidenceDetector` begin. */
export const EVIDENCE = 2;
