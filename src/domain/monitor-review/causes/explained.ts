import type { MonitorPlan, PaneAt, Phase, StateChange } from '../../monitor/index.js';
import { causesOf } from './report.js';
import type { CauseReport } from './types.js';

/** A change of state; of an alarm with what may be behind it, where the policy declares what to look at (`monitor.causes`). */
export type ExplainedChange = StateChange & { readonly causes?: CauseReport };

/** Phase of the series that a change is of; null where its causes are not asked for. */
export function phaseToExplain(plan: MonitorPlan, { state, requirement }: StateChange): Phase | null {
  if (plan.factors === undefined || state !== 'firing') return null;
  const watch = plan.watches.find((one) => one.requirement === requirement);
  return watch?.kind !== 'rates' || watch.quality !== null ? null : watch.phase;
}

/** A change with its causes. @param panesOf blocks that were closed, in the order of time */
export function explained(
  plan: MonitorPlan,
  change: StateChange,
  panesOf: (phase: Phase) => readonly PaneAt[],
): ExplainedChange {
  const phase = phaseToExplain(plan, change);
  const causes = phase === null ? null : causesOf(plan, change, panesOf(phase));
  return causes === null ? change : { ...change, causes };
}
