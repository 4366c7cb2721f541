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
  /** Whether every two groups are compared, so that none of them is the one that all others are held against. */
  readonly allPairs: boolean;
  readonly minGroupSize: number;
  readonly level: number;
}

/** What the two sides of a pair are standardised with. */
export interface PairFrame extends GivenFrame {
  readonly comparisons: number;
  /** Whose sides they are. */
  readonly keys: { readonly a: GroupKey; readonly b: GroupKey };
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
    frame: PairFrame,
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
 * weighted by the people of both there (direct standardisation, as docs/explanations/conditional-audits.md says). Where either side has too few people in
 * such strata the pair is not judged, and a group is named for it among those too small to judge; a pool of which a pair is not judged was not judged.
 */
export function withinStrata<Side>(
  plan: Plan,
  strata: readonly StratumSubjects<Side>[],
  measure: StratumMeasure<Side>,
  frame: GivenFrame,
): GivenPlan {
  const small = new Set<Subject>();
  const within = new Map<Pair, Pick<RequirementResult, 'within' | 'parts'>>();
  const pairs = plan.pairs.map((pair) => {
    const tables = tablesOf(pair, strata, measure);
    const usable = tables.filter(measure.isUsable);
    const keys = { a: pair.group.key, b: pair.reference.key };
    const made = pairOf(pair, measure.standardized(usable, { ...frame, comparisons: plan.comparisons, keys }), frame);
    if (pair.judged && !made.judged) for (const subject of unjudgedOf(pair, made, frame)) small.add(subject);
    const parts = tables.flatMap((table) => partsOf(pair, table, measure, frame));
    within.set(made, { within: describe(pair, { tables, usable }, measure, frame), parts });
    return made;
  });
  const pool = plan.pool !== null && small.delete(plan.pool) ? { ...plan.pool, sufficient: false } : plan.pool;
  return { ...plan, pairs, within, pool, insufficient: [...plan.insufficient, ...small] };
}

/**
 * Who is not judged because a pair is not: the group that is held against a reference, whichever of the two has too few people in their strata, since the
 * reference may do against other groups; of all pairs the side that has too few.
 */
function unjudgedOf(pair: Pair, made: Pair, { allPairs }: GivenFrame): Subject[] {
  if (!allPairs) return [pair.group];
  const sides = [made.group.sufficient ? [] : [pair.group], made.reference.sufficient ? [] : [pair.reference]];
  return sides.flat();
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

/** The values of a stratum with their columns: `income high, age 40`. */
export const stratumText = (stratum: GroupKey): string =>
  Object.entries(stratum)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');

function partsOf<Side>(
  { group, reference }: Pair,
  { stratum, a, b }: StratumTable<Side>,
  measure: StratumMeasure<Side>,
  frame: GivenFrame,
): MeasurePart[] {
  const component = stratumText(stratum);
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
