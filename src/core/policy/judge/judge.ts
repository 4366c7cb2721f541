import { defined } from '../../base/defined.js';
import type { Tally } from '../../fairness/tally/index.js';
import { benjaminiHochberg, holm } from '../../stats/index.js';
import type { GapRequirement, Policy, Requirement, RequirementResult } from '../sections/types.js';
import { hindranceOf, intervalOf, methodOf, type Pair, pValueOf, smallCellsOf } from './comparison.js';
import { decide, type Judgement, type Levels, type Reading, readPairs } from './decide.js';
import { type ExactFinding, hasCounts } from './exact.js';
import { finiteOrNull, isBreach, isOpen, notApplicable, outcomeOf, simultaneousOf } from './frame.js';
import { type Judged, messageOf } from './message.js';
import type { Span } from './mover.js';
import { type Needed, neededFor } from './needed.js';
import { type Plan, planComparisons } from './plan.js';
import { allowedRegion, at, brokenEnd, isTight, type Region, simultaneousLevel } from './region.js';
import { enlarged } from './subject.js';
import { type SubjectSource, tallySubjects } from './subject-source.js';
import { judgeValue } from './value.js';
import { withWaiver } from './waiver.js';

export interface JudgeOptions {
  /** The day of the judgement as `YYYY-MM-DD`, UTC; waivers hold through their last day. */
  readonly today: string;
}

/**
 * Judges every requirement of a policy on a tally, in the order of the policy (contracts, "How a requirement is judged").
 *
 * @throws TribuneError `DATA_GROUP_MISSING` when a declared reference does not occur in the data; `DATA_TOO_LARGE` for too many pairs of groups
 * @example judgePolicy(policy, tally, { today: '2026-11-22' })[0].verdict // 'inconclusive'
 */
export function judgePolicy(policy: Policy, tally: Tally, options: JudgeOptions): RequirementResult[] {
  return judgeSubjects(policy, tallySubjects(policy, tally), options);
}

/** Judges every requirement of a policy on the subjects of a kind of outcome, as `judgePolicy` does. */
export function judgeSubjects(policy: Policy, source: SubjectSource, options: JudgeOptions): RequirementResult[] {
  return policy.requirements.map((requirement) =>
    withWaiver(judgeRequirement(requirement, policy, source), requirement, options.today),
  );
}

function judgeRequirement(requirement: Requirement, policy: Policy, source: SubjectSource): RequirementResult {
  const hindrance = source.hindrance(requirement);
  if (hindrance !== null) return notApplicable(requirement, policy, hindrance);
  const judged =
    requirement.compare === 'value' ? judgeValue(requirement, policy, source) : judgeGap(requirement, policy, source);
  return { ...judged, message: messageOf(judged) };
}

function judgeGap(requirement: GapRequirement, policy: Policy, source: SubjectSource): Judged {
  const plan = planComparisons(requirement, policy, source);
  const region = allowedRegion(requirement);
  const { level } = policy.statistics;
  const levels: Levels = {
    plain: level,
    simultaneous: simultaneousLevel(level, plan.comparisons, region, isTight(requirement, region)),
  };
  const readings = readPairs(plan, requirement.compare, region, levels);
  const decision = decide(requirement, plan, readings, region);
  const context: JudgeContext = { requirement, policy, plan, region, levels, readings, decision };
  return describe(context);
}

interface JudgeContext {
  readonly requirement: GapRequirement;
  readonly policy: Policy;
  readonly plan: Plan;
  readonly region: Region;
  readonly levels: Levels;
  readonly readings: readonly Reading[];
  readonly decision: Judgement<Reading>;
}

function describe(context: JudgeContext): Judged {
  const { decision } = context;
  const { decider } = decision;
  return { ...outcomeOf(context), ...(decider === null ? {} : describeDecider(context, decider)) };
}

type DeciderFields = Partial<Judged>;

function describeDecider(context: JudgeContext, decider: Reading): DeciderFields {
  const { requirement, levels } = context;
  const { pair, plain, estimate } = decider;
  const { compare } = requirement;
  const wide = intervalOf(pair, compare, levels.simultaneous);
  const needed = nNeeded(context, decider);
  return {
    group: pair.group.key,
    reference: pair.reference.key,
    nGroup: pair.group.n,
    nReference: pair.reference.n,
    groupValue: pair.group.value,
    referenceValue: pair.reference.value,
    estimate: finiteOrNull(estimate),
    lower: finiteOrNull(plain?.lower),
    upper: finiteOrNull(plain?.upper),
    method: methodOf(pair, compare),
    status: statusOf(pair, finiteOrNull(estimate)),
    simultaneous: simultaneousOf(wide, levels.simultaneous),
    ...pValuesOf(pair, context),
    nNeeded: needed?.n ?? null,
    smallCells: smallCellsIn(context, pair),
    ...brokenBound(context, decider, wide),
    ...exactFields(context, decider),
    ...noIntervalBecause(plain === null ? hindranceOf(pair) : null),
  };
}

/**
 * The end of the allowed range that was left. It is stored so that no reader has to find out from a ratio above 1 that `min` broke as 1 /
 * min.
 */
function brokenBound(
  { region, decision }: JudgeContext,
  { estimate, exact }: Reading,
  wide: Span | null,
): DeciderFields {
  if (!isBreach(decision.reason)) return {};
  const span = decision.reason === 'interval-beyond' ? wide : estimate === null ? null : at(estimate);
  const end = exact === null ? span && brokenEnd(span, region) : endOf(exact, decision);
  return end ? { brokenBound: end === 'lower' ? { min: region.lower } : { max: region.upper } } : {};
}

/** The end of the range that an exact finding breaks: where the reference's count is too large, the group compared with it is too small. */
const endOf = ({ side, counted }: ExactFinding, { decider }: Judgement<Reading>): 'lower' | 'upper' =>
  (side === 'below') === (counted === decider?.pair.group) ? 'lower' : 'upper';

function exactFields({ decision }: JudgeContext, { exact }: Reading): DeciderFields {
  if (decision.reason !== 'exact-beyond' || exact === null) return {};
  const { counted, successes, n, rate, side, chance, allowed, otherLevel } = exact;
  return {
    exact: {
      group: counted.key,
      members: counted.members,
      successes,
      n,
      rate,
      side,
      chance,
      allowed,
      ...defined({ otherLevel }),
    },
  };
}

const noIntervalBecause = (hindrance: string | null): Pick<Judged, 'hindrance'> =>
  hindrance === null ? {} : { hindrance };

/** The small cells of the interval that decided: a pass rests on the plain interval, a failure on the simultaneous one. */
function smallCellsIn(
  { decision: { reason }, plan }: JudgeContext,
  pair: Pair,
): NonNullable<Judged['smallCells']> | null {
  const asked = reason === 'interval-beyond' ? plan.comparisons : 1;
  if (reason !== 'interval-beyond' && reason !== 'intervals-within' && reason !== 'small-cells') return null;
  const cells = smallCellsOf(pair, asked);
  return cells && { ...cells, confirmed: reason !== 'small-cells' && hasCounts(pair) };
}

function statusOf({ group, reference }: Pair, estimate: number | null): Judged['status'] {
  if (estimate === null) return 'undefined';
  return group.sufficient && reference.sufficient ? 'ok' : 'insufficient';
}

/** p-values of a pair; the comparisons of the requirement form the family. */
function pValuesOf(
  pair: Pair,
  { readings, policy, plan: { comparisons }, requirement: { reference: choice } }: JudgeContext,
): Pick<Judged, 'pValue' | 'adjustedPValue'> {
  const pValue = pValueOf(pair);
  const { multiplicity } = policy.statistics;
  if (pValue === null || multiplicity === 'none') return { pValue, adjustedPValue: pValue };
  const tested = readings.map((reading) => pValueOf(reading.pair));
  // Under `highest` any pair might have been tested; those that were not count with a p-value of 1.
  const others = choice === 'highest' ? Math.max(0, comparisons - tested.length) : 0;
  const family = [...tested, ...Array.from({ length: others }, () => 1)];
  const adjusted = multiplicity === 'holm' ? holm(family) : benjaminiHochberg(family);
  return { pValue, adjustedPValue: adjusted[readings.findIndex((reading) => reading.pair === pair)] ?? null };
}

/** The data needed for a decision, where more data could change the verdict. */
function nNeeded({ requirement, policy, region, levels, decision }: JudgeContext, decider: Reading): Needed | null {
  // The interval of a comparison with small cells is within the bound already, so it cannot say how many people the exact count needs.
  if (decision.reason === 'small-cells' || !isOpen(decision, requirement)) return null;
  const { pair, estimate } = decider;
  const spanOf = (factor: number, level: number) =>
    intervalOf(
      { ...pair, group: enlarged(pair.group, factor), reference: enlarged(pair.reference, factor) },
      requirement.compare,
      level,
    );
  const sizes = [pair.group.n, pair.reference.n] as const;
  return neededFor({ estimate, sizes, spanOf }, region, levels, policy.data.minGroupSize);
}
