import type { Compare, GroupKey } from '../../fairness/tally/index.js';
import type { CompositeMeasure } from '../sections/composites.js';
import type { GapRequirement, Policy, ValueRequirement } from '../sections/types.js';
import { intervalOf, type Pair } from './comparison.js';
import { type Component, TOGETHER } from './components.js';
import { decide, type Judgement, type Levels, type Reading, readPairs } from './decide.js';
import { describeComparisons } from './describe.js';
import { finiteOrNull, isBreach } from './frame.js';
import type { Judged } from './message.js';
import type { Span } from './mover.js';
import { fieldOf, layOut, type Plan, unpooled } from './plan.js';
import { type Region, simultaneousLevel } from './region.js';
import type { Subject } from './subject.js';
import type { SubjectSource } from './subject-source.js';
import { countedValue, partOf } from './value.js';

/** The comparisons of one component. */
interface Laid extends Pick<Plan, 'pairs' | 'insufficient' | 'pool'> {
  readonly component: Component;
}

interface Scale {
  readonly compare: Compare;
  readonly region: Region;
  /** The size of a gap on the scale of the measure. */
  readonly size: (gap: number) => number;
}

/** A gap of rates counts by its size, a ratio by that of its logarithm. */
function scaleOf({ metric, bound }: ValueRequirement): Scale {
  const max = bound.max ?? Number.POSITIVE_INFINITY;
  if (TOGETHER[metric as CompositeMeasure]?.gap === 'log ratio')
    return {
      compare: 'ratio',
      region: { lower: Math.exp(-max), upper: Math.exp(max), logarithmic: true },
      size: (gap) => Math.abs(Math.log(gap)),
    };
  return { compare: 'difference', region: { lower: -max, upper: max, logarithmic: false }, size: Math.abs };
}

/**
 * Judges a measure that is the largest gap among several rates of any two groups. It holds where every gap holds, so that each pair of groups is
 * compared in each rate as for a gap of all pairs: a pass needs the plain interval of every one, since the largest true gap is one of them; a failure the
 * interval of some one at the level that allows for all of them (intersection-union and Bonferroni; Berger 1982, Technometrics 24, 295-300).
 */
export function judgeTogether(requirement: ValueRequirement, policy: Policy, source: SubjectSource): Judged {
  const scale = scaleOf(requirement);
  const asGap: GapRequirement = {
    ...requirement,
    compare: scale.compare,
    reference: 'all-pairs',
    oneSided: false,
  };
  const components = source.components?.(requirement) ?? [];
  const laid = components.map((component) => layComponent(component, asGap, source));
  const pairs = laid.flatMap((one) => one.pairs);
  const plan: Plan = {
    subjects: components.flatMap(({ subjects }) => subjects),
    pairs,
    comparisons: Math.max(1, pairs.length),
    insufficient: distinct(laid.flatMap(({ insufficient }) => insufficient)),
    pool: poolOf(laid),
  };
  // Each component has its own small groups and its own pool, so that a group may be judged in the pool of one and in no pool of another.
  const small = { insufficient: distinct(laid.flatMap(unpooled)), pool: null };
  const { level } = policy.statistics;
  const levels: Levels = { plain: level, simultaneous: simultaneousLevel(level, plan.comparisons, scale.region) };
  const readings = readPairs(plan, scale.compare, scale.region, levels);
  const decision = decide(requirement, small, readings, scale.region);
  const whole = wholeOf(readings, scale, levels);
  const shown: Judgement<Reading> = { ...decision, decider: isPassLike(decision) ? whole.widest : decision.decider };
  const judged = describeComparisons({
    requirement: asGap,
    policy,
    plan,
    region: scale.region,
    levels,
    readings,
    decision: shown,
  });
  return asMeasure(judged, requirement, { scale, whole, decision: shown, laid });
}

/** Whether nothing is beyond or across the bound, so that the widest gap is the one to show. */
const isPassLike = ({ verdict, reason }: Judgement<Reading>): boolean =>
  verdict === 'pass' || reason === 'small-groups';

function layComponent(component: Component, asGap: GapRequirement, source: SubjectSource): Laid {
  const pooling: SubjectSource = {
    ...source,
    pooled: (requirement, members, key) =>
      component.ofGroup(source.groupOfMembers!(requirement, members, key), members),
  };
  const { insufficient, pool, field } = fieldOf(component.subjects, null, { requirement: asGap, source: pooling });
  return { component, insufficient, pool, pairs: layOut(asGap, field, null).pairs };
}

/** The pool of a component, one that is too small if there is one, with the members of the pools of all. */
function poolOf(laid: readonly Laid[]): Subject | null {
  const pools = laid.flatMap(({ pool }) => (pool === null ? [] : [pool]));
  const shown = pools.find(({ sufficient }) => !sufficient) ?? pools[0];
  if (shown === undefined) return null;
  const members = new Map(pools.flatMap((pool) => pool.members).map((key) => [keyText(key), key]));
  return { ...shown, members: [...members.values()] };
}

/** The groups that are too small in one of the rates, each once. */
function distinct(subjects: readonly Subject[]): Subject[] {
  const known = new Map<string, Subject>();
  for (const subject of subjects) {
    const key = keyText(subject.key);
    if (!known.has(key)) known.set(key, subject);
  }
  return [...known.values()];
}

const keyText = (key: GroupKey): string => JSON.stringify(Object.entries(key));

/** The measure over all groups large enough: the widest gap, and an interval of it. */
interface Whole {
  readonly estimate: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
  readonly widest: Reading | null;
}

/**
 * The widest gap with its interval. Its upper end is the farthest plain one: that of the largest true gap is among them. Its lower end is the largest
 * of the simultaneous ones, which hold together. So it is the interval by which the requirement passes and fails.
 */
function wholeOf(readings: readonly Reading[], { compare, size }: Scale, levels: Levels): Whole {
  const judged = readings.filter((one) => one.judged);
  const among = judged.length > 0 ? judged : readings;
  const sizeOf = ({ estimate }: Reading): number => (estimate === null ? -1 : size(estimate));
  const byWidth = [...among].sort((a, b) => sizeOf(b) - sizeOf(a));
  const widest = byWidth[0] ?? null;
  const estimate = widest === null || widest.estimate === null ? null : sizeOf(widest);
  if (judged.length === 0 || judged.some(({ plain }) => plain === null))
    return { estimate, lower: null, upper: null, widest };
  const upper = Math.max(
    ...ends(
      judged.map(({ plain }) => plain!),
      size,
    ),
  );
  let lower = 0;
  for (const reading of byWidth) {
    // An interval holds its estimate, so that no later one can begin above this.
    if (sizeOf(reading) <= lower) break;
    lower = Math.max(lower, nearEnd(intervalOf(reading.pair, compare, levels.simultaneous), { compare, size }));
  }
  return { estimate, lower, upper, widest };
}

const ends = (spans: readonly Span[], size: Scale['size']): number[] =>
  spans.flatMap(({ lower, upper }) => [size(lower), size(upper)]);

/** How far from equality an interval keeps; 0 where it holds equality. */
function nearEnd(span: Span | null, { compare, size }: Pick<Scale, 'compare' | 'size'>): number {
  if (span === null) return 0;
  const equal = compare === 'ratio' ? 1 : 0;
  if (span.lower > equal) return size(span.lower);
  return span.upper < equal ? size(span.upper) : 0;
}

interface MeasureContext {
  readonly scale: Scale;
  readonly whole: Whole;
  readonly decision: Judgement<Reading>;
  readonly laid: readonly Laid[];
}

/** The result of the gaps as that of the measure: its own scale, and the rate whose gap is shown. */
function asMeasure(
  judged: Judged,
  requirement: ValueRequirement,
  { scale, whole, decision, laid }: MeasureContext,
): Judged {
  const { decider } = decision;
  const component = decider === null ? undefined : laid.find(({ pairs }) => pairs.includes(decider.pair))?.component;
  const { estimate, lower, upper } = whole;
  const { referenceChoice: _, brokenBound: __, ...rest } = judged;
  const wide = judged.simultaneous;
  return {
    ...rest,
    compare: 'value',
    estimate: finiteOrNull(estimate),
    lower: finiteOrNull(lower),
    upper: finiteOrNull(upper),
    ...(decider === null ? {} : sidesOf(decider.pair)),
    simultaneous: wide === null ? null : { ...wide, ...onScale(wide, scale) },
    allowed: { lower: null, upper: requirement.bound.max ?? null },
    pValue: null,
    adjustedPValue: null,
    ...(isBreach(decision.reason) ? { brokenBound: { max: requirement.bound.max! } } : {}),
    ...(component === undefined ? {} : { component: component.name }),
    parts: laid.flatMap((one) => one.component.subjects.map((each) => partOf(each, judged.level, one.component.name))),
  };
}

function onScale({ lower, upper }: { lower: number | null; upper: number | null }, { compare, size }: Scale) {
  const span = { lower: lower ?? 0, upper: upper ?? Number.POSITIVE_INFINITY };
  return {
    lower: finiteOrNull(nearEnd(span, { compare, size })),
    upper: finiteOrNull(Math.max(size(span.lower), size(span.upper))),
  };
}

/** The rates of the two groups as they were counted. */
const sidesOf = ({ group, reference }: Pair): Pick<Judged, 'groupValue' | 'referenceValue'> => ({
  groupValue: countedValue(group),
  referenceValue: countedValue(reference),
});
