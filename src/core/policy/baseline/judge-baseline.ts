import type { Tally } from '../../fairness/tally/index.js';
import { type BaselineAudit, type BaselineGroup, readBaseline } from '../accepted/read.js';
import { untestedSentence } from '../accepted/untested-sentence.js';
import { doubted, frameOf } from '../judge/frame.js';
import type { Judged } from '../judge/message.js';
import type { Limits } from '../judge/mover.js';
import { planComparisons } from '../judge/plan.js';
import { type SubjectSource, tallySubjects } from '../judge/subject-source.js';
import { compositeOf } from '../sections/composites.js';
import { isGap } from '../sections/kinds.js';
import { metricKey } from '../sections/metric-needs.js';
import type { RequirementResult, UntestedChange } from '../sections/result-types.js';
import type { GapRequirement, Policy } from '../sections/types.js';
import { changeOf, type PairChange } from './change.js';
import { messageOfChange } from './message.js';
import { untestedGroups } from './untested.js';

export interface CurrentAudit {
  readonly policy: Policy;
  readonly tally: Tally;
}

/** Appended to the id of a requirement for its test against the baseline. */
const ID_SUFFIX = '@baseline';

/**
 * "No worse than the last accepted audit": for every requirement one more result that tests the change of its gap. It fails where some
 * gap widened significantly (one-sided at the policy's level, divided by the number of pairs); it passes where every gap did not widen, or
 * widened surely by less than the bound itself, and no group of either audit went untested; otherwise it is inconclusive. The two audits are taken as independent samples, which
 * is cautious (fails too seldom) where they share rows. A waiver of the requirement does not cover its change.
 *
 * @param baseline a parsed audit.json
 * @throws TribuneError `BASELINE_INVALID`
 * @example judgeBaseline({ policy, tally }, JSON.parse(text))[0].id // 'four-fifths@baseline'
 */
export const judgeBaseline = ({ policy, tally }: CurrentAudit, baseline: unknown): RequirementResult[] =>
  judgeBaselineSubjects(policy, tallySubjects(policy, tally), baseline);

/** The same on the subjects of a kind of outcome. */
export function judgeBaselineSubjects(policy: Policy, source: SubjectSource, baseline: unknown): RequirementResult[] {
  const accepted = readBaseline(baseline, policy);
  return policy.requirements.flatMap((requirement) =>
    isGap(requirement) && requirement.given === undefined && compositeOf(requirement.metric)?.withBaseline !== false
      ? [doubted(judgeChange(requirement, policy, source, accepted), source)]
      : [],
  );
}

function judgeChange(
  requirement: GapRequirement,
  policy: Policy,
  source: SubjectSource,
  baseline: BaselineAudit,
): RequirementResult {
  const frame: Judged = {
    ...frameOf(requirement, policy),
    id: requirement.id + ID_SUFFIX,
    bound: { max: neutral(requirement) },
  };
  const hindrance =
    source.hindrance(requirement) ?? whyBounded(requirement, source) ?? whyNotInBaseline(requirement, baseline);
  if (hindrance !== null)
    return {
      ...frame,
      severity: 'warn',
      verdict: 'not_applicable',
      reason: 'not-applicable',
      message: `Does not apply: ${hindrance}.`,
    };
  const context = {
    baseline,
    accepted:
      policy.data.outcome !== undefined
        ? (group: BaselineGroup) => source.accepted(requirement, group, baseline)
        : null,
    metric: metricKey(requirement),
    by: requirement.by,
    compare: requirement.compare,
    minGroupSize: policy.data.minGroupSize,
    oneSided: requirement.oneSided,
  };
  const plan = planComparisons(requirement, policy, source);
  const changes = plan.pairs
    .filter(({ judged, group, reference }) => judged && group.members.length === 0 && reference.members.length === 0)
    .map((pair) => changeOf(pair, context))
    .filter((change) => change !== null);
  const untested = untestedGroups({
    requirement,
    plan,
    baseline,
    minGroupSize: policy.data.minGroupSize,
    withUnknown: policy.data.unknown === 'compare',
  });
  const comparisons = Math.max(
    changes.length,
    requirement.reference === 'highest' || requirement.reference === 'largest' ? plan.comparisons : 1,
  );
  const insufficientGroups = plan.insufficient.map((subject) => subject.key);
  return decideChange(
    requirement,
    { ...frame, insufficientGroups, comparisons, ...(untested.length === 0 ? {} : { untested }) },
    changes,
  );
}

/** A gap that is known within bounds has no change to test. */
const whyBounded = (requirement: GapRequirement, source: SubjectSource): string | null =>
  (source.likely?.(requirement) ?? null) !== null
    ? 'the groups are known as probabilities, which an accepted audit does not carry, so the change of their gap is not tested'
    : (source.unseen?.(requirement) ?? null) === null
      ? null
      : 'labels are seen for one prediction only, so the gap is known within bounds or from a lot, and its change is not tested';

/** The value of an unchanged gap: difference of gaps 0, factor of ratios 1. */
const neutral = ({ compare }: GapRequirement): number => (compare === 'difference' ? 0 : 1);

/** What a requirement names besides its metric. */
const PARAMETERS = ['q', 'value', 'atLevel', 'class', 'stage', 'route', 'k', 'pairs', 'per', 'institution'] as const;

function whyNotInBaseline(requirement: GapRequirement, baseline: BaselineAudit): string | null {
  const { id, metric, by, compare } = requirement;
  const before = baseline.requirements.find((each) => each.id === id);
  if (!before) return `the baseline has no requirement ${id}`;
  const same =
    before.metric === metric &&
    before.compare === compare &&
    PARAMETERS.every((name) => before[name] === requirement[name]) &&
    JSON.stringify([...before.by].sort()) === JSON.stringify([...by].sort());
  return same ? null : `${id} was about something else in the baseline`;
}

/** The worsening that is tolerated: the room that the bound itself leaves. */
function margin({ compare, bound }: GapRequirement): number {
  if (compare === 'difference') return bound.max ?? 0;
  return Math.max(
    bound.min === undefined ? 0 : -Math.log(bound.min),
    bound.max === undefined ? 0 : Math.log(bound.max),
  );
}

interface Tested {
  readonly change: PairChange;
  /** One-sided limits at the policy's level. */
  readonly plain: Limits;
  readonly simultaneous: Limits;
}

function decideChange(requirement: GapRequirement, judged: Judged, changes: readonly PairChange[]): RequirementResult {
  // These are two-sided levels of which one side is tested: 90 % for a one-sided 5 %.
  const plainLevel = 1 - 2 * (1 - judged.level);
  const wideLevel = 1 - (2 * (1 - judged.level)) / (judged.comparisons ?? 1);
  const tested: Tested[] = [];
  const openPairs: UntestedChange[] = [];
  for (const change of changes) {
    const plain = change.at(plainLevel);
    const simultaneous = change.at(wideLevel);
    if (plain !== null && simultaneous !== null) tested.push({ change, plain, simultaneous });
    else openPairs.push(untestedPair(change));
  }
  const untested = [...(judged.untested ?? []), ...openPairs];
  const frame: Judged = untested.length === 0 ? judged : { ...judged, untested };
  const first = [...tested].sort((a, b) => b.simultaneous.lower - a.simultaneous.lower)[0];
  if (first === undefined)
    return {
      ...frame,
      reason: 'change-undecided',
      message: `No pair of groups can be tested for a change since the accepted audit.${untestedSentence(frame)}`,
    };
  if (first.simultaneous.lower > 0) return result(requirement, frame, first, wideLevel, 'worse-than-baseline');
  const room = margin(requirement);
  const open = tested
    .filter(({ plain }) => plain.estimate > 0 && plain.upper > room)
    .sort((a, b) => b.plain.upper - a.plain.upper)[0];
  if (open) return result(requirement, frame, open, wideLevel, 'change-undecided');
  if (untested.some(({ hinders }) => hinders)) return result(requirement, frame, first, wideLevel, 'change-untested');
  return result(requirement, frame, first, wideLevel, 'no-worse-than-baseline');
}

const VERDICTS = {
  'worse-than-baseline': 'fail',
  'no-worse-than-baseline': 'pass',
  'change-undecided': 'inconclusive',
  'change-untested': 'inconclusive',
} as const;

/** A pair whose groups are in both audits and that still has no interval: a logarithm of 0, or no variance. */
const untestedPair = ({ pair }: PairChange): UntestedChange => ({
  group: pair.group.key,
  reference: pair.reference.key,
  why: 'no-interval',
  hinders: true,
});

function result(
  requirement: GapRequirement,
  frame: Judged,
  { change, plain, simultaneous }: Tested,
  wideLevel: number,
  reason: keyof typeof VERDICTS,
): RequirementResult {
  const ratio = requirement.compare === 'ratio';
  const shown = (value: number) => (ratio ? Math.exp(value) : value);
  const { group, reference } = change.pair;
  const judged: Judged = {
    ...frame,
    verdict: VERDICTS[reason],
    reason,
    group: group.key,
    reference: reference.key,
    nGroup: group.n,
    nReference: reference.n,
    groupValue: group.value,
    referenceValue: reference.value,
    estimate: shown(plain.estimate),
    lower: shown(plain.lower),
    upper: shown(plain.upper),
    level: 1 - 2 * (1 - frame.level),
    simultaneous: { lower: shown(simultaneous.lower), upper: shown(simultaneous.upper), level: wideLevel },
    method: `change:mover(${group.evidence.kind === 'rate' ? 'wilson' : group.evidence.kind})`,
    status: 'ok',
    allowed: { lower: null, upper: neutral(requirement) },
  };
  return { ...judged, message: `${messageOfChange(judged, frame.level)}${untestedSentence(judged)}` };
}
