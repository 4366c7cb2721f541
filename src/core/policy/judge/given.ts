import type { Compare, GroupKey } from '../../fairness/tally/index.js';
import { clopperPearson, type Proportion } from '../../stats/index.js';
import {
  breslowDay,
  cochranMantelHaenszel,
  type Stratum,
  standardizedRates,
  stratifiedDifference,
  stratifiedRatio,
} from '../../stats/strata/index.js';
import type { MeasurePart, RequirementResult, WithinStrata } from '../sections/result-types.js';
import type { GapRequirement } from '../sections/types.js';
import { estimateOf, type Pair, trustedCells } from './comparison.js';
import { finiteOrNull } from './frame.js';
import type { Plan } from './plan.js';
import type { JointEvidence, Subject } from './subject.js';
import type { StratumSubjects } from './subject-source.js';

interface Named extends Stratum {
  readonly stratum: GroupKey;
}

/** A plan whose pairs are compared within strata. */
export interface GivenPlan extends Plan {
  /** How each pair came about, and both rates in each stratum. */
  readonly within: ReadonlyMap<Pair, Pick<RequirementResult, 'within' | 'parts'>>;
}

/**
 * Turns comparisons of all people into comparisons within strata. The two rates of a pair are those of the strata that have people of both groups,
 * weighted by the people of both there (direct standardisation, as docs/explanations/conditional-audits.md says); their gap has the score
 * interval over strata. A group with fewer than `minGroupSize` people in such strata is too small to judge.
 */
export function withinStrata(
  plan: Plan,
  { compare }: Pick<GapRequirement, 'compare'>,
  strata: readonly StratumSubjects[],
  { minGroupSize, level }: { readonly minGroupSize: number; readonly level: number },
): GivenPlan {
  const small = new Set<Subject>(plan.insufficient);
  const within = new Map<Pair, Pick<RequirementResult, 'within' | 'parts'>>();
  const pairs = plan.pairs.map((pair) => {
    const tables = tablesOf(pair, strata);
    const usable = tables.filter(({ a, b }) => a.n > 0 && b.n > 0);
    const made = pairOf(pair, usable, { compare, minGroupSize, comparisons: plan.comparisons, level });
    if (pair.group.sufficient && !made.group.sufficient) small.add(pair.group);
    const parts = tables.flatMap((table) => partsOf(pair, table, { minGroupSize, level }));
    within.set(made, { within: describe(pair, { compare, tables, usable }), parts });
    return made;
  });
  return { ...plan, pairs, within, insufficient: [...small] };
}

const NOBODY: Proportion = { successes: 0, n: 0 };

/** Strata in which either group has anybody; a pool is the sum of its members. */
function tablesOf({ group, reference }: Pair, strata: readonly StratumSubjects[]): Named[] {
  return strata
    .map(({ stratum, rateOf }) => ({ stratum, a: sideOf(group, rateOf), b: sideOf(reference, rateOf) }))
    .filter(({ a, b }) => a.n > 0 || b.n > 0);
}

function sideOf({ key, members }: Subject, rateOf: StratumSubjects['rateOf']): Proportion {
  if (members.length === 0) return rateOf(key) ?? NOBODY;
  const rates = members.map((member) => rateOf(member) ?? NOBODY);
  const [successes, n] = [
    rates.reduce((sum, rate) => sum + rate.successes, 0),
    rates.reduce((sum, rate) => sum + rate.n, 0),
  ];
  const nEff = rates.reduce((sum, rate) => sum + (rate.nEff ?? rate.n), 0);
  return rates.some((rate) => rate.nEff !== undefined) ? { successes, n, nEff } : { successes, n };
}

interface PairFrame {
  readonly compare: Compare;
  readonly minGroupSize: number;
  readonly comparisons: number;
  readonly level: number;
}

function pairOf(pair: Pair, usable: readonly Stratum[], frame: PairFrame): Pair {
  const rates = standardizedRates(usable);
  const joint = jointOf(usable, frame);
  const side = (subject: Subject, of: 'a' | 'b'): Subject => {
    const sizes = usable.map((stratum) => stratum[of]);
    const n = sizes.reduce((sum, rate) => sum + rate.n, 0);
    const size = sizes.reduce((sum, rate) => sum + (rate.nEff ?? rate.n), 0);
    const value = rates === null ? null : rates[of];
    return {
      ...subject,
      n,
      sufficient: size >= frame.minGroupSize,
      value,
      evidence: { kind: 'limits', value, at: () => null, method: 'stratified', joint, ...hindranceOf(usable) },
    };
  };
  const [group, reference] = [side(pair.group, 'a'), side(pair.reference, 'b')];
  return { group, reference, judged: pair.judged && group.sufficient && reference.sufficient };
}

const hindranceOf = (usable: readonly Stratum[]): { hindrance?: string } => {
  if (usable.length === 0) return { hindrance: 'no stratum has people of both groups' };
  const least = smallestCell(usable);
  const few = trustedCells(1);
  return least < few
    ? { hindrance: `one of the groups has only ${least} of one kind of outcome in all strata, fewer than ${few}` }
    : {};
};

/** The smallest number of people of one kind that either group has in all strata together. */
function smallestCell(usable: readonly Stratum[]): number {
  const cells = (['a', 'b'] as const).flatMap((of) => {
    const ratio = (rate: Proportion) => (rate.nEff ?? rate.n) / rate.n;
    const successes = usable.reduce((sum, stratum) => sum + stratum[of].successes * ratio(stratum[of]), 0);
    const people = usable.reduce((sum, stratum) => sum + (stratum[of].nEff ?? stratum[of].n), 0);
    return [successes, people - successes];
  });
  return Math.max(0, Math.min(...cells));
}

/** A score interval needs some people of each kind, more where it allows for many comparisons; there is no exact count over strata to ask. */
function jointOf(usable: readonly Stratum[], frame: PairFrame): JointEvidence {
  const { compare, comparisons, level: plain } = frame;
  const least = smallestCell(usable);
  const interval = (level: number) => {
    if (least < trustedCells(level > plain ? comparisons : 1)) return null;
    return compare === 'difference' ? stratifiedDifference(usable, level) : stratifiedRatio(usable, level);
  };
  return {
    interval,
    method: compare === 'difference' ? 'stratified miettinen-nurminen' : 'stratified koopman',
    pValue: cochranMantelHaenszel(usable)?.pValue ?? null,
    enlarged: (factor) =>
      jointOf(
        usable.map(({ a, b }) => ({ a: times(a, factor), b: times(b, factor) })),
        frame,
      ),
  };
}

function times({ successes, n, nEff }: Proportion, factor: number): Proportion {
  const rate = { successes: successes * factor, n: n * factor };
  return nEff === undefined ? rate : { ...rate, nEff: nEff * factor };
}

interface PartFrame {
  readonly minGroupSize: number;
  readonly level: number;
}

/** Both rates of a stratum, as reports draw them. */
function partsOf(
  { group, reference }: Pair,
  { stratum, a, b }: Named,
  { minGroupSize, level }: PartFrame,
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
    .filter(([, rate]) => rate.n > 0)
    .map(([{ key }, rate]): MeasurePart => {
      const span = clopperPearson(rate, level);
      return {
        group: key,
        component,
        n: rate.n,
        estimate: rate.successes / rate.n,
        lower: span?.lower ?? null,
        upper: span?.upper ?? null,
        level,
        status: (rate.nEff ?? rate.n) >= minGroupSize ? 'ok' : 'insufficient',
      };
    });
}

interface Described {
  readonly compare: Compare;
  readonly tables: readonly Named[];
  readonly usable: readonly Named[];
}

function describe(pair: Pair, { compare, tables, usable }: Described): WithinStrata {
  const people = (of: readonly Stratum[]) => of.reduce((sum, { a, b }) => sum + a.n + b.n, 0);
  const test = breslowDay(usable);
  const rate = ({ successes, n }: Proportion) => ({ rate: n > 0 ? successes / n : null, n });
  return {
    strata: usable.length,
    allStrata: tables.length,
    outside: pair.group.n + pair.reference.n - people(usable),
    crude: finiteOrNull(estimateOf(pair, compare)),
    homogeneity:
      test === null
        ? null
        : { statistic: test.statistic, degreesOfFreedom: test.degreesOfFreedom, pValue: test.pValue },
    rates: tables.map(({ stratum, a, b }) => ({ stratum, group: rate(a), reference: rate(b) })),
  };
}
