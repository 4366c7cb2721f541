import { cellKey } from '../../monitor-panes/index.js';
import type { MonitorPlan, Watch } from '../../monitor-watches/index.js';
import type { Series } from './series.js';
import type { WatchState } from './state.js';

/**
 * Watches of the data that fire and on which a series depends: a gap of those who could be read says little of all, and a gap between groups says little while the groups of many are not known, or the labels of many
 * have not come. The series goes on as ever; who notifies people tells them the cause first.
 *
 * @param watches states of the deployment, one for each watch of the plan
 * @returns ids of watches
 */
export function inhibitedBy(
  plan: MonitorPlan,
  watches: readonly WatchState[],
  { watch, series }: { readonly watch: Watch; readonly series: Series },
): string[] {
  if (watch.quality !== null && watch.quality.kind !== 'service') return [];
  return plan.watches.filter((other, w) => isCause(other, watches[w]!, { watch, series })).map(({ id }) => id);
}

function isCause(
  { quality, by }: Watch,
  { series: own }: WatchState,
  { watch, series }: { readonly watch: Watch; readonly series: Series },
): boolean {
  // Who is served badly is an outcome itself, and no fault of the data.
  if (quality === null || quality.kind === 'service') return false;
  const fires = (key: string): boolean => own.get(key)?.condition === 'firing';
  if (quality.kind === 'missing') return watch.by.includes(quality.attribute) && fires(cellKey([]));
  // What decides, or who, is not what it was: everything depends on it.
  if (quality.kind !== 'labels') return fires(cellKey([]));
  if (watch.phase !== 'labels' || JSON.stringify(by) !== JSON.stringify(watch.by)) return false;
  return fires(cellKey(series.group)) || (series.reference !== null && fires(cellKey(series.reference)));
}
