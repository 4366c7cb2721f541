import { clopperPearson } from '../../stats/proportion/index.js';
import { criticalValue, studentCritical } from '../../stats/special/index.js';
import type { RatedPeople } from './people.js';

/** A share with the effective number of people it rests on. */
export interface Share {
  readonly value: number;
  /** Variance of the linearised ratio. */
  readonly variance: number;
  /** Kish's effective size of the denominator. */
  readonly size: number;
}

/** The share of a group. */
export interface GroupShare extends Share {
  /** Kish's effective number of the members expected: without sampling weights their number, and never above `size`. */
  readonly members: number;
}

/**
 * The rate of a group where everybody counts with the probability of belonging to it, sum p y / sum p, and the variance of the linearised ratio, which holds
 * whatever the rate is at each probability. Null where nobody asked can belong to the group.
 *
 * @param place place of the group among the probabilities
 */
export function weightedShare(people: readonly RatedPeople[], place: number): GroupShare | null {
  let [weight, hits, squares, drawn] = [0, 0, 0, 0];
  for (const { probabilities, hit, miss } of people) {
    const p = probabilities[place]!;
    weight += p * (hit.sum + miss.sum);
    hits += p * hit.sum;
    squares += p * p * (hit.squares + miss.squares);
    drawn += p * (hit.squares + miss.squares);
  }
  if (weight === 0) return null;
  const value = Math.min(1, hits / weight);
  return {
    value,
    variance: covariance(people, [place, value, weight], [place, value, weight]),
    size: weight ** 2 / squares,
    members: weight ** 2 / drawn,
  };
}

/** Place, rate and sum of weights of a group. */
type Ratio = readonly [place: number, value: number, weight: number];

/** Covariance of two linearised ratios of the same people. */
function covariance(people: readonly RatedPeople[], a: Ratio, b: Ratio): number {
  let sum = 0;
  for (const { probabilities, hit, miss } of people) {
    const both = probabilities[a[0]]! * probabilities[b[0]]!;
    sum += both * ((1 - a[1]) * (1 - b[1]) * hit.squares + a[1] * b[1] * miss.squares);
  }
  return sum / (a[2] * b[2]);
}

/**
 * Correlation of the weighted rates of two groups: the same people stand in both. 0 where either does not vary.
 */
export function correlation(people: readonly RatedPeople[], [g, a]: [number, Share], [h, b]: [number, Share]): number {
  const scale = Math.sqrt(a.variance * b.variance);
  if (!(scale > 0)) return 0;
  const ratio = (place: number, share: Share): Ratio => [place, share.value, weightOf(people, place)];
  return Math.max(-1, Math.min(1, covariance(people, ratio(g, a), ratio(h, b)) / scale));
}

const weightOf = (people: readonly RatedPeople[], place: number): number =>
  people.reduce((sum, { probabilities, hit, miss }) => sum + probabilities[place]! * (hit.sum + miss.sum), 0);

/** Limits of a share. */
export interface Limits {
  readonly lower: number;
  readonly upper: number;
}

const EVERYTHING: Limits = { lower: 0, upper: 1 };

/**
 * Clopper and Pearson's limits of a share at its effective size: that of its variance, or Kish's where this is smaller, made smaller by the degrees of freedom
 * that a variance from so few people has (Korn and Graubard 1998). They are defined where the share is 0 or 1, and say nothing below two people.
 */
export function limitsOf({ value, variance, size }: Share, level: number): Limits {
  const freedom = Math.floor(size) - 1;
  if (freedom < 1) return EVERYTHING;
  const linearised = variance > 0 ? (value * (1 - value)) / variance : Number.POSITIVE_INFINITY;
  const n = Math.min(size, linearised) * (criticalValue(level) / studentCritical(level, freedom)) ** 2;
  return clopperPearson({ successes: value * n, n }, level) ?? EVERYTHING;
}

/** Student's upper limit of a share, which holds also where the share varies more than a share of people can; at most 1. */
export function studentUpper({ value, variance, size }: Share, level: number): number {
  const freedom = Math.floor(size) - 1;
  return freedom < 1 ? 1 : Math.min(1, value + studentCritical(level, freedom) * Math.sqrt(variance));
}
