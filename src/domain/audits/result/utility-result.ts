import type { GroupKey } from '../../../core/fairness/tally/index.js';
import type { DeclaredUtility } from '../../../core/policy/index.js';
import type { Estimate } from '../../../core/stats/base/index.js';

/** Expected utility of the decisions about some people. */
export interface UtilityOfGroup {
  /** Mean per labelled person, in the unit of the policy. */
  readonly utility: Estimate;
  /** Sum over the labelled people; with weights the sum of weighted values. */
  readonly total: number;
}

/** What the decisions were worth to the decider (policy, section `utility`). */
export interface UtilityResult extends DeclaredUtility {
  readonly overall: UtilityOfGroup & {
    /** Means per labelled person of prediction 0 for everybody, of prediction 1 for everybody, and of no error; null for nobody. */
    readonly selectNobody: number | null;
    readonly selectEverybody: number | null;
    readonly perfect: number | null;
  };
  readonly groups: readonly (UtilityOfGroup & { readonly by: readonly string[]; readonly attributes: GroupKey })[];
  /** The cutoff that these values make best on a calibrated probability, 0..1. */
  readonly bestCutoff: number;
  /** With an amount at stake: rows that have none, or one of 0, and are in no sum. */
  readonly withoutAmount?: number;
}
