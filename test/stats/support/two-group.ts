import type { Interval } from '../../../src/core/stats/base/estimate.js';
import { barnard } from '../../../src/core/stats/hypothesis/barnard.js';
import { chiSquare, gTest } from '../../../src/core/stats/hypothesis/chi-square.js';
import { fisherExact, fisherMidP } from '../../../src/core/stats/hypothesis/fisher.js';
import { pooledZ } from '../../../src/core/stats/hypothesis/pooled-z.js';
import { cohensH, oddsRatio } from '../../../src/core/stats/proportion/effect-size.js';
import { katzRatio, logRatioStandardError } from '../../../src/core/stats/proportion/katz.js';
import { koopmanRatio } from '../../../src/core/stats/proportion/koopman.js';
import { miettinenNurminenDifference } from '../../../src/core/stats/proportion/miettinen-nurminen.js';
import { newcombeDifference } from '../../../src/core/stats/proportion/newcombe.js';
import type { Proportion } from '../../../src/core/stats/proportion/proportion.js';
import { agrestiCaffo, waldDifference } from '../../../src/core/stats/proportion/wald-difference.js';

const LEVEL = 0.95;
type Ours = (a: Proportion, b: Proportion) => number | Interval | null;

/**
 * The reference handed (successes, failures) to scipy as rows = groups, but scipy's two binomials are the columns: its numbers hold the
 * outcome totals fixed instead of the group sizes. The same table with the roles exchanged:
 */
function barnardWithOutcomesAsGroups(a: Proportion, b: Proportion): number | null {
  const successes = a.successes + b.successes;
  const n = a.n + b.n;
  return barnard({ successes: a.successes, n: successes }, { successes: a.n - a.successes, n: n - successes });
}

/** Field of a reference comparison -> our number for it. Fields with null in the reference are told apart by the caller. */
export const OURS_BY_FIELD: Record<string, Ours> = {
  difference: (a, b) => a.successes / a.n - b.successes / b.n,
  ratio: (a, b) => (b.successes === 0 ? null : a.successes / a.n / (b.successes / b.n)),
  z_pooled: (a, b) => pooledZ(a, b)?.z ?? null,
  p_z_pooled: (a, b) => pooledZ(a, b)?.pValue ?? null,
  chi2: (a, b) => chiSquare(a, b)?.statistic ?? null,
  p_chi2: (a, b) => chiSquare(a, b)?.pValue ?? null,
  chi2_yates: (a, b) => chiSquare(a, b, { yates: true })?.statistic ?? null,
  p_chi2_yates: (a, b) => chiSquare(a, b, { yates: true })?.pValue ?? null,
  g: (a, b) => gTest(a, b)?.statistic ?? null,
  p_g: (a, b) => gTest(a, b)?.pValue ?? null,
  p_fisher_two_sided: fisherExact,
  p_fisher_midp_lower_tail_doubled: fisherMidP,
  p_barnard_pooled: barnardWithOutcomesAsGroups,
  odds_ratio_sample: oddsRatio,
  cohens_h: cohensH,
  diff_ci95_newcombe: (a, b) => newcombeDifference(a, b, LEVEL),
  diff_ci95_wald: (a, b) => waldDifference(a, b, LEVEL),
  diff_ci95_agresti_caffo: (a, b) => agrestiCaffo(a, b, LEVEL),
  diff_ci95_score_miettinen_nurminen: (a, b) => miettinenNurminenDifference(a, b, LEVEL),
  ratio_ci95_katz_log: (a, b) => katzRatio(a, b, LEVEL),
  ratio_ci95_katz_log_by_formula: (a, b) => katzRatio(a, b, LEVEL),
  ratio_ci95_score_koopman: (a, b) => koopmanRatio(a, b, LEVEL),
  se_log_ratio: logRatioStandardError,
};
