import type { MonitorPlan } from '../../monitor-watches/index.js';
import { evidenceOf, thresholdsOf } from './budget.js';
import { firingFacts } from './facts.js';
import type { MonitorState } from './state.js';

/**
 * What a series gained of the evidence of its alarm. Evidence begins at 1, which says nothing: only what was gained since counts, of what an alarm has to gain. It is never more than the
 * plain ratio.
 */
export const shareOfAlarm = (logEvidence: number, logThreshold: number): number =>
  Math.max(0, Math.expm1(logEvidence)) / Math.expm1(logThreshold);

/** What the series of a plan that do not fire have of an alarm together, and how many series and facts fire. */
export interface Together {
  readonly shareOfAlarm: number;
  readonly firing: number;
}

/** Adds up all series without making a line of any, so that it may be asked of a million. */
export function togetherOf(plan: MonitorPlan, state: MonitorState): Together {
  let [share, firing] = [0, 0];
  for (const [deployment, watches] of state.deployments) {
    firing += firingFacts(plan, state, deployment).length;
    for (const [w, known] of watches.entries()) {
      const watch = plan.watches[w]!;
      // Without series, as long as all groups are too small or no label came, the budget is not shared and there is no threshold.
      if (known.series.size === 0) continue;
      const { logThreshold } = thresholdsOf(watch, known);
      for (const series of known.series.values())
        if (series.isFiring) firing += 1;
        else share += shareOfAlarm(evidenceOf(watch, known, series), logThreshold);
    }
  }
  return { shareOfAlarm: share, firing };
}
