import { defined } from '../../base/defined.js';
import { isGap } from '../sections/kinds.js';
import type { RequirementResult, VerdictReason } from '../sections/result-types.js';
import type { Policy, Requirement } from '../sections/types.js';
import type { Judgeable, Judgement } from './decide.js';
import type { Judged } from './message.js';
import type { Span } from './mover.js';
import type { Plan } from './plan.js';
import type { Region } from './region.js';
import type { SubjectSource } from './subject-source.js';

/** The fields that every result of a requirement repeats from it. */
export function frameOf(requirement: Requirement, policy: Policy): Judged {
  const {
    id,
    severity,
    bound,
    evidence,
    smallGroups,
    metric,
    q,
    value,
    of,
    atLevel,
    class: name,
    stage,
    route,
    k,
    target,
    pairs,
    per,
    institution,
    by,
    compare,
    basis,
    rationale,
    line,
  } = requirement;
  const { outcome } = policy.data;
  const unit = outcome?.type === 'amount' ? outcome.unit : undefined;
  return {
    id,
    severity,
    verdict: 'inconclusive',
    bound,
    evidence,
    smallGroups,
    metric,
    ...defined({ q, value, atLevel, class: name, stage, route, k, target, pairs, per, institution, of, unit }),
    by,
    compare,
    group: null,
    reference: null,
    nGroup: null,
    nReference: null,
    estimate: null,
    lower: null,
    upper: null,
    level: policy.statistics.level,
    method: 'none',
    status: 'undefined',
    simultaneous: null,
    pValue: null,
    adjustedPValue: null,
    insufficientGroups: [],
    nNeeded: null,
    basis,
    rationale,
    waived: null,
    line,
    minGroupSize: policy.data.minGroupSize,
    ...(isGap(requirement) ? { referenceChoice: requirement.reference } : {}),
    ...(requirement.compare === 'change' ? { change: requirement.change } : {}),
  };
}

export function notApplicable(requirement: Requirement, policy: Policy, hindrance: string): RequirementResult {
  return {
    ...frameOf(requirement, policy),
    verdict: 'not_applicable',
    reason: 'not-applicable',
    message: `Does not apply: ${hindrance}.`,
  };
}

/** A result that may not pass on its data, with the reason. One that fails stands: a breach was seen in what there is. */
export function doubted(result: RequirementResult, { doubt }: Pick<SubjectSource, 'doubt'>): RequirementResult {
  const why = result.verdict === 'pass' ? (doubt?.() ?? null) : null;
  if (why === null) return result;
  return {
    ...result,
    verdict: 'inconclusive',
    reason: 'lists-not-whole',
    nNeeded: null,
    message: `${result.message} ${why}`,
  };
}

export const finiteOrNull = (value: number | null | undefined): number | null =>
  value === null || value === undefined || !Number.isFinite(value) ? null : value;

/** A judgement with all that its fields follow from, whatever was judged. */
export interface Outcome {
  readonly requirement: Requirement;
  readonly policy: Policy;
  readonly plan: Pick<Plan, 'comparisons' | 'insufficient' | 'pool'>;
  readonly region: Region;
  readonly decision: Judgement<Judgeable>;
}

/** The fields of a result but those of the reading that decided. */
export function outcomeOf({ requirement, policy, plan, region, decision }: Outcome): Judged {
  return {
    ...frameOf(requirement, policy),
    verdict: decision.verdict,
    reason: decision.reason,
    allowed: {
      lower: region.lower === 0 && region.logarithmic ? null : finiteOrNull(region.lower),
      upper: finiteOrNull(region.upper),
    },
    comparisons: plan.comparisons,
    insufficientGroups: plan.insufficient.map((subject) => subject.key),
    ...(plan.pool === null ? {} : { pooled: plan.pool.members, poolSufficient: plan.pool.sufficient }),
  };
}

/** Reasons that break a bound; a failure for want of evidence breaks none. */
const BREACHES: ReadonlySet<VerdictReason> = new Set(['estimate-beyond', 'interval-beyond', 'exact-beyond']);
export const isBreach = (reason: VerdictReason): boolean => BREACHES.has(reason);

/** Whether more data could change the verdict. */
export const isOpen = ({ verdict, reason }: Judgement<Judgeable>, { evidence }: Requirement): boolean =>
  evidence !== 'point' && (verdict === 'inconclusive' || reason === 'interval-across' || reason === 'small-groups');

/** The interval at the simultaneous level, as it stands in a result. */
export const simultaneousOf = (span: Span | null, level: number): Judged['simultaneous'] =>
  span === null ? null : { lower: finiteOrNull(span.lower), upper: finiteOrNull(span.upper), level };
