import { DAY_MS } from '../../../core/base/durations.js';
import {
  alarmThresholds,
  type BudgetedSeries,
  changeThreshold,
  type DetectorPlan,
  planDetector,
} from '../../../core/stats/index.js';
import type { MonitorPlan, Watch } from '../series/types.js';
import type { MonitorState, WatchState } from './state.js';

/** The detector of a watch at a threshold. */
export const detectorOf = ({ hypotheses }: Watch, threshold: number): DetectorPlan =>
  planDetector({ hypotheses, threshold });

/** The detector of a watch that has series, at the threshold in force; after a restart it is made anew. */
export function detectorInForce(watch: Watch, known: WatchState): DetectorPlan {
  known.detector ??= detectorOf(watch, known.threshold!);
  return known.detector;
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
  known.threshold = threshold;
  known.detector = detectorOf(watch, threshold);
  if (before === null) return;
  for (const { detector } of known.series.values()) changeThreshold(before, known.detector, detector);
}
