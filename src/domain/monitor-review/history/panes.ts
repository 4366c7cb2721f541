import { addToStretches, type MonitorPlan, type PaneAt } from '../../monitor/index.js';

/** Panes of a deployment by what was counted of it; those of labels only once their horizon was over. */
export interface RecentPanes {
  /** In the order of time, each block at most once. */
  readonly decisions: readonly PaneAt[];
  readonly labels: readonly PaneAt[];
}

/** Adds up panes that lie in the same stretch of time. @param panes in the order of time */
export function joinPanes(shape: MonitorPlan, panes: readonly PaneAt[], stretchMs: number): PaneAt[] {
  const joined: PaneAt[] = [];
  for (const one of panes) addToStretches(joined, one, { shape, stretchMs });
  return joined;
}
