import { clopperPearson } from '../../../stats/proportion/index.js';
import { studentCritical } from '../../../stats/special/index.js';
import { product, scaled, sumOfSquares, type Term, total } from './linear.js';
import type { RankingTally } from './types.js';

export interface Span {
  readonly lower: number;
  readonly upper: number;
}

/** A value with limits at any level; `factor` asks for those from that many times as many lists. Null where there are none. */
export interface Limited {
  readonly value: number;
  readonly method: string;
  /** Whether it is no estimate, so that its limits never err. */
  readonly isGiven?: boolean;
  at(level: number, factor?: number): Span | null;
}

export type Scale = 'plain' | 'log' | 'logit';

/** A value with what each list adds to it, so that variances and covariances follow. */
export interface Linearised {
  readonly value: number;
  /** Influence of a list on the value. */
  readonly terms: readonly Term[];
}

/** One value over another, with the influence of a list on it: that on the first less the ratio times that on the second, over the second. */
export function quotient(a: Linearised, b: Linearised): Linearised {
  const value = a.value / b.value;
  return { value, terms: [...scaled(a.terms, 1 / b.value), ...scaled(b.terms, -value / b.value)] };
}

/** Standard error between lists, with the factor L / (L - 1); 0 where lists do not vary. */
export function standardErrorOf(tally: RankingTally, terms: readonly Term[], lists: number): number {
  if (lists < 2) return 0;
  return Math.sqrt((sumOfSquares(tally, terms) * lists) / (lists - 1));
}

/** Student's limits on a scale; null where the value lies at its end, or lists do not vary. */
export function limitsOn(
  scale: Scale,
  value: number,
  standardError: number,
  { lists, level }: { readonly lists: number; readonly level: number },
): Span | null {
  const isInside = scale === 'plain' || (value > 0 && (scale === 'log' || value < 1));
  if (lists < 2 || !(standardError > 0) || !isInside) return null;
  const reach = studentCritical(level, lists - 1) * standardError;
  if (scale === 'plain') return { lower: value - reach, upper: value + reach };
  if (scale === 'log') return { lower: value * Math.exp(-reach / value), upper: value * Math.exp(reach / value) };
  const centre = Math.log(value / (1 - value));
  const half = reach / (value * (1 - value));
  const back = (logit: number) => 1 / (1 + Math.exp(-logit));
  return { lower: back(centre - half), upper: back(centre + half) };
}

/** Limits by linearisation on a scale. */
export const linearisedLimits = (
  scale: Scale,
  value: number,
  { standardError, lists }: { readonly standardError: number; readonly lists: number },
): Limited => ({
  value,
  method: scale === 'plain' ? LINEARISED : `${scale} ${LINEARISED}`,
  at: (level, factor = 1) =>
    limitsOn(scale, value, standardError / Math.sqrt(factor), { lists: lists * factor, level }),
});

export const LINEARISED = 'linearised by list';
export const EXACT = 'clopper-pearson by list';

/**
 * Limits of a share that is the same in every list, where no variance can be estimated: most often 0, a group that is never in the first places. Were a list
 * above the share with chance p, all of `lists` would be at or below it with chance (1 - p)^lists, so p is at most Clopper and Pearson's upper limit U of 0 of
 * that many, and the mean at most share + (1 - share) U; likewise below. Lists count by their effective number (sum of sizes)^2 / sum of squares, as Korn and Graubard
 * (1998), Survey Methodology 24, 193-201 do for shares of clusters. A single list tells nothing.
 *
 * @param lists effective number of lists, above 0
 */
export const unvariedLimits = (share: number, lists: number): Limited => ({
  value: share,
  method: EXACT,
  at(level, factor = 1) {
    const { upper } = clopperPearson({ successes: 0, n: lists * factor }, level)!;
    return { lower: share * (1 - upper), upper: share + (1 - share) * upper };
  },
});

/** A number that is declared, or the same whatever is drawn. */
export const givenLimits = (value: number): Limited => ({
  value,
  method: 'given',
  isGiven: true,
  at: () => ({ lower: value, upper: value }),
});

/** A value of which one list tells nothing. */
export const noLimits = (value: number): Limited => ({ value, method: 'none', at: () => null });

/** Effective number of lists behind a sum of measures: all of them where each list adds as much, fewer where some are large. */
export function effectiveLists(tally: RankingTally, sizes: readonly Omit<Term, 'factor'>[]): number {
  let [sum, squares] = [0, 0];
  for (const one of sizes) {
    sum += total(tally, one.place, one.measure);
    for (const two of sizes) squares += product(tally, one, two);
  }
  return squares > 0 ? (sum * sum) / squares : 0;
}

/** Level of each of two intervals whose ends err together at most as often as those of one at `level` (Bonferroni), whatever depends on what. */
const levelOfTwo = (level: number): number => (1 + level) / 2;

/** Limits of a - b, of a / b or of a x b from the limits of both, however they depend on each other. The upper end of a quotient may be Infinity. */
export function combinedLimits(a: Limited, b: Limited, by: 'difference' | 'ratio' | 'product'): Limited {
  const estimated = [a, b].filter(({ isGiven }) => isGiven !== true);
  const levelOf = (level: number) => (estimated.length === 2 ? levelOfTwo(level) : level);
  const methods = [...new Set(estimated.map(({ method }) => method))];
  return {
    value: VALUE[by](a.value, b.value),
    method: estimated.length === 2 ? `bonferroni(${methods.join(', ')})` : methods.join(),
    at(level, factor) {
      const [first, second] = [a, b].map((one) => one.at(levelOf(level), factor));
      return first == null || second == null ? null : COMBINED[by](first, second);
    },
  };
}

const VALUE = {
  difference: (a: number, b: number): number => a - b,
  ratio: (a: number, b: number): number => a / b,
  product: (a: number, b: number): number => a * b,
} as const;

const COMBINED = {
  difference: (a: Span, b: Span): Span => ({ lower: a.lower - b.upper, upper: a.upper - b.lower }),
  ratio: (a: Span, b: Span): Span => ({
    lower: a.lower / b.upper,
    upper: b.lower > 0 ? a.upper / b.lower : Number.POSITIVE_INFINITY,
  }),
  product: (a: Span, b: Span): Span => ({ lower: a.lower * b.lower, upper: a.upper * b.upper }),
} as const;

/**
 * Limits of a - b from the limits of both and their correlation, so that a share near 0 or 1 keeps its lopsided limits, which those of a plain difference lose: Zou and
 * Donner (2008), Statistics in Medicine 27, 1693-1702, section 2.
 */
export const correlatedDifference = (a: Limited, b: Limited, correlation: number): Limited => ({
  value: a.value - b.value,
  method: `correlated mover(${[...new Set([a.method, b.method])].join(', ')})`,
  at(level, factor) {
    const [first, second] = [a, b].map((one) => one.at(level, factor));
    if (first == null || second == null) return null;
    const value = a.value - b.value;
    const reach = (one: number, two: number) => Math.sqrt(one * one + two * two - 2 * correlation * one * two);
    return {
      lower: value - reach(a.value - first.lower, second.upper - b.value),
      upper: value + reach(first.upper - a.value, b.value - second.lower),
    };
  },
});
