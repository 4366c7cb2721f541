import { defined } from '../../base/defined.js';
import { binomialTails, clopperPearson } from '../../stats/index.js';
import { isComposite } from '../sections/composites.js';
import type { ExactBound, MeasurePart } from '../sections/result-types.js';
import type { Policy, ValueRequirement } from '../sections/types.js';
import { decide, exactSurety, isOut, type Judgeable, type Judgement, type Levels } from './decide.js';
import { type ExactFinding, wholeRate } from './exact.js';
import { finiteOrNull, isBreach, isOpen, outcomeOf, simultaneousOf } from './frame.js';
import type { Judged } from './message.js';
import type { Span } from './mover.js';
import { neededFor } from './needed.js';
import { fieldOf, type Plan } from './plan.js';
import { at, brokenEnd, isBeyond, type Region, surety } from './region.js';
import { enlarged, type Subject } from './subject.js';
import type { SubjectSource } from './subject-source.js';

/** The value of one group held against the bound. */
export interface ValueReading extends Judgeable {
  readonly subject: Subject;
}

type ValuePlan = Pick<Plan, 'insufficient' | 'pool' | 'comparisons'>;

export interface ValueContext {
  readonly requirement: ValueRequirement;
  readonly policy: Policy;
  readonly plan: ValuePlan;
  readonly region: Region;
  readonly levels: Levels;
  readonly decision: Judgement<ValueReading>;
}

/** The values that a floor or a ceiling allows. */
export const valueRegion = ({ bound }: Pick<ValueRequirement, 'bound'>): Region => ({
  lower: bound.min ?? Number.NEGATIVE_INFINITY,
  upper: bound.max ?? Number.POSITIVE_INFINITY,
  logarithmic: false,
});

/**
 * Judges the metric of each group by itself, or with `by: []` that of everybody: a floor or a ceiling. Rates have Clopper and Pearson's
 * exact interval, because one rate against a number needs no approximation; other metrics have the interval that also judges their gaps.
 * Groups that could fail the requirement share 1 - level among them (contracts, Outcomes and requirements).
 */
export function judgeValue(requirement: ValueRequirement, policy: Policy, source: SubjectSource): Judged {
  const { context, readings, subjects } = readValues(requirement, policy, source);
  const { decider } = context.decision;
  const { plain } = context.levels;
  // The groups of an audit have intervals of their own for rates (Wilson's); what is drawn beside the bound is the interval that judges.
  const parts = isComposite(requirement.metric)
    ? readings.map(({ subject }) => partOf(subject, plain))
    : subjects.map((subject) => ({ ...partOf(subject, plain), method: methodOf(subject) }));
  return { ...outcomeOf(context), ...(decider === null ? {} : describeReading(context, decider)), parts };
}

/** Holds every group against the bound and decides. */
export function readValues(
  requirement: ValueRequirement,
  policy: Policy,
  source: SubjectSource,
): {
  readonly context: ValueContext;
  readonly readings: readonly ValueReading[];
  /** Every group, also those that the requirement does not ask. */
  readonly subjects: readonly Subject[];
} {
  const subjects = source.subjects(requirement);
  const { insufficient, pool, field } = fieldOf(subjects, null, { requirement, source });
  const asked = [...field.large, ...field.small];
  const plan: ValuePlan = { insufficient, pool, comparisons: Math.max(1, asked.length) };
  const region = valueRegion(requirement);
  const { level } = policy.statistics;
  const levels: Levels = { plain: level, simultaneous: 1 - (1 - level) / plan.comparisons };
  const readings = asked.map((subject) => readValue(subject, region, levels));
  const decision = decide(requirement, plan, readings, region);
  return { context: { requirement, policy, plan, region, levels, decision }, readings, subjects };
}

/** A group in a composite measure, as reports draw it. */
export function partOf(subject: Subject, level: number, component?: string): MeasurePart {
  const span = valueSpan(subject, level);
  return {
    group: subject.key,
    ...defined({ component }),
    n: subject.n,
    estimate: finiteOrNull(countedValue(subject)),
    lower: finiteOrNull(span?.lower),
    upper: finiteOrNull(span?.upper),
    level,
    status: statusOf(subject),
  };
}

/** The value as it was counted, without anything that is added for judging. */
export function countedValue({ evidence, value }: Subject): number | null {
  if (evidence.kind !== 'rate' || !(evidence.rate.n > 0)) return value;
  return evidence.rate.successes / evidence.rate.n / (evidence.per ?? 1);
}

const statusOf = ({ value, sufficient }: Subject): Judged['status'] =>
  value === null ? 'undefined' : sufficient ? 'ok' : 'insufficient';

/** Holds the value of a group against the region, by its interval or, where the group is small, by its own count. */
export function readValue(subject: Subject, region: Region, levels: Levels): ValueReading {
  const estimate = subject.value;
  const exact = subject.sufficient ? null : exactBreach(subject, region, levels.simultaneous);
  const out = subject.sufficient && isOut(estimate, region);
  const wide = out ? valueSpan(subject, levels.simultaneous) : null;
  let plain: Span | null | undefined;
  return {
    subject,
    judged: subject.sufficient,
    estimate,
    exact,
    surety: exact !== null ? exactSurety(exact) : wide === null ? 0 : surety(estimate!, wide, region),
    firm: true,
    get plain() {
      if (plain === undefined) plain = valueSpan(subject, levels.plain);
      return plain;
    },
  };
}

/** Widths below this are binary rounding; an interval without width is false certainty and is dropped. */
const NO_WIDTH = 1e-11;

/** The interval that judges the value of a group; null where there is none. */
export function valueSpan({ evidence }: Subject, level: number): Span | null {
  if (evidence.kind === 'rate') {
    const { rate, per = 1 } = evidence;
    const span = clopperPearson(rate, level);
    return span === null || !(per > 0) ? null : { lower: span.lower / per, upper: span.upper / per };
  }
  const limits = evidence.at(level);
  if (limits === null) return null;
  return limits.upper - limits.lower <= NO_WIDTH && evidence.mayBePoint !== true ? null : limits;
}

/**
 * Finds out whether the count of a small group is too far out for every value that the bound allows. Half of 1 - level is on either side, so
 * that this is the same statement as Clopper and Pearson's interval wholly beyond the bound.
 */
function exactBreach(subject: Subject, region: Region, level: number): ExactFinding | null {
  const own = wholeRate(subject);
  if (own === null) return null;
  const per = subject.evidence.kind === 'rate' ? (subject.evidence.per ?? 1) : 1;
  const end = per > 0 ? brokenEnd(at(own.successes / own.n / per), region) : null;
  if (end === null) return null;
  const side = end === 'lower' ? 'below' : 'above';
  const rate = Math.min(1, region[end] * per);
  const tails = binomialTails(own.successes, own.n, rate);
  const chance = side === 'below' ? tails.atMost : tails.atLeast;
  const allowed = (1 - level) / 2;
  return chance <= allowed ? { counted: subject, ...own, rate, side, chance, allowed } : null;
}

export function describeReading(context: ValueContext, reading: ValueReading): Partial<Judged> {
  const { levels, region, decision } = context;
  const { subject, plain, estimate, exact } = reading;
  const wide = valueSpan(subject, levels.simultaneous);
  const broken = isBreach(decision.reason) ? brokenOf(wide, reading, context) : null;
  return {
    group: subject.key,
    ...defined({ against: subject.against }),
    nGroup: subject.n,
    groupValue: subject.value,
    estimate: finiteOrNull(estimate),
    lower: finiteOrNull(plain?.lower),
    upper: finiteOrNull(plain?.upper),
    method: methodOf(subject),
    status: statusOf(subject),
    simultaneous: simultaneousOf(wide, levels.simultaneous),
    nNeeded: neededOf(context, reading),
    ...(broken === null ? {} : { brokenBound: broken === 'lower' ? { min: region.lower } : { max: region.upper } }),
    ...(decision.reason === 'exact-beyond' && exact !== null ? { exact: exactField(exact) } : {}),
    ...(plain === null && subject.evidence.kind === 'limits' && subject.evidence.hindrance !== undefined
      ? { hindrance: subject.evidence.hindrance }
      : {}),
  };
}

/** The end of the region that was left: by the interval where it decided, else by the estimate. */
function brokenOf(wide: Span | null, { estimate }: ValueReading, { region, decision }: ValueContext) {
  if (decision.reason === 'interval-beyond' && wide !== null && isBeyond(wide, region)) return brokenEnd(wide, region);
  return estimate === null ? null : brokenEnd(at(estimate), region);
}

const exactField = ({ counted, successes, n, rate, side, chance, allowed }: ExactFinding): ExactBound => ({
  group: counted.key,
  members: counted.members,
  successes,
  n,
  rate,
  side,
  chance,
  allowed,
});

const methodOf = ({ evidence }: Subject): string => (evidence.kind === 'rate' ? 'clopper-pearson' : evidence.method);

/** The people that would decide what is open, the value staying as it is. */
function neededOf(
  { requirement, policy, region, levels, decision }: ValueContext,
  { subject, estimate }: ValueReading,
) {
  if (!isOpen(decision, requirement)) return null;
  const spanOf = (factor: number, level: number) => valueSpan(enlarged(subject, factor), level);
  const needed = neededFor({ estimate, sizes: [subject.n], spanOf }, region, levels, policy.data.minGroupSize);
  return needed?.n ?? null;
}
