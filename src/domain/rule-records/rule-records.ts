import { defineReason, type Reason } from '../../core/base/reasons.js';
import { type Acts, defineAct } from '../acts/index.js';
import { ruleAttached, ruleRecordEvents } from './events/index.js';

const attachRuleAct = defineAct('rule.attach', { enters: ruleRecordEvents });

/** The acts that approve rules. */
export const ruleRecordActs = [attachRuleAct] as const;

const unknownDeployment = defineReason(
  'rule.unknown-deployment',
  'NOT_FOUND',
  'No deployment of this name is registered, so no rule can be approved for it.',
);

/** Reasons for which a rule is not attached. */
export const ruleRecordReasons: readonly Reason[] = [unknownDeployment];

/** A rule as it is entered: the service holds what proves it, and neither cutoffs nor seed. */
export interface AttachedRule {
  readonly deployment: string;
  readonly rule: string;
  readonly attributes: string[];
  readonly constraint: string;
  readonly objective: string;
  readonly method: string | null;
  readonly draws: boolean;
  readonly seedCommitment: string | null;
}

export interface RuleRecordDeps {
  readonly deployments: () => Promise<readonly { readonly id: string }[]>;
  readonly acts: Acts<object>;
}

/**
 * Approves a rule for a deployment: one act, one entry, one transaction. Whoever has the rule and the decisions can show since when they were to be made by it.
 *
 * @returns the id of the entry
 * @throws TribuneError NOT_FOUND for a deployment that is not registered
 */
export async function attachRule(
  { deployments, acts }: RuleRecordDeps,
  rule: AttachedRule,
  by: string,
): Promise<string> {
  if (!(await deployments()).some(({ id }) => id === rule.deployment))
    throw unknownDeployment(`no deployment "${rule.deployment}" is registered`, {
      remedy: 'Name one that is: tribune admin apply registers deployments.',
    });
  const id = acts.newId();
  await acts.run(attachRuleAct, async (tx) => tx.enter(ruleAttached({ by, ...rule }), id));
  return id;
}
