import { type EffectiveProportion, effective, type Proportion } from '../proportion/proportion.js';
import { chiSquareSurvival } from '../special/gamma.js';
import { deviance } from '../special/pmf.js';

/** A chi-square statistic with its degrees of freedom and upper-tail p-value. */
export interface ChiSquareTest {
  readonly statistic: number;
  readonly degreesOfFreedom: number;
  readonly pValue: number;
}

/** A test over all groups at once, with what tells whether the chi-square approximation holds and how strong the association is. */
export interface OmnibusTest extends ChiSquareTest {
  readonly minExpected: number;
  /** Cramér's V, from 0 (no association) to 1. */
  readonly cramersV: number;
}

/** The observed and expected counts of a groups x (success, failure) table. */
interface Cell {
  readonly observed: number;
  readonly expected: number;
}

/** Observed and expected counts of all cells. Null with fewer than two groups that have people, or when all or none succeeded. */
function cellsOf(groups: readonly Proportion[]): Cell[] | null {
  const table = groups.map(effective).filter((p): p is EffectiveProportion => p !== null);
  const n = table.reduce((sum, p) => sum + p.n, 0);
  const successes = table.reduce((sum, p) => sum + p.successes, 0);
  const failures = table.reduce((sum, p) => sum + p.failures, 0);
  if (table.length < 2 || successes === 0 || failures === 0) return null;
  return table.flatMap((p) => [
    { observed: p.successes, expected: (p.n * successes) / n },
    { observed: p.failures, expected: (p.n * failures) / n },
  ]);
}

function pearson(cells: readonly Cell[], correction: number): number {
  return cells.reduce((sum, { observed, expected }) => {
    const miss = Math.max(0, Math.abs(observed - expected) - correction);
    return sum + (miss * miss) / expected;
  }, 0);
}

function likelihoodRatio(cells: readonly Cell[]): number {
  return 2 * cells.reduce((sum, { observed, expected }) => sum + deviance(observed, expected), 0);
}

function summarize(cells: readonly Cell[], statistic: number): OmnibusTest {
  const degreesOfFreedom = cells.length / 2 - 1;
  const n = cells.reduce((sum, cell) => sum + cell.observed, 0);
  return {
    statistic,
    degreesOfFreedom,
    pValue: chiSquareSurvival(statistic, degreesOfFreedom),
    minExpected: Math.min(...cells.map((cell) => cell.expected)),
    cramersV: Math.sqrt(pearson(cells, 0) / n),
  };
}

/** Yates (1934) moves each count by at most half a person towards its expectation. */
const YATES = 0.5;

/**
 * Pearson's chi-square of equal rates in two groups. Null when a group is empty, or when all or none succeeded.
 *
 * @param options `yates`: continuity correction, default false
 * @throws TribuneError `INVALID_ARGUMENT` on impossible counts
 */
export function chiSquare(a: Proportion, b: Proportion, options: { yates?: boolean } = {}): ChiSquareTest | null {
  const cells = cellsOf([a, b]);
  return cells && summarize(cells, pearson(cells, options.yates ? YATES : 0));
}

/**
 * Likelihood-ratio (G) test of equal rates in two groups. Null where `chiSquare` is.
 * @throws TribuneError `INVALID_ARGUMENT` on impossible counts
 */
export function gTest(a: Proportion, b: Proportion): ChiSquareTest | null {
  const cells = cellsOf([a, b]);
  return cells && summarize(cells, likelihoodRatio(cells));
}

/**
 * Pearson's chi-square over k groups x (success, failure), k - 1 degrees of freedom. Empty groups are left out. Null with fewer than two
 * groups, or when all or none succeeded.
 * @throws TribuneError `INVALID_ARGUMENT` on impossible counts
 */
export function omnibusChiSquare(groups: readonly Proportion[]): OmnibusTest | null {
  const cells = cellsOf(groups);
  return cells && summarize(cells, pearson(cells, 0));
}

/**
 * The likelihood-ratio (G) form of `omnibusChiSquare`.
 * @throws TribuneError `INVALID_ARGUMENT` on impossible counts
 */
export function omnibusG(groups: readonly Proportion[]): OmnibusTest | null {
  const cells = cellsOf(groups);
  return cells && summarize(cells, likelihoodRatio(cells));
}
