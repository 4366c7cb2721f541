import { decodeHex } from '../../../core/base/bytes.js';
import { nearName } from '../../../core/base/suggest.js';
import { verifySeed } from '../../../core/fairness/frontier/index.js';
import { type Acts, defineAct, type Tx } from '../../acts/index.js';
import type { RuleFile } from '../../group-rules/rules/index.js';
import type { LogCrypto } from '../../log/ports/index.js';
import type { RegistrySnapshot } from '../../registry/ports.js';
import type { RuleMode } from '../../rule-door/index.js';
import { ruleAttached, ruleBegan, ruleEnded, ruleRecordEvents } from '../events/index.js';
import { LAW_DATE, lawAgainst } from '../law/index.js';
import { MOST_RULES, type SeededRule } from '../model/index.js';
import type { DeploymentRuleStore } from '../ports/index.js';
import { invalid, unacknowledged, unknownDeployment, unknownRule } from './errors.js';

const attachRuleAct = defineAct('rule.attach', { enters: ruleRecordEvents });
const endRuleAct = defineAct('rule.end', { enters: [ruleEnded] });

/** The acts that approve rules, and end them. */
export const ruleRecordActs = [attachRuleAct, endRuleAct] as const;

/** A rule as it is approved by its digest: cutoffs and seed stay with whoever has the rule. */
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

/** What it takes for the service to decide by a rule. */
export interface RuleToKeep {
  readonly file: RuleFile;
  readonly mode: RuleMode;
  /** 64 hexadecimal digits; null where the rule draws nothing. */
  readonly seed: string | null;
  /** Places whose law speaks against the use of the attribute, and for which whoever approves answers. */
  readonly acknowledged: readonly string[];
  readonly reason: string | null;
}

export interface RuleStores {
  readonly deploymentRules: DeploymentRuleStore;
}

export interface RuleRecordDeps {
  readonly registry: () => Promise<Pick<RegistrySnapshot, 'systems' | 'models' | 'deployments'>>;
  readonly acts: Acts<RuleStores>;
  readonly crypto: Pick<LogCrypto, 'sha256'>;
  /** Is told that rules changed. */
  readonly onChange: () => void;
}

/**
 * Approves a rule for a deployment: one act, one transaction. By its digest alone, whoever has the rule and the decisions can show since when they
 * were to be made by it; with the rule itself, the deployment decides by it from now on, in place of the one before.
 *
 * @returns the id of the entry, which is that of the rule where it is kept
 * @throws TribuneError NOT_FOUND for a deployment that is not registered; INVALID for a rule that cannot decide there; CONFLICT with the reason
 * `rule.law-not-acknowledged`
 */
export async function attachRule(
  { registry, acts, crypto, onChange }: RuleRecordDeps,
  rule: AttachedRule,
  by: string,
  kept: RuleToKeep | null = null,
): Promise<string> {
  const known = await registry();
  const ids = known.deployments.map(({ id }) => id);
  if (!ids.includes(rule.deployment))
    throw unknownDeployment(`no deployment "${rule.deployment}" is registered`, {
      remedy: `${nearName(rule.deployment, ids)}Name one that is: tribune admin apply registers deployments.`,
    });
  if (kept !== null) demandUsable(rule, kept, known, crypto);
  const id = acts.newId();
  await acts
    .run(attachRuleAct, async (tx) => {
      tx.enter(ruleAttached({ by, ...rule }), id);
      if (kept !== null) await begin(tx, { id, rule, kept, by });
    })
    .finally(onChange);
  return id;
}

async function begin(
  tx: Tx<RuleStores>,
  {
    id,
    rule,
    kept,
    by,
  }: { readonly id: string; readonly rule: AttachedRule; readonly kept: RuleToKeep; readonly by: string },
): Promise<void> {
  const { deployment, rule: digest } = rule;
  const { atMs } = await tx.deploymentRules.lock();
  const all = await tx.deploymentRules.rules();
  if (all.length >= MOST_RULES)
    throw invalid(
      `${MOST_RULES} rules are kept, which is the most`,
      'Those that ended stay for replays; decide by fewer.',
    );
  const before = all.find((one) => one.deployment === deployment && one.untilMs === null);
  if (before !== undefined) await end(tx, before, { atMs, by });
  const { file, mode, seed, acknowledged, reason } = kept;
  await tx.deploymentRules.add({
    ...{ id, deployment, digest, mode, fromMs: atMs, untilMs: null, by, endedBy: null },
    ...{ file, seed, acknowledged: [...acknowledged], reason, law: LAW_DATE },
  });
  const from = new Date(atMs).toISOString();
  tx.enter(
    ruleBegan({ by, id, deployment, rule: digest, mode, from, acknowledged: [...acknowledged], reason, law: LAW_DATE }),
  );
}

async function end(
  tx: Tx<RuleStores>,
  rule: SeededRule,
  { atMs, by }: { readonly atMs: number; readonly by: string },
): Promise<void> {
  // A clock that was set back does not end a rule before it began.
  const untilMs = Math.max(atMs, rule.fromMs);
  await tx.deploymentRules.save({ ...rule, untilMs, endedBy: by });
  const { id, deployment, digest } = rule;
  tx.enter(ruleEnded({ by, id, deployment, rule: digest, until: new Date(untilMs).toISOString() }));
}

/**
 * Ends a rule: the deployment decides by none from now on. One that ended already stays as it is.
 *
 * @throws TribuneError NOT_FOUND for an id that no rule has
 */
export async function endRule(
  { acts, onChange }: Pick<RuleRecordDeps, 'acts' | 'onChange'>,
  id: string,
  by: string,
): Promise<void> {
  await acts
    .run(endRuleAct, async (tx) => {
      const { atMs } = await tx.deploymentRules.lock();
      const rule = (await tx.deploymentRules.rules()).find((one) => one.id === id);
      if (rule === undefined) throw unknownRule(id);
      if (rule.untilMs === null) await end(tx, rule, { atMs, by });
    })
    .finally(onChange);
}

/** Refuses a rule that could not decide on the deployment, that is not the one named, or against which law speaks without a word of whoever approves. */
function demandUsable(
  { deployment: id, rule: digest }: AttachedRule,
  { file, seed, acknowledged, reason }: RuleToKeep,
  { systems, models, deployments }: Awaited<ReturnType<RuleRecordDeps['registry']>>,
  { sha256 }: RuleRecordDeps['crypto'],
): void {
  if (file.digest !== digest)
    throw invalid(`the file is the rule ${file.digest}, and ${digest} is named`, 'Name one rule.');
  const deployment = deployments.find((one) => one.id === id)!;
  const type = deployment.outcome?.type ?? 'binary';
  if (type !== 'binary')
    throw invalid(
      `${id} decides ${type}, and a rule of cutoffs decides 0 or 1`,
      'Attach it to a deployment that does.',
    );
  const model = models.find((one) => one.id === deployment.model);
  const system = systems.find((one) => one.id === model?.system);
  if (system !== undefined && system.favourableOutcome !== file.favourable)
    throw invalid(
      `the rule was found for ${file.favourable} as the favourable outcome, and that of ${system.id} is ${system.favourableOutcome}`,
      'Find the rule with the policy of this system.',
    );
  demandSeed(file, seed, sha256);
  const against = lawAgainst(file, system ?? { domain: '', jurisdictions: [] });
  const missing = against.filter(({ place }) => !acknowledged.includes(place));
  if (missing.length > 0) throw unacknowledged(missing);
  const stray = acknowledged.find((place) => !against.some((one) => one.place === place));
  if (stray !== undefined)
    throw invalid(
      `no law data of the place ${JSON.stringify(stray)} speak against this rule for this system`,
      `${nearName(
        stray,
        against.map(({ place }) => place),
      )}Leave it out.`,
    );
  if (against.length > 0 && (reason === null || reason.trim() === ''))
    throw invalid('law is acknowledged without a reason', 'Say why the rule may decide all the same: --reason TEXT.');
}

function demandSeed({ seedCommitment, deployment }: RuleFile, seed: string | null, sha256: LogCrypto['sha256']): void {
  if (seedCommitment === null) {
    if (seed !== null) throw invalid('the rule draws nothing, and a seed is given', 'Leave the seed out.');
    return;
  }
  if (seed === null)
    throw invalid(
      'the rule draws, and no seed is given',
      'Give the seed that tribune thresholds wrote: --seed-file FILE.',
    );
  if (!verifySeed({ sha256, seed: decodeHex(seed), deployment, commitment: seedCommitment }))
    throw invalid('the seed is not the one that the rule was committed to', 'Give the one written beside the rule.');
}
