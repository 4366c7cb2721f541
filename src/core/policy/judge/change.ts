import type { BaselineAudit } from '../accepted/read.js';
import { hinders, type Standing, whyUntested } from '../accepted/standing.js';
import { measureWords, metricKey } from '../sections/metric-needs.js';
import type { GroupChange, UntestedChange } from '../sections/result-types.js';
import { groupText } from '../sections/text.js';
import type { ChangeRequirement, GapRequirement, Policy, Verdict } from '../sections/types.js';
import { acceptedGroup } from './accepted-subject.js';
import { estimateOf, type Pair } from './comparison.js';
import { decide, type Judgement, type Levels, type Reading, readPairs } from './decide.js';
import { describeComparisons } from './describe.js';
import { finiteOrNull } from './frame.js';
import type { Judged } from './message.js';
import { type Plan, sameKey } from './plan.js';
import { type Region, simultaneousLevel } from './region.js';
import type { Subject } from './subject.js';
import type { SubjectSource } from './subject-source.js';

/** One group as both audits know it. */
interface Known {
  readonly now: Subject;
  /** Null where the accepted audit lacks the group or its metric. */
  readonly then: Subject | null;
  readonly standing: { readonly now: Standing; readonly before: Standing };
}

/** Why there is nothing to compare with; null where there is. */
export function whyNoBaseline(
  requirement: ChangeRequirement,
  source: SubjectSource,
  baseline: BaselineAudit | null,
): string | null {
  if (baseline === null)
    return 'it bounds a change since an accepted audit, and none was given (tribune audit --baseline audit.json)';
  const { by } = requirement;
  const groups = acceptedGroups(baseline, by);
  if (groups.length === 0)
    return by.length === 0
      ? 'the baseline does not describe everyone (overall)'
      : `the baseline has no groups of ${by.join(' x ')}`;
  if (!groups.some(({ metrics }) => metrics[metricKey(requirement)] !== undefined))
    return `the baseline has no ${measureWords(requirement)}: its data had no label or no score, or its policy did not ask for it`;
  const against = source.against?.(requirement) ?? null;
  return against === null || acceptedGroup(baseline, against) !== null
    ? null
    : `the baseline has no group ${groupText(against)}, which the others are held against now`;
}

function acceptedGroups(baseline: BaselineAudit, by: readonly string[]): BaselineAudit['groups'] {
  if (by.length === 0) return [acceptedGroup(baseline, {})].filter((group) => group !== null);
  return baseline.groups.filter(
    ({ attributes }) =>
      Object.keys(attributes).length === by.length && by.every((name) => Object.hasOwn(attributes, name)),
  );
}

/** The changes that a requirement allows: of a relative one the factor, now over before. */
export function changeRegion({ change, bound }: Pick<ChangeRequirement, 'change' | 'bound'>): Region {
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = bound;
  if (!change.relative) return { lower: min, upper: max, logarithmic: false };
  return { lower: Math.max(0, 1 + min), upper: 1 + max, logarithmic: true };
}

/**
 * Judges how far the metric of each group, or of everyone, moved since an accepted audit. Now and then are the two sides of a comparison,
 * so that the intervals, the exact counts of small groups and the small cells are those of gaps: Miettinen and Nurminen's of a difference
 * of rates, Koopman's of their ratio for a relative change. The two audits are taken as independent samples (docs/explanations/verdicts.md).
 *
 * @throws TribuneError `BASELINE_INVALID` where the accepted audit contradicts itself
 */
export function judgeChange(
  requirement: ChangeRequirement,
  policy: Policy,
  source: SubjectSource,
  baseline: BaselineAudit,
): Judged {
  const known = knownGroups(requirement, source, baseline);
  const untested = untestedOf(requirement, { policy, source, known, baseline });
  const region = changeRegion(requirement);
  const plan = planOf(known);
  const { level } = policy.statistics;
  const bothEnds = Number.isFinite(region.upper) && requirement.bound.min !== undefined;
  const levels: Levels = {
    plain: level,
    simultaneous: bothEnds ? simultaneousLevel(level, plan.comparisons, region) : 1 - (1 - level) / plan.comparisons,
  };
  const asGap: GapRequirement = {
    ...requirement,
    compare: requirement.change.relative ? 'ratio' : 'difference',
    reference: 'declared',
    oneSided: false,
  };
  const readings = readPairs(plan, asGap.compare, region, levels);
  const decision = withUntested(decide(requirement, plan, readings, region), requirement, untested);
  const context = { requirement: asGap, policy, plan, region, levels, readings, decision };
  const judged = describeComparisons({ ...context, fixedReference: true });
  return {
    ...asChange(judged, requirement, decision),
    changes: readings.map((one) => changeOf(one, requirement)),
    ...named(untested),
  };
}

const named = (untested: readonly UntestedChange[]): Pick<Judged, 'untested'> =>
  untested.length === 0 ? {} : { untested };

function knownGroups(requirement: ChangeRequirement, source: SubjectSource, baseline: BaselineAudit): Known[] {
  return source.subjects(requirement).map((subject) => {
    const group = acceptedGroup(baseline, subject.key);
    const then = group === null ? null : source.accepted(requirement, group, baseline);
    const before: Standing = group === null ? 'absent' : then?.sufficient ? 'sufficient' : 'small';
    const now: Standing = subject.sufficient && subject.value !== null ? 'sufficient' : 'small';
    return { now: asReported(subject), then, standing: { now, before } };
  });
}

/** The group with the value that audits report: an accepted audit stores a calibration error from which chance is not taken out. */
function asReported(subject: Subject): Subject {
  const { evidence } = subject;
  if (evidence.kind !== 'limits' || evidence.shown === undefined) return subject;
  const { shown } = evidence;
  const at: typeof evidence.at = (level) => {
    const limits = evidence.at(level);
    return limits && { estimate: shown, lower: Math.min(shown, limits.lower), upper: Math.max(shown, limits.upper) };
  };
  return { ...subject, value: shown, evidence: { ...evidence, value: shown, at } };
}

function planOf(known: readonly Known[]): Plan {
  const pairs = known.flatMap(({ now, then }): Pair[] =>
    then === null || now.value === null
      ? []
      : [{ group: now, reference: then, judged: now.sufficient && then.sufficient }],
  );
  const isSmall = ({ standing }: Known) => standing.now === 'small' || standing.before === 'small';
  return {
    subjects: known.map(({ now }) => now),
    pairs,
    comparisons: Math.max(1, pairs.length),
    insufficient: known.filter(isSmall).map(({ now }) => now),
    pool: null,
  };
}

interface Compared {
  readonly policy: Policy;
  readonly source: SubjectSource;
  readonly known: readonly Known[];
  readonly baseline: BaselineAudit;
}

/** Groups without a change that could be tested: new, gone, or too small in one of the audits. */
function untestedOf(requirement: ChangeRequirement, { policy, source, known, baseline }: Compared): UntestedChange[] {
  const { by } = requirement;
  const against = source.against?.(requirement) ?? null;
  const gone = acceptedGroups(baseline, by)
    .filter(({ attributes }) => against === null || !sameKey(against, attributes, by))
    .filter(({ attributes }) => !known.some(({ now }) => sameKey(now.key, attributes, by)))
    .filter(({ attributes }) => policy.data.unknown === 'compare' || !Object.values(attributes).includes(null))
    .map((group) => {
      const then = source.accepted(requirement, group, baseline);
      const before: Standing = then?.sufficient ? 'sufficient' : 'small';
      return { key: group.attributes, standing: { now: 'absent' as const, before } };
    });
  return [...known.map(({ now, standing }) => ({ key: now.key, standing })), ...gone].flatMap(
    ({ key, standing: { now, before } }) =>
      now === 'sufficient' && before === 'sufficient'
        ? []
        : [{ group: key, why: whyUntested(now, before), hinders: hinders(requirement, now, before) }],
  );
}

/** A pass does not stand where a group went untested that was large enough in one of the audits. */
function withUntested(
  decision: Judgement<Reading>,
  { evidence }: ChangeRequirement,
  untested: readonly UntestedChange[],
): Judgement<Reading> {
  if (decision.verdict !== 'pass' || !untested.some((one) => one.hinders)) return decision;
  const verdict: Verdict = evidence === 'compliance' ? 'fail' : 'inconclusive';
  return { ...decision, verdict, reason: 'change-untested' };
}

/** The change that a comparison of now with then shows: of a ratio what it has beyond 1. */
const shownAs =
  ({ change }: ChangeRequirement) =>
  (value: number | null): number | null =>
    value === null || !change.relative ? value : value - 1;

/** Turns the result of a comparison into that of a change, whose two sides are one group at two times. */
function asChange(judged: Judged, requirement: ChangeRequirement, { decider }: Judgement<Reading>): Judged {
  const { change, bound } = requirement;
  const shown = shownAs(requirement);
  const { simultaneous, brokenBound, exact } = judged;
  const { referenceChoice: _, brokenBound: __, exact: ___, ...rest } = judged;
  const audit = exact === undefined || decider === null ? undefined : countedIn(decider);
  return {
    ...rest,
    compare: 'change',
    change,
    reference: null,
    estimate: shown(judged.estimate),
    lower: shown(judged.lower),
    upper: shown(judged.upper),
    simultaneous: simultaneous && {
      ...simultaneous,
      lower: shown(simultaneous.lower),
      upper: shown(simultaneous.upper),
    },
    method: `change:${judged.method}`,
    allowed: { lower: bound.min ?? null, upper: bound.max ?? null },
    ...(brokenBound === undefined
      ? {}
      : { brokenBound: brokenBound.min === undefined ? { max: bound.max! } : { min: bound.min! } }),
    ...(exact === undefined || audit === undefined ? {} : { exact: { ...exact, audit } }),
  };
}

const countedIn = ({ pair, exact }: Reading): 'now' | 'baseline' =>
  exact?.counted === pair.group ? 'now' : 'baseline';

function changeOf({ pair, plain }: Reading, requirement: ChangeRequirement): GroupChange {
  const shown = shownAs(requirement);
  const { group: now, reference: then } = pair;
  const estimate = finiteOrNull(estimateOf(pair, requirement.change.relative ? 'ratio' : 'difference'));
  return {
    group: now.key,
    before: then.value,
    now: now.value,
    nBefore: then.n,
    nNow: now.n,
    estimate: shown(estimate),
    lower: shown(finiteOrNull(plain?.lower)),
    upper: shown(finiteOrNull(plain?.upper)),
    status: estimate === null ? 'undefined' : pair.judged ? 'ok' : 'insufficient',
  };
}
