import { emptyPane, type MonitorPlan, mergePanes, type Pane } from '../../monitor/index.js';

/** What was counted of a deployment in a block, or in several that follow each other. */
export interface PaneAt {
  /** Start of the time, in milliseconds. */
  readonly startMs: number;
  readonly pane: Pane;
}

/** Panes of a deployment by what was counted of it; those of labels only once their horizon was over. */
export interface RecentPanes {
  /** In the order of time, each block at most once. */
  readonly decisions: readonly PaneAt[];
  readonly labels: readonly PaneAt[];
}

/**
 * Adds up panes that lie in the same stretch of time, such as those of a day. Stretches are cut from 1970 on, in UTC; one in which nothing was counted is left out.
 *
 * @param panes in the order of time
 */
export function joinPanes(plan: MonitorPlan, panes: readonly PaneAt[], stretchMs: number): PaneAt[] {
  const joined: PaneAt[] = [];
  for (const { startMs, pane } of panes) {
    const start = Math.floor(startMs / stretchMs) * stretchMs;
    if (joined.at(-1)?.startMs !== start) joined.push({ startMs: start, pane: emptyPane(plan) });
    mergePanes(joined.at(-1)!.pane, pane);
  }
  return joined;
}
