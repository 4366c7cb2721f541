import { defined } from '../../base/defined.js';
import type { Tally } from '../../fairness/tally/index.js';
import { type BaselineAudit, readBaseline } from '../accepted/read.js';
import { compositeOf, isComposite, isTogether } from '../sections/composites.js';
import { isGap } from '../sections/kinds.js';
import type { RequirementResult } from '../sections/result-types.js';
import type { FromSpec, GapRequirement, Policy, Requirement, ValueRequirement } from '../sections/types.js';
import { judgeChange, whyNoBaseline } from './change.js';
import { decide, type Levels, readPairs } from './decide.js';
import { describeComparisons } from './describe.js';
import { doubted, notApplicable } from './frame.js';
import { type GivenPlan, withinStrata } from './given.js';
import { meansWithin } from './given-means.js';
import { RATES_WITHIN } from './given-rates.js';
import { judgeLikely } from './likely.js';
import { type Judged, messageOf } from './message.js';
import { judgeOverlapping } from './overlapping.js';
import { type Plan, planComparisons } from './plan.js';
import { allowedRegion, isTight, simultaneousLevel } from './region.js';
import { judgeResultField, type ResultFiles } from './result-field.js';
import { type SubjectSource, tallySubjects } from './subject-source.js';
import { judgeTogether } from './together.js';
import { judgeUnseen } from './unseen.js';
import { judgeValue, partOf } from './value.js';
import { withWaiver } from './waiver.js';

export interface JudgeOptions {
  /** The day of the judgement as `YYYY-MM-DD`, UTC; waivers hold through their last day. */
  readonly today: string;
  /** A parsed audit.json, from which requirements on a change start; without it they do not apply. */
  readonly baseline?: unknown;
  /** Results of other commands that requirements read, by the name that the policy gives them; without them those do not apply. */
  readonly results?: ResultFiles;
}

/**
 * Judges every requirement of a policy on a tally, in the order of the policy (contracts, "How a requirement is judged").
 *
 * @throws TribuneError `DATA_GROUP_MISSING` when a declared reference does not occur in the data; `DATA_TOO_LARGE` for too many pairs of groups;
 * `BASELINE_INVALID` when a change is bounded and the baseline is no audit under this policy
 * @example judgePolicy(policy, tally, { today: '2026-11-22' })[0].verdict // 'inconclusive'
 */
export function judgePolicy(policy: Policy, tally: Tally, options: JudgeOptions): RequirementResult[] {
  return judgeSubjects(policy, tallySubjects(policy, tally), options);
}

/** Judges every requirement of a policy on the subjects of a kind of outcome, as `judgePolicy` does. */
export function judgeSubjects(policy: Policy, source: SubjectSource, options: JudgeOptions): RequirementResult[] {
  const { today, baseline, results } = options;
  const asksForChange = policy.requirements.some(({ compare }) => compare === 'change');
  const accepted = asksForChange && baseline !== undefined ? readBaseline(baseline, policy) : null;
  return policy.requirements.map((requirement) =>
    withWaiver(
      isOfResult(requirement)
        ? judgeResultField(requirement, policy, results)
        : judgeRequirement(requirement, policy, source, accepted),
      requirement,
      today,
    ),
  );
}

const isOfResult = (requirement: Requirement): requirement is ValueRequirement & { readonly from: FromSpec } =>
  requirement.compare === 'value' && requirement.from !== undefined;

function judgeRequirement(
  requirement: Requirement,
  policy: Policy,
  source: SubjectSource,
  accepted: BaselineAudit | null,
): RequirementResult {
  const hindrance =
    source.hindrance(requirement) ??
    (requirement.compare === 'change' ? whyNoBaseline(requirement, source, accepted) : null);
  if (hindrance !== null) return notApplicable(requirement, policy, hindrance);
  const judged = judgeKind(requirement, policy, source, accepted);
  return doubted({ ...judged, message: messageOf(judged) }, source);
}

function judgeKind(
  requirement: Requirement,
  policy: Policy,
  source: SubjectSource,
  accepted: BaselineAudit | null,
): Judged {
  const likely = source.likely?.(requirement) ?? null;
  if (likely !== null && requirement.compare === 'value')
    return judgeLikely(requirement, policy, { source, likely, judge: judgeValue });
  if (likely !== null && isGap(requirement))
    return judgeLikely(requirement, policy, { source, likely, judge: judgeGap });
  const unseen = source.unseen?.(requirement) ?? null;
  if (unseen !== null && requirement.compare === 'value')
    return judgeUnseen(requirement, policy, { source, tally: unseen, judge: judgeValue });
  if (unseen !== null && isGap(requirement))
    return judgeUnseen(requirement, policy, { source, tally: unseen, judge: judgeGap });
  if (requirement.compare === 'value') {
    if (isTogether(requirement)) return judgeTogether(requirement, policy, source);
    if (compositeOf(requirement.metric)?.overlapping === true) return judgeOverlapping(requirement, policy, source);
    return judgeValue(requirement, policy, source);
  }
  if (requirement.compare !== 'change') return judgeGap(requirement, policy, source);
  return judgeChange(requirement, policy, source, accepted!);
}

/** The comparisons within strata, where the requirement asks for them. */
function givenPlan(
  requirement: GapRequirement,
  policy: Policy,
  { whole, source }: { readonly whole: Plan; readonly source: SubjectSource },
): GivenPlan | null {
  const { given, compare, reference } = requirement;
  if (given === undefined) return null;
  const allPairs = reference === 'all-pairs';
  const frame = { compare, allPairs, minGroupSize: policy.data.minGroupSize, level: policy.statistics.level };
  const means = source.strataOfMeans?.(requirement) ?? null;
  return means === null
    ? withinStrata(whole, source.strata?.(requirement) ?? [], RATES_WITHIN, frame)
    : withinStrata(whole, means.strata, meansWithin(means.kind), frame);
}

function judgeGap(requirement: GapRequirement, policy: Policy, source: SubjectSource): Judged {
  const { level } = policy.statistics;
  const whole = planComparisons(requirement, policy, source);
  const given = givenPlan(requirement, policy, { whole, source });
  const plan = given ?? whole;
  const region = allowedRegion(requirement);
  const levels: Levels = {
    plain: level,
    simultaneous: simultaneousLevel(level, plan.comparisons, region, isTight(requirement, region)),
  };
  const readings = readPairs(plan, requirement.compare, region, levels);
  const decision = decide(requirement, plan, readings, region);
  const judged = describeComparisons({ requirement, policy, plan, region, levels, readings, decision });
  if (given !== null) {
    const within = decision.decider === null ? {} : given.within.get(decision.decider.pair);
    return { ...judged, ...defined({ given: requirement.given }), ...within };
  }
  if (!isComposite(requirement.metric) || compositeOf(requirement.metric)?.shown !== null) return judged;
  return { ...judged, parts: plan.subjects.map((subject) => partOf(subject, level)) };
}
