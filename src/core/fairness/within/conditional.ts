import type { ChiSquareTest } from '../../stats/hypothesis/index.js';
import { holm } from '../../stats/multiplicity/index.js';
import { newcombeDifference, type Proportion, wilson } from '../../stats/proportion/index.js';
import {
  breslowDay,
  type CmhTest,
  type CommonOddsRatio,
  cochranMantelHaenszel,
  commonOddsRatio,
} from '../../stats/strata/index.js';
import { chooseReference, comparableGroups } from '../comparisons/family.js';
import { type Difference, moverSum } from '../comparisons/mover.js';
import { DEFAULT_LEVEL } from '../metrics/options.js';
import { rateOf } from '../metrics/rates.js';
import { groupId } from '../tally/group-id.js';
import { type Group, groupTally } from '../tally/groups.js';
import type { GroupKey, IntegerMetric, Tally } from '../tally/types.js';
import { withoutScores } from '../tally/without-scores.js';
import { type Simpson, simpsonWarning } from './simpson.js';

export interface ConditionalOptions {
  readonly favourable: 0 | 1;
  /** Confidence level of the intervals, 0..1. Default 0.95. */
  readonly level?: number;
  /** The declared reference; null or left out takes the largest group. */
  readonly reference?: GroupKey | null;
  readonly includeUnknown?: boolean;
}

/** Both rates in one stratum; the difference is null where one of them has nobody. */
export interface StratumRates {
  readonly stratum: GroupKey;
  readonly group: Proportion;
  readonly reference: Proportion;
  readonly difference: number | null;
}

/** One group against the reference, with and without regard to strata. Null where it cannot be estimated. */
export interface ConditionalComparison {
  readonly group: GroupKey;
  readonly reference: GroupKey;
  /** Difference of all strata thrown together (Newcombe). */
  readonly pooled: Difference | null;
  /** Differences within strata, weighted by the people of both groups there (direct standardisation; MOVER over Wilson limits). */
  readonly standardized: Difference | null;
  /** Cochran-Mantel-Haenszel test of equal rates within strata. */
  readonly test: CmhTest | null;
  /** p-value of `test` after Holm's correction over all groups compared. */
  readonly adjustedPValue: number | null;
  /** Mantel-Haenszel's odds ratio with the interval of Robins, Breslow and Greenland. */
  readonly oddsRatio: CommonOddsRatio | null;
  /** Breslow-Day test (Tarone) that the odds ratio is the same in all strata; where it is not, one number for all strata says little. */
  readonly homogeneity: ChiSquareTest | null;
  readonly strata: readonly StratumRates[];
  readonly simpson: Simpson | null;
}

export interface ConditionalAudit {
  readonly metric: IntegerMetric;
  readonly by: readonly string[];
  readonly strata: readonly string[];
  readonly reference: GroupKey | null;
  readonly comparisons: readonly ConditionalComparison[];
  /** People whose stratum is not known: they count in the pooled difference and in no stratum. */
  readonly unknownStratum: number;
}

/**
 * Compares groups within strata (departments, sites, periods, levels of a legitimate factor): a gap that vanishes within strata is a gap
 * in who applies where, and a gap hidden by pooling shows. Cochran-Mantel-Haenszel is the accepted way to pool strata.
 *
 * @param strata attributes of the tally that the policy names as strata
 * @throws TribuneError `INVALID_ARGUMENT` for a name that the tally does not have
 * @example conditionalAudit(tally, ['sex'], ['department'], 'selection_rate', { favourable: 1, level: 0.95 })
 */
export function conditionalAudit(
  tally: Tally,
  by: readonly string[],
  strata: readonly string[],
  metric: IntegerMetric,
  options: ConditionalOptions,
): ConditionalAudit {
  const settings = { ...options, level: options.level ?? DEFAULT_LEVEL };
  const rates = withoutScores(tally);
  const groups = groupTally(rates, by);
  const reference = chooseReference(groups, options.reference ?? null, options);
  const byStratum = stratify(groupTally(rates, [...strata, ...by]), by, strata);
  const known = byStratum.filter(({ key }) => Object.values(key).every((value) => value !== null));
  const unknown = byStratum.filter((stratum) => !known.includes(stratum));
  const others = comparableGroups(groups, options.includeUnknown).filter((group) => group !== reference);
  const comparisons =
    reference === null
      ? []
      : others.map((group) => compareWithin(group, reference, { metric, known, options: settings }));
  const adjusted = holm(comparisons.map((comparison) => comparison.test?.pValue ?? null));
  return {
    metric,
    by,
    strata,
    reference: reference?.key ?? null,
    comparisons: comparisons.map((comparison, i) => ({ ...comparison, adjustedPValue: adjusted[i] ?? null })),
    unknownStratum: unknown
      .flatMap(({ groupById }) => [...groupById.values()])
      .reduce((sum, group) => sum + group.n, 0),
  };
}

interface StratumGroups {
  readonly key: GroupKey;
  readonly groupById: Map<string, Group>;
}

function stratify(groups: readonly Group[], by: readonly string[], strata: readonly string[]): StratumGroups[] {
  const stratumById = new Map<string, StratumGroups>();
  const part = (key: GroupKey, names: readonly string[]): GroupKey =>
    Object.fromEntries(names.map((name) => [name, key[name] ?? null]));
  for (const group of groups) {
    const key = part(group.key, strata);
    const there = stratumById.get(groupId(key)) ?? { key, groupById: new Map<string, Group>() };
    stratumById.set(groupId(key), there);
    there.groupById.set(groupId(part(group.key, by)), group);
  }
  return [...stratumById.values()];
}

function compareWithin(
  group: Group,
  reference: Group,
  frame: {
    readonly metric: IntegerMetric;
    readonly known: readonly StratumGroups[];
    readonly options: ConditionalOptions & { readonly level: number };
  },
): Omit<ConditionalComparison, 'adjustedPValue'> {
  const { metric, options } = frame;
  const rateIn = ({ groupById }: StratumGroups, one: Group): Proportion => {
    const there = groupById.get(groupId(one.key));
    return there === undefined ? { successes: 0, n: 0 } : rateOf(there, metric, options.favourable);
  };
  const strata = frame.known.map((stratum): StratumRates => {
    const [a, b] = [rateIn(stratum, group), rateIn(stratum, reference)];
    const difference = a.n > 0 && b.n > 0 ? a.successes / a.n - b.successes / b.n : null;
    return { stratum: stratum.key, group: a, reference: b, difference };
  });
  const tables = strata.map((stratum) => ({ a: stratum.group, b: stratum.reference }));
  const [a, b] = [rateOf(group, metric, options.favourable), rateOf(reference, metric, options.favourable)];
  const interval = newcombeDifference(a, b, options.level);
  const pooled = interval && { estimate: a.successes / a.n - b.successes / b.n, ...interval };
  const standardized = standardize(strata, options.level);
  return {
    group: group.key,
    reference: reference.key,
    pooled,
    standardized,
    test: cochranMantelHaenszel(tables),
    oddsRatio: commonOddsRatio(tables, options.level),
    homogeneity: breslowDay(tables),
    strata,
    simpson: simpsonWarning(
      pooled,
      standardized,
      strata.map((stratum) => stratum.difference),
    ),
  };
}

function standardize(strata: readonly StratumRates[], level: number): Difference | null {
  const usable = strata.filter((stratum) => stratum.difference !== null);
  const people = usable.reduce((sum, { group, reference }) => sum + group.n + reference.n, 0);
  if (people === 0) return null;
  return moverSum(
    usable.flatMap(({ group, reference }) => {
      const factor = (group.n + reference.n) / people;
      return [
        { factor, value: group.successes / group.n, ...wilson(group, level)! },
        { factor: -factor, value: reference.successes / reference.n, ...wilson(reference, level)! },
      ];
    }),
  );
}
