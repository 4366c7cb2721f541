import {
  bindOutcomes,
  missingTexts,
  type OutcomePlan,
  outcomePlan,
  presentText,
  type RowLookup,
} from '../../core/policy/bind/index.js';
import type { Policy } from '../../core/policy/index.js';
import type { StageBinding, StagesOutcome } from '../../core/policy/sections/index.js';
import { type CountedRow, reasonOf } from './counted-row.js';
import type { PaneShape } from './pane.js';

/**
 * Reads what a row says of stages: the one stage that a record decides, or the way of a whole case in a row of a file. It counts at the place that `countedStages` has for it.
 *
 * A row with the outcome of one stage counts at that stage, whichever it is: records come one by one, and whether the stage before was passed stands with another one.
 */
export function stageReader(policy: Policy, { words = [] }: PaneShape): (lookup: RowLookup) => CountedRow {
  const { stages } = policy.data.outcome as StagesOutcome;
  const plan = planOf(policy);
  const ways = bindOutcomes(plan);
  const singles = stages.map((stage) => bindOutcomes(planOf(alone(policy, stage))));
  const missing = missingTexts(plan);
  const only = (lookup: RowLookup): number => {
    let found = -1;
    for (let at = 0; at < stages.length; at++) {
      if (presentText(lookup(stages[at]!.column), missing) === null) continue;
      if (found >= 0) return -1;
      found = at;
    }
    return found;
  };
  return (lookup) => {
    const at = only(lookup);
    const fate = at < 0 ? ways(lookup) : singles[at]!(lookup);
    if (!('row' in fate)) return { uncounted: reasonOf(fate) };
    const { values, place, label } = fate.row;
    const own = at < 0 ? 2 * (stages.length + place) + label! : 2 * at + label!;
    return { row: { values, decided: words[own]!, label: null } };
  };
}

const planOf = (policy: Policy): OutcomePlan => outcomePlan(policy, { whereFault: 'dropped' }) as OutcomePlan;

/** The policy of one stage by itself, before which nothing has to be passed. */
const alone = (policy: Policy, stage: StageBinding): Policy => ({
  ...policy,
  data: { ...policy.data, outcome: { type: 'stages', stages: [stage], label: null } },
});
