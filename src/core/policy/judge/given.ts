import type { Compare, GroupKey } from '../../fairness/tally/index.js';
import type { MeasurePart, RequirementResult, WithinStrata } from '../sections/result-types.js';
import { estimateOf, type Pair } from './comparison.js';
import { finiteOrNull } from './frame.js';
import type { Plan } from './plan.js';
import type { Evidence, Subject } from './subject.js';
import type { StratumSubjects } from './subject-source.js';

/** Both sides of a comparison in one stratum. */
export interface StratumTable<Side> {
  readonly stratum: GroupKey;
  readonly a: Side;
  readonly b: Side;
}

/** What a comparison within strata is asked with. */
export interface GivenFrame {
  readonly compare: Compare;
  readonly minGroupSize: number;
  readonly level: number;
}

/** What a side of a comparison is once it is standardised. */
export interface StandardizedSide {
  readonly value: number | null;
  /** People in the strata that count. */
  readonly n: number;
  /** Their number as far as it is evidence: what must reach `minGroupSize`. */
  readonly size: number;
  readonly evidence: Evidence;
}

/** The part of a comparison within strata that differs between rates and means. */
export interface StratumMeasure<Side> {
  readonly nobody: Side;
  readonly peopleOf: (side: Side) => number;
  /** Several groups as one. */
  readonly pooled: (sides: readonly Side[]) => Side;
  /** Whether a stratum has enough people of both sides to count. */
  readonly isUsable: (table: StratumTable<Side>) => boolean;
  readonly standardized: (
    usable: readonly StratumTable<Side>[],
    frame: GivenFrame & { readonly comparisons: number },
  ) => { readonly a: StandardizedSide; readonly b: StandardizedSide };
  /** One side in one stratum, as reports draw it. */
  readonly part: (
    side: Side,
    frame: GivenFrame,
  ) => Pick<MeasurePart, 'estimate' | 'lower' | 'upper'> & { readonly size: number };
  readonly described: (
    tables: readonly StratumTable<Side>[],
    usable: readonly StratumTable<Side>[],
    frame: GivenFrame,
  ) => Pick<WithinStrata, 'homogeneity' | 'rates' | 'means' | 'effective'>;
}

/** A plan whose pairs are compared within strata. */
export interface GivenPlan extends Plan {
  /** How each pair came about, and both sides in each stratum. */
  readonly within: ReadonlyMap<Pair, Pick<RequirementResult, 'within' | 'parts'>>;
}

/**
 * Turns comparisons of all people into comparisons within strata. The two values of a pair are those of the strata that have people of both groups,
 * weighted by the people of both there (direct standardisation, as docs/explanations/conditional-audits.md says). A group with too few people in such
 * strata is too small to judge.
 */
export function withinStrata<Side>(
  plan: Plan,
  strata: readonly StratumSubjects<Side>[],
  measure: StratumMeasure<Side>,
  frame: GivenFrame,
): GivenPlan {
  const small = new Set<Subject>(plan.insufficient);
  const within = new Map<Pair, Pick<RequirementResult, 'within' | 'parts'>>();
  const pairs = plan.pairs.map((pair) => {
    const tables = tablesOf(pair, strata, measure);
    const usable = tables.filter(measure.isUsable);
    const made = pairOf(pair, measure.standardized(usable, { ...frame, comparisons: plan.comparisons }), frame);
    if (pair.group.sufficient && !made.group.sufficient) small.add(pair.group);
    const parts = tables.flatMap((table) => partsOf(pair, table, measure, frame));
    within.set(made, { within: describe(pair, { tables, usable }, measure, frame), parts });
    return made;
  });
  return { ...plan, pairs, within, insufficient: [...small] };
}

/** Strata in which either group has anybody. */
function tablesOf<Side>(
  { group, reference }: Pair,
  strata: readonly StratumSubjects<Side>[],
  measure: StratumMeasure<Side>,
): StratumTable<Side>[] {
  const side = ({ key, members }: Subject, sideOf: StratumSubjects<Side>['sideOf']): Side =>
    members.length === 0
      ? (sideOf(key) ?? measure.nobody)
      : measure.pooled(members.map((member) => sideOf(member) ?? measure.nobody));
  return strata
    .map(({ stratum, sideOf }) => ({ stratum, a: side(group, sideOf), b: side(reference, sideOf) }))
    .filter(({ a, b }) => measure.peopleOf(a) > 0 || measure.peopleOf(b) > 0);
}

function pairOf(
  pair: Pair,
  sides: { readonly a: StandardizedSide; readonly b: StandardizedSide },
  { minGroupSize }: GivenFrame,
): Pair {
  const made = (subject: Subject, { value, n, size, evidence }: StandardizedSide): Subject => ({
    ...subject,
    n,
    sufficient: size >= minGroupSize,
    value,
    evidence,
  });
  const [group, reference] = [made(pair.group, sides.a), made(pair.reference, sides.b)];
  return { group, reference, judged: pair.judged && group.sufficient && reference.sufficient };
}

function partsOf<Side>(
  { group, reference }: Pair,
  { stratum, a, b }: StratumTable<Side>,
  measure: StratumMeasure<Side>,
  frame: GivenFrame,
): MeasurePart[] {
  const component = Object.entries(stratum)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');
  return (
    [
      [group, a],
      [reference, b],
    ] as const
  )
    .filter(([, side]) => measure.peopleOf(side) > 0)
    .map(([{ key }, side]): MeasurePart => {
      const { size, ...limits } = measure.part(side, frame);
      const status = size >= frame.minGroupSize ? 'ok' : 'insufficient';
      return { group: key, component, n: measure.peopleOf(side), ...limits, level: frame.level, status };
    });
}

interface Tables<Side> {
  readonly tables: readonly StratumTable<Side>[];
  readonly usable: readonly StratumTable<Side>[];
}

function describe<Side>(
  pair: Pair,
  { tables, usable }: Tables<Side>,
  measure: StratumMeasure<Side>,
  frame: GivenFrame,
): WithinStrata {
  const people = usable.reduce((sum, { a, b }) => sum + measure.peopleOf(a) + measure.peopleOf(b), 0);
  return {
    strata: usable.length,
    allStrata: tables.length,
    outside: pair.group.n + pair.reference.n - people,
    crude: finiteOrNull(estimateOf(pair, frame.compare)),
    ...measure.described(tables, usable, frame),
  };
}
