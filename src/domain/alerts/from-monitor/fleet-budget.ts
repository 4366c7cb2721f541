import { MINUTE_MS } from '../../../core/base/durations.js';
import type { MonitorStore } from '../../live-monitor/ports.js';
import type { MonitorPolicies } from '../../live-monitor/watches/index.js';
import type { FleetBudget } from '../messages/index.js';

/** How long a sum is taken for the present one, ms: a burst of messages reads what is watched once. */
const KNOWN_MS = MINUTE_MS;

export interface FleetBudgetDeps {
  readonly store: Pick<MonitorStore, 'openEpochs'>;
  readonly policies: Pick<MonitorPolicies, 'read'>;
  readonly nowMs: () => number;
  readonly onProblem: (cause: Error) => void;
}

/**
 * How many false alarms a day everything that is watched may have together, in expectation: who gets a message judges by that whether one is
 * to be wondered at. It is null where what is watched could not be read, which keeps no message back.
 */
export function fleetBudgetOf({
  store,
  policies,
  nowMs,
  onProblem,
}: FleetBudgetDeps): () => Promise<FleetBudget | null> {
  let known: { readonly atMs: number; readonly budget: Promise<FleetBudget | null> } | null = null;
  const read = async (): Promise<FleetBudget | null> => {
    let falseAlarmsPerDay = 0;
    let deployments = 0;
    for (const { endSeq, policyDigest } of await store.openEpochs()) {
      if (endSeq !== null) continue;
      falseAlarmsPerDay += (await policies.read(policyDigest)).plan.falseAlarmsPerDay;
      deployments += 1;
    }
    return { falseAlarmsPerDay, deployments };
  };
  return () => {
    if (known === null || nowMs() - known.atMs >= KNOWN_MS || nowMs() < known.atMs)
      known = {
        atMs: nowMs(),
        budget: read().catch((cause: unknown) => {
          onProblem(cause instanceof Error ? cause : new Error(String(cause)));
          return null;
        }),
      };
    return known.budget;
  };
}
