import type { Pane } from '../../monitor-panes/index.js';
import type { MonitorPlan, Phase, Quality, Watch } from '../../monitor-watches/index.js';
import { shareBudget } from './budget.js';
import { firingFacts } from './facts.js';
import { BlockCells, isLargeWith, meetGroup } from './groups.js';
import type { Series } from './series.js';
import { newSeries } from './start.js';
import type { MonitorState } from './state.js';
import type { WatchPlace } from './state-change.js';
import type { BlockTime } from './take-block.js';

/** A series that began. */
export interface Found {
  readonly place: WatchPlace;
  readonly series: Series;
}

/**
 * Begins the series of faults of single decisions before the first block that is large enough, so that it is judged like every other. They are about everybody, and about one share under a bound that
 * the policy names: nothing of the past is needed. Otherwise the loop of a sender that ends within the hour in which the watch began would never be told. The budget is shared anew for that block
 * already; how many decisions come says nothing of how many of them have the fault, so that its promise holds.
 *
 * @param state changed in place
 */
export function beginAtOnce(
  plan: MonitorPlan,
  state: MonitorState,
  {
    phase,
    panes,
    time,
  }: { readonly phase: Phase; readonly panes: ReadonlyMap<string, Pane>; readonly time: BlockTime },
): Found[] {
  const found: Found[] = [];
  for (const [deployment, pane] of panes) {
    const watches = state.deployments.get(deployment) ?? [];
    const waiting = watches.flatMap((known, w) => {
      const watch = plan.watches[w]!;
      return watch.phase === phase && isOfFaults(watch) && known.series.size === 0 ? [{ watch, known }] : [];
    });
    if (waiting.length === 0) continue;
    const cells = new BlockCells(pane, plan);
    const facts = firingFacts(plan, state, deployment);
    for (const { watch, known } of waiting) {
      for (const [key, { values, counted }] of cells.groupsOf(watch)) {
        const group = meetGroup({ key, values }, watch, { plan, known, at: time.to });
        if (!isLargeWith(group, counted, plan)) continue;
        const series = newSeries({ plan, watch }, values, { to: time.from, closedAt: time.closedAt });
        known.series.set(key, series);
        found.push({ place: { plan, deployment, watch, known, watches, facts }, series });
      }
    }
  }
  if (found.length > 0) shareBudget(plan, state, time.from);
  return found;
}

const OF_BLOCKS_OR_GROUPS: ReadonlySet<Quality['kind']> = new Set([
  ...(['volume', 'usual', 'service', 'labels', 'random-inputs'] as const),
]);

/** Whether a watch is about the share of all decisions that have a fault. */
const isOfFaults = ({ quality }: Watch): boolean => quality !== null && !OF_BLOCKS_OR_GROUPS.has(quality.kind);
