import type { StateChange } from '../../monitor/index.js';
import type { ExplainedChange } from '../../monitor-review/index.js';
import type { Epoch, MonitorStore } from '../ports.js';

/** Changes that are read at once. */
const PAGE = 500;

/**
 * The alerts of an epoch that are on, as they were told when they fired: states of another plan do not say which series they are about, and
 * what was told does.
 */
export async function firingChanges(
  store: Pick<MonitorStore, 'changes'>,
  { deployment, epoch }: Pick<Epoch, 'deployment' | 'epoch'>,
): Promise<StateChange[]> {
  const firing = new Map<string, StateChange>();
  for (let after = 0; ; ) {
    const rows = await store.changes({ deployment, epoch, after, publicOnly: true, limit: PAGE });
    for (const row of rows) {
      // What was behind an alarm is no part of how it ends.
      const { causes: _, ...change } = JSON.parse(row.change) as ExplainedChange;
      const key = JSON.stringify([change.requirement, change.component, change.series.group]);
      if (change.state === 'firing') firing.set(key, change);
      else firing.delete(key);
    }
    if (rows.length < PAGE) return [...firing.values()];
    after = rows.at(-1)!.id;
  }
}
