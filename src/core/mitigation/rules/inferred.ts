import type { FrontierGroup, ScoreDistribution } from '../../fairness/frontier/index.js';
import type { GroupKey } from '../../fairness/tally/index.js';
import { wilson } from '../../stats/index.js';
import { refused } from '../groups/index.js';
import { type Column, cheapestMixtures } from '../reductions/index.js';
import { commonFloors } from './common-floors.js';
import { massOf } from './merit-groups.js';
import type { RelaxedConstraint } from './relaxed.js';
import { chanceOf, NOBODY, type RuleGroup, type RulePart } from './rule.js';

/** Labelled people of a group who are taken for one of a group that may be another. */
export interface InferredCell extends Omit<FrontierGroup, 'key'> {
  /** What they are taken for when deciding. */
  readonly inferred: GroupKey;
  /** What they are; known of these people only. */
  readonly group: GroupKey;
}

export interface InferredOptions {
  readonly constraint: RelaxedConstraint;
  /** Largest difference of a bounded rate between two true groups, 0 to 1. */
  readonly tolerance: number;
  /** What a false positive and a false negative cost, from 0; default 1 each. */
  readonly falsePositiveCost?: number;
  readonly falseNegativeCost?: number;
}

/** A true group, as the cutoffs of inferred ones treat it. */
export interface TreatedGroup {
  readonly key: GroupKey;
  readonly n: number;
  readonly selectionRate: number;
  readonly truePositiveRate: number;
  readonly falsePositiveRate: number;
  /** Share of these people who are taken for what they are, with the ends of its interval at 0.95; null where nobody is taken for such a group. */
  readonly taken: { readonly estimate: number; readonly lower: number; readonly upper: number } | null;
}

export interface InferredCutoffs {
  /** Expected cost of a person. */
  readonly cost: number;
  /** Cutoffs by what people are taken for. */
  readonly rule: readonly RuleGroup[];
  readonly groups: readonly TreatedGroup[];
  /** The largest difference of a bounded rate between two true groups. */
  readonly difference: number;
  /** By how much the tolerance is missed where no cutoffs of inferred groups keep it. */
  readonly excess: number;
  /**
   * The most that the probability of a 1 differs, at the same score, by what somebody is taken for: where a share d of those of a true group whom a rate counts (those with its label; of a selection rate all) comes to be taken for others than here, the rate moves by at most d times this, and the difference between two groups by twice that.
   */
  readonly sensitivity: number;
  /** Share of the cutoffs that were looked at; below 1 the rule is the best of these. */
  readonly lookedAt: number;
}

const CERTAIN = 1e6;
const LEVEL = 0.95;
/** Cutoffs of an inferred group that the programme takes. */
const MOST_CUTOFFS = 400;
const ROUNDING = 1e-12;

/**
 * The cheapest cutoffs for people whose group is not known when deciding, only what they are taken for: rates of the *true* groups differ by a tolerance at
 * most. Where what people are taken for says nothing of what they are, nothing but the same cutoff for all is left. A linear programme over the cutoffs of each inferred group, exact on the people given.
 * Source of the idea: Delaney, Fu, Wachter, Mittelstadt and Russell 2024, OxonFair (groups inferred by another model); of the difference between noisy and true groups
 * Awasthi, Kleindessner and Morgenstern 2020, Equalized odds postprocessing under imperfect group information.
 *
 * @throws TribuneError INVALID_ARGUMENT for options out of range, fewer than two true groups, or one without both labels
 * @example
 * inferredCutoffs(cells, { constraint: 'equalized_odds', tolerance: 0.05 }).rule;
 */
export function inferredCutoffs(cells: readonly InferredCell[], options: InferredOptions): InferredCutoffs {
  const { constraint, tolerance, falsePositiveCost = 1, falseNegativeCost = 1 } = options;
  if (!(tolerance >= 0 && tolerance <= 1)) throw refused(`a tolerance of ${tolerance}`, 'Give a number from 0 to 1.');
  if (!(falsePositiveCost >= 0 && falseNegativeCost >= 0 && Number.isFinite(falsePositiveCost + falseNegativeCost)))
    throw refused(`costs of ${falsePositiveCost} and ${falseNegativeCost}`, 'Give finite numbers from 0.');
  const groups = distinct(cells.map(({ group }) => group));
  const inferred = distinct(cells.map((cell) => cell.inferred));
  const totals = groups.map((key) => {
    const own = cells.filter(({ group }) => textOf(group) === textOf(key));
    return { positives: sumOf(own, 'positives'), negatives: sumOf(own, 'negatives') };
  });
  if (groups.length < 2) throw refused('fewer than two groups', 'Give people of at least two groups.');
  const poor = totals.findIndex(({ positives, negatives }) => !(positives > 0 && negatives > 0));
  if (poor >= 0)
    throw refused(
      `${textOf(groups[poor]!)} has people of one label only`,
      'Leave the group out: its rates are not known.',
    );
  const everybody = totals.reduce((sum, { positives, negatives }) => sum + positives + negatives, 0);
  const own = inferred.map((key) => cells.filter((cell) => textOf(cell.inferred) === textOf(key)));
  const steps = own.map((some) => stepsOf(some));
  const kept = steps.map((cutoffs) => thinned(cutoffs));
  const rates = ratesBounded(constraint);
  const height = 2 * rates.length * groups.length;
  const mixtures = own.map((some, i) =>
    kept[i]!.map((cutoff): Column => {
      const row = new Float64Array(height);
      let cost = 0;
      for (const { group, positives, negatives } of some) {
        const g = groups.findIndex((key) => textOf(key) === textOf(group));
        const [tp, fp] = [above(positives, cutoff), above(negatives, cutoff)];
        cost += falsePositiveCost * fp + falseNegativeCost * (massOf(positives) - tp);
        rates.forEach((rate, m) => {
          const part = rate(tp, fp, totals[g]!);
          row[2 * (m * groups.length + g)]! += part;
          row[2 * (m * groups.length + g) + 1]! -= part;
        });
      }
      return { cost: cost / everybody, row };
    }),
  );
  const floors = commonFloors(rates.length, groups.length, height);
  const bounds = new Float64Array(height);
  for (let k = 0; k < height; k += 2) bounds[k] = tolerance;
  const { weights, cost, excess } = cheapestMixtures([...mixtures, ...floors], bounds, CERTAIN);
  const rule = inferred.map((key, i) => ({ key, mixture: mixtureOf(kept[i]!, weights[i]!) }));
  const treated = groups.map((key, g) => treatedBy(key, { cells, rule, totals: totals[g]! }));
  return {
    cost,
    rule,
    groups: treated,
    difference: Math.max(...rates.map((rate) => spreadOf(treated, totals, rate))),
    excess,
    sensitivity: sensitivityOf(rule),
    lookedAt: kept.flat().length / steps.flat().length,
  };
}

const textOf = (key: GroupKey): string => JSON.stringify(Object.entries(key));

const distinct = (keys: readonly GroupKey[]): GroupKey[] => [
  ...new Map(keys.map((key) => [textOf(key), key])).values(),
];

const sumOf = (cells: readonly InferredCell[], which: 'positives' | 'negatives'): number =>
  cells.reduce((sum, cell) => sum + massOf(cell[which]), 0);

interface Totals {
  readonly positives: number;
  readonly negatives: number;
}

type Rate = (tp: number, fp: number, totals: Totals) => number;

const TRUE_POSITIVE: Rate = (tp, _, { positives }) => tp / positives;
const FALSE_POSITIVE: Rate = (_, fp, { negatives }) => fp / negatives;

function ratesBounded(constraint: RelaxedConstraint): readonly Rate[] {
  if (constraint === 'equalized_odds') return [TRUE_POSITIVE, FALSE_POSITIVE];
  if (constraint === 'true_positive_rate_parity') return [TRUE_POSITIVE];
  if (constraint === 'false_positive_rate_parity') return [FALSE_POSITIVE];
  return [(tp, fp, { positives, negatives }) => (tp + fp) / (positives + negatives)];
}

/** The distinct scores of people who are taken for the same, falling, with the cutoff that nobody reaches before them. */
const stepsOf = (cells: readonly InferredCell[]): number[] => [
  NOBODY,
  ...Float64Array.from(new Set(cells.flatMap(({ positives, negatives }) => [...positives.scores, ...negatives.scores])))
    .sort()
    .reverse(),
];

/** At most so many of them, evenly, the first and the last among them. */
function thinned(cutoffs: readonly number[]): readonly number[] {
  if (cutoffs.length <= MOST_CUTOFFS) return cutoffs;
  return Array.from(
    { length: MOST_CUTOFFS },
    (_, k) => cutoffs[Math.round((k * (cutoffs.length - 1)) / (MOST_CUTOFFS - 1))]!,
  );
}

const above = ({ scores, counts }: ScoreDistribution, cutoff: number): number =>
  counts.reduce((sum, count, i) => sum + (scores[i]! >= cutoff ? count : 0), 0);

function mixtureOf(cutoffs: readonly number[], weights: Float64Array): RulePart[] {
  const used = cutoffs.flatMap((cutoff, v) => (weights[v]! > ROUNDING ? [{ cutoff, probability: weights[v]! }] : []));
  const whole = used.reduce((sum, { probability }) => sum + probability, 0);
  return used.map(({ cutoff, probability }) => ({ cutoff, probability: probability / whole }));
}

function treatedBy(
  key: GroupKey,
  { cells, rule, totals }: { cells: readonly InferredCell[]; rule: readonly RuleGroup[]; totals: Totals },
): TreatedGroup {
  let [tp, fp, taken] = [0, 0, 0];
  for (const cell of cells) {
    if (textOf(cell.group) !== textOf(key)) continue;
    const { mixture } = rule.find((one) => textOf(one.key) === textOf(cell.inferred))!;
    const expected = ({ scores, counts }: ScoreDistribution): number =>
      counts.reduce((sum, count, i) => sum + count * chanceOf(mixture, scores[i]!), 0);
    tp += expected(cell.positives);
    fp += expected(cell.negatives);
    // Groups are called the same whatever the attribute is called that they are taken by.
    if (valuesOf(cell.inferred) === valuesOf(key)) taken += massOf(cell.positives) + massOf(cell.negatives);
  }
  const n = totals.positives + totals.negatives;
  const isNamed = rule.some((one) => valuesOf(one.key) === valuesOf(key));
  const interval = isNamed ? wilson({ successes: Math.round(taken), n: Math.round(n) }, LEVEL) : null;
  return {
    key,
    n,
    selectionRate: (tp + fp) / n,
    truePositiveRate: tp / totals.positives,
    falsePositiveRate: fp / totals.negatives,
    taken: interval === null ? null : { estimate: taken / n, ...interval },
  };
}

const valuesOf = (key: GroupKey): string => JSON.stringify(Object.values(key));

function spreadOf(groups: readonly TreatedGroup[], totals: readonly Totals[], rate: Rate): number {
  const values = groups.map((one, g) =>
    rate(one.truePositiveRate * totals[g]!.positives, one.falsePositiveRate * totals[g]!.negatives, totals[g]!),
  );
  return Math.max(...values) - Math.min(...values);
}

/** The largest difference of two rules at one score, which is at one of their cutoffs. */
function sensitivityOf(rule: readonly RuleGroup[]): number {
  const scores = [...new Set(rule.flatMap(({ mixture }) => mixture.map(({ cutoff }) => cutoff)))];
  return Math.max(
    0,
    ...scores.map((score) => {
      const chances = rule.map(({ mixture }) => chanceOf(mixture, score));
      return Math.max(...chances) - Math.min(...chances);
    }),
  );
}
