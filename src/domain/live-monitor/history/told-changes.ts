import { keyOf, type StateChange, watchNamed } from '../../monitor/index.js';
import type { MonitorStore } from '../ports.js';
import type { WatchedDeployment } from '../viewing/index.js';
import type { HistoryQuery } from './series-history.js';

/** Most changes of one series that are given; the newest are. */
const MOST_TOLD = 1000;

/**
 * The changes of the state of a series as they were stored when they happened, in order. They are kept when the blocks that brought them are gone,
 * so that they also say what a replay of the kept blocks would get wrong.
 */
export async function toldChanges(
  store: Pick<MonitorStore, 'changes'>,
  { epoch: { deployment, epoch }, policy: { plan } }: WatchedDeployment,
  { requirement, component, group }: HistoryQuery,
): Promise<StateChange[]> {
  const watch = watchNamed(plan, { requirement, component });
  if (watch === undefined) return [];
  const { by } = watch;
  const named = keyOf(
    by,
    by.map((name) => group[name] ?? null),
  );
  const rows = await store.changes({
    ...{ deployment, after: 0, publicOnly: false, limit: MOST_TOLD, isNewestFirst: true },
    series: { epoch, requirement, component, group: named },
  });
  return rows.toReversed().map(({ change }) => JSON.parse(change) as StateChange);
}
