import { isIntegerMetric } from '../../core/fairness/index.js';
import type { IntegerMetric } from '../../core/fairness/tally/index.js';
import type { Policy, Requirement } from '../../core/policy/index.js';
import { blockEvidence, type LinearNull, logMeanExp, nullsWithin, type Proportion } from '../../core/stats/index.js';
import type { AuditResult, GroupResult } from '../audits/index.js';

/** The evidence of one audit that the bounds of its blocking requirements are not all kept. */
export interface GateEvidence {
  /** log of an e-value; null where no requirement gives any. */
  readonly log: number | null;
  /** Requirements that it was made of. */
  readonly of: readonly string[];
  /** Blocking requirements that give none, with why. */
  readonly without: readonly { readonly requirement: string; readonly why: string }[];
}

/**
 * Nothing is known before: bets are placed as if one of two had been a success. What the audit before counted may be the same people, and evidence has to be bet on before they are seen.
 */
const UNKNOWN_RATE: Proportion = { successes: 1, n: 2 };
/** A rate of a result is a quotient of whole numbers, but for the rounding of its division. */
const ROUNDING = 1e-9;

/**
 * The evidence of an audit against "every blocking requirement keeps its bound", as an e-value: the mean of those of the requirements, each the mean over its groups and both sides of its bound (Vovk and Wang 2021, Annals of Statistics 49: the mean is the one way to merge e-values
 * however they depend on each other). Which groups are compared never depends on who came out worst: of `highest` and `all-pairs` it is every two groups.
 *
 * @example gateEvidence(policy, result).log // 5.5: 245 times as likely, by bets that were placed before
 */
export function gateEvidence(policy: Policy, result: AuditResult): GateEvidence {
  const without: { requirement: string; why: string }[] = [];
  const of: string[] = [];
  const logs: number[] = [];
  for (const requirement of policy.requirements.filter(({ severity }) => severity === 'block')) {
    const found = evidenceOf(requirement, policy, result);
    if (typeof found === 'string') without.push({ requirement: requirement.id, why: found });
    else {
      of.push(requirement.id);
      logs.push(found);
    }
  }
  return { log: logs.length === 0 ? null : logMeanExp(logs), of, without };
}

/** log of the e-value of a requirement, or why it has none. */
function evidenceOf(requirement: Requirement, policy: Policy, result: AuditResult): number | string {
  const { metric, by, bound, compare } = requirement;
  if (result.data.weightKind === 'sampling') return 'weighted counts give no evidence';
  if (policy.data.outcome !== undefined || !isIntegerMetric(metric as IntegerMetric))
    return 'it is not about one rate of decisions of yes and no';
  if (compare === 'change') return 'it is about a change since another audit';
  if ('given' in requirement && requirement.given !== undefined) return 'it compares within columns';
  if (policy.data.seenFor !== undefined) return 'labels exist for some decisions only';
  const names = [...by].toSorted().join('\n');
  const groups = result.groups
    .filter(({ attributes }) => Object.keys(attributes).toSorted().join('\n') === names)
    .flatMap((group) => proportionOf(group, metric) ?? []);
  if (groups.length === 0) return 'no group has a rate that is a quotient of whole numbers';
  const oneSided = 'oneSided' in requirement && requirement.oneSided;
  const claims = nullsWithin({ compare, ...bound, oneSided });
  const sides = compare === 'value' ? groups.map((group) => [group]) : pairsOf(requirement, policy, groups);
  if (sides.length === 0) return 'there are no two groups to compare';
  const logs = sides.flatMap((streams) => claims.map((claim) => evidence(claim, streams)));
  return logMeanExp(logs);
}

interface Rated extends Proportion {
  readonly attributes: GroupResult['attributes'];
}

const evidence = (hypothesis: LinearNull, block: readonly Rated[]): number =>
  blockEvidence({ hypothesis, past: block.map(() => UNKNOWN_RATE), block });

function proportionOf({ attributes, metrics }: GroupResult, metric: string): Rated | null {
  const found = metrics[metric];
  if (found === undefined || found.estimate === null || !('n' in found)) return null;
  const successes = Math.round(found.estimate * found.n);
  const isWhole = Number.isInteger(found.n) && Math.abs(found.estimate * found.n - successes) <= ROUNDING * found.n;
  return isWhole ? { attributes, successes, n: found.n } : null;
}

/** Each group beside the reference that the policy names, or each two of them where the reference is whoever comes out highest. */
function pairsOf(requirement: Requirement, policy: Policy, groups: readonly Rated[]): (readonly [Rated, Rated])[] {
  const reference = 'reference' in requirement ? requirement.reference : 'all-pairs';
  if (reference === 'highest' || reference === 'all-pairs')
    return groups.flatMap((one) => groups.filter((other) => other !== one).map((other) => [one, other] as const));
  const named = referenceOf(requirement, reference, { policy, groups });
  return named === undefined ? [] : groups.filter((one) => one !== named).map((one) => [one, named] as const);
}

function referenceOf(
  { by }: Requirement,
  reference: Exclude<Extract<Requirement, { reference: unknown }>['reference'], 'highest' | 'all-pairs'>,
  { policy, groups }: { readonly policy: Policy; readonly groups: readonly Rated[] },
): Rated | undefined {
  if (reference === 'largest') return groups.toSorted((a, b) => b.n - a.n)[0];
  const named = (name: string): string | null | undefined =>
    reference === 'declared' ? policy.data.attributes.find((one) => one.name === name)?.reference : reference[name];
  return groups.find(({ attributes }) => by.every((name) => attributes[name] === named(name)));
}
