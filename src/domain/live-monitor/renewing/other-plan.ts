import { type MonitorPlan, planDigest } from '../../monitor/index.js';
import type { Epoch, EvaluatedEpoch } from '../ports.js';

/**
 * Stands for the plan of an epoch whose policy a version refuses. Nothing is counted of it meanwhile, so that whichever version reads the policy again finds another plan than its own,
 * and begins anew instead of going on behind a gap.
 */
export const NO_PLAN = 'none: the policy is refused';

/**
 * Whether what is stored of an epoch was counted by another plan than the one that this version makes of the same policy: its panes and states
 * say nothing to this one. Of an epoch that does not name its plan the states tell it; where there are none yet, what it counted is taken to be
 * of another, for no evidence is lost by that.
 *
 * @param stored reads what is stored of its states; it is called only where the epoch does not name its plan
 */
export async function isOfOtherPlan(
  epoch: Pick<Epoch, 'plan' | 'latestMs'>,
  plan: MonitorPlan,
  stored: () => Promise<EvaluatedEpoch | null>,
): Promise<boolean> {
  const counted = epoch.plan ?? planOfStates(await stored());
  return counted === null ? epoch.latestMs !== null : counted !== planDigest(plan);
}

const planOfStates = (evaluated: EvaluatedEpoch | null): string | null =>
  evaluated === null ? null : String((JSON.parse(evaluated.states) as { readonly plan?: unknown }).plan);
