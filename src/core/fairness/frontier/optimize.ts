import type { GroupKey } from '../tally/types.js';
import { type AccuracyCost, accuracyCost, type LevellingDown, levellingDown } from './consequences.js';
import { countsAtStep, stepAt, type ThresholdCurve, thresholdCurve } from './curve.js';
import { sortedByKey } from './group-order.js';
import { changedByMixture, expectedCounts, type MixtureRule, mixtureRule, type PlacedMixture } from './mixture.js';
import {
  checkOptimizeOptions,
  type OptimizeOptions,
  type ThresholdConstraint,
  type ThresholdObjective,
} from './optimize-options.js';
import { type SearchResult, searchEqualizedOdds, searchOneRate } from './optimize-search.js';
import { addCounts, type ExpectedRates, NO_COUNTS, type PeopleAffected, ratesOf } from './rates.js';
import type { FrontierGroup, LabelledCounts } from './types.js';
import { type UtilityCost, utilityCost } from './utility-cost.js';

export interface OptimizedGroup {
  readonly key: GroupKey;
  /** Number of labelled people, or the sum of their weights. */
  readonly n: number;
  readonly rule: MixtureRule;
  readonly expected: ExpectedRates;
  readonly affected: PeopleAffected | null;
}

/** A group that has no rule in this result keeps the cutoff in use; it is part of no sum. */
export interface ExcludedGroup {
  readonly key: GroupKey;
  readonly n: number;
  readonly reason: string;
}

interface OptimumQuestion {
  readonly constraint: ThresholdConstraint;
  readonly objective: ThresholdObjective;
  readonly flip: boolean;
  /** Number of steps of the grid; `null` for the exact search. */
  readonly grid: number | null;
  readonly excluded: readonly ExcludedGroup[];
}

export interface ThresholdOptimum extends OptimumQuestion {
  readonly status: 'ok';
  /** The common value of the constrained rate (under equalized odds the false positive rate). */
  readonly constraintValue: number;
  /**
   * Value of the objective: with one rate equal, the mean of the groups' objectives weighted by size; with equalized odds, the objective of
   * all people together.
   */
  readonly objectiveValue: number;
  readonly groups: readonly OptimizedGroup[];
  readonly overall: ExpectedRates;
  readonly affected: PeopleAffected | null;
  readonly cost: AccuracyCost;
  /** What the rule costs in utility; present where the values were given. */
  readonly utility?: UtilityCost;
  readonly levellingDown: LevellingDown | null;
  /** What must be read beside the numbers, in plain words. */
  readonly notes: readonly string[];
}

export interface NoThresholdOptimum extends OptimumQuestion {
  readonly status: 'undefined';
  readonly reason: string;
}

/** This note is a caution, not legal advice and not the rule of any one jurisdiction: such rules are dated data, not code (DESIGN.md). */
const LEGAL_NOTE =
  'Cutoffs that differ by group treat people differently because of the group: in many jurisdictions that may be disparate treatment, whatever its aim. Take legal advice before using them.';
const RANDOM_NOTE =
  'Between two cutoffs the decision is drawn. Draw it by drawMixture from a committed seed, so that it can be replayed and nobody can draw twice.';

/** What must be read beside cutoffs by group, in plain words. */
export const cutoffNotes = (isDrawn: boolean): string[] => (isDrawn ? [LEGAL_NOTE, RANDOM_NOTE] : [LEGAL_NOTE]);

/** Rates can be unequal only between at least two groups. */
const FEWEST_GROUPS = 2;

/**
 * The cutoffs per group that make a rate equal (or both error rates) at the least loss of the objective: mixtures of two cutoffs on the
 * hull of each group's curve. Exact by default; with `grid: 1000` equal to Fairlearn's ThresholdOptimizer. Groups without positives or
 * without negatives have no curve: they are listed in `excluded`, never counted as zero.
 *
 * @param groups one per group, with the scores of labelled people by label; the order does not matter
 * @returns status `undefined` with a reason when fewer than two groups have both labels
 * @throws TribuneError INVALID_ARGUMENT for an option or a distribution outside its domain
 * Source: Hardt, Price, Srebro 2016, Equality of Opportunity in Supervised Learning, section 4.
 * @example
 * optimizeThresholds(groups, { constraint: 'equalized_odds', objective: 'accuracy', favourable: 1, cutoff: 0.5 });
 */
export function optimizeThresholds(
  groups: readonly FrontierGroup[],
  options: OptimizeOptions,
): ThresholdOptimum | NoThresholdOptimum {
  checkOptimizeOptions(options);
  const all = sortedByKey(groups).map((group) => ({ key: group.key, curve: thresholdCurve(group) }));
  const { placed, excluded } = ofBothLabels(all);
  const question: OptimumQuestion = {
    constraint: options.constraint,
    objective: options.objective,
    flip: options.flip ?? false,
    grid: options.grid ?? null,
    excluded,
  };
  if (placed.length < FEWEST_GROUPS) {
    return { ...question, status: 'undefined', reason: 'fewer than two groups have people of both labels' };
  }
  const curves = placed.map(({ curve }) => curve);
  const found =
    options.constraint === 'equalized_odds' ? searchEqualizedOdds(curves, options) : searchOneRate(curves, options);
  return { ...question, status: 'ok', ...describe(placed, found, options) };
}

/** Groups that have a curve, and the others with the reason. */
function ofBothLabels(all: readonly PlacedGroup[]): { placed: PlacedGroup[]; excluded: ExcludedGroup[] } {
  const isPlaced = ({ curve }: PlacedGroup): boolean => curve.positives > 0 && curve.negatives > 0;
  return {
    placed: all.filter(isPlaced),
    excluded: all
      .filter((one) => !isPlaced(one))
      .map(({ key, curve }) => ({
        key,
        n: sizeOf(curve),
        reason: `no ${curve.positives > 0 ? 'negatives' : 'positives'}`,
      })),
  };
}

/**
 * The groups that cutoffs can be found for, by their values, and those that have people of one label only.
 *
 * @example judgeableGroups(groups).excluded; // [{ key: { sex: 'x' }, n: 3, reason: 'no positives' }]
 */
export function judgeableGroups(groups: readonly FrontierGroup[]): {
  readonly judged: readonly FrontierGroup[];
  readonly excluded: readonly ExcludedGroup[];
} {
  const sorted = sortedByKey(groups);
  const { placed, excluded } = ofBothLabels(sorted.map((group) => ({ key: group.key, curve: thresholdCurve(group) })));
  const keys = new Set(placed.map(({ key }) => key));
  return { judged: sorted.filter(({ key }) => keys.has(key)), excluded };
}

interface PlacedGroup {
  readonly key: GroupKey;
  readonly curve: ThresholdCurve;
}

function describe(
  placed: readonly PlacedGroup[],
  found: SearchResult,
  options: OptimizeOptions,
): Omit<ThresholdOptimum, 'status' | keyof OptimumQuestion> {
  const { favourable, cutoff } = options;
  const curves = placed.map(({ curve }) => curve);
  const expected = placed.map(({ curve }, g) => expectedCounts(curve, found.mixtures[g]!));
  const current = cutoff === undefined ? null : placed.map(({ curve }) => countsAtStep(curve, stepAt(curve, cutoff)));
  const described = placed.map(({ key, curve }, g) => ({
    key,
    n: sizeOf(curve),
    rule: mixtureRule(curve, found.mixtures[g]!),
    expected: ratesOf(expected[g]!, favourable),
    affected: cutoff === undefined ? null : affectedBy(curve, found.mixtures[g]!, { favourable, cutoff }),
  }));
  const overall = expected.reduce<LabelledCounts>(addCounts, NO_COUNTS);
  const drawn = found.mixtures.some(({ point, pIgnore }) => pIgnore > 0 || (point.p0 > 0 && point.p1 > 0));
  return {
    constraintValue: found.constraintValue,
    objectiveValue: found.objectiveValue,
    groups: described,
    overall: ratesOf(overall, favourable),
    affected: cutoff === undefined ? null : totalAffected(described),
    cost: accuracyCost(curves, overall, current),
    ...(options.utility === undefined
      ? {}
      : { utility: utilityCost(curves, options.utility, { constrained: overall, current }) }),
    levellingDown: current === null ? null : levellingDown(placed, { before: current, after: expected, favourable }),
    notes: cutoffNotes(drawn),
  };
}

function affectedBy(
  curve: ThresholdCurve,
  mixture: PlacedMixture,
  { favourable, cutoff }: { readonly favourable: 0 | 1; readonly cutoff: number },
): PeopleAffected {
  const { zeroToOne, oneToZero } = changedByMixture(curve, mixture, stepAt(curve, cutoff));
  return favourable === 1
    ? { toFavourable: zeroToOne, toUnfavourable: oneToZero }
    : { toFavourable: oneToZero, toUnfavourable: zeroToOne };
}

function totalAffected(groups: readonly OptimizedGroup[]): PeopleAffected {
  let toFavourable = 0;
  let toUnfavourable = 0;
  for (const { affected } of groups) {
    toFavourable += affected?.toFavourable ?? 0;
    toUnfavourable += affected?.toUnfavourable ?? 0;
  }
  return { toFavourable, toUnfavourable };
}

const sizeOf = (curve: ThresholdCurve): number => curve.positives + curve.negatives;
