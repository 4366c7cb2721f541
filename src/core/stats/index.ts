export type { Estimate, EstimateStatus, Interval } from './estimate.js';
export { BARNARD_MAX_PEOPLE, barnard } from './hypothesis/barnard.js';
export {
  type ChiSquareTest,
  chiSquare,
  gTest,
  type OmnibusTest,
  omnibusChiSquare,
  omnibusG,
} from './hypothesis/chi-square.js';
export { fisherExact, fisherExactLog, fisherMidP } from './hypothesis/fisher.js';
export { pooledZ, type ZTest } from './hypothesis/pooled-z.js';
export { type TwoProportionTest, twoProportionTest } from './hypothesis/two-proportion-test.js';
export type { PValues } from './multiplicity/adjust.js';
export { benjaminiHochberg, benjaminiYekutieli } from './multiplicity/false-discovery.js';
export { bonferroni, holm, holmSidak, hommel } from './multiplicity/family-wise.js';
export { kishEffectiveSize } from './planning/kish.js';
export { agrestiCoull } from './proportion/agresti-coull.js';
export { clopperPearson } from './proportion/clopper-pearson.js';
export { cohensH, oddsRatio } from './proportion/effect-size.js';
export { jeffreys } from './proportion/jeffreys.js';
export { katzRatio, logRatioStandardError } from './proportion/katz.js';
export { type KoopmanOptions, koopmanRatio, type RatioInterval } from './proportion/koopman.js';
export { miettinenNurminenDifference } from './proportion/miettinen-nurminen.js';
export { newcombeDifference } from './proportion/newcombe.js';
export type { Proportion } from './proportion/proportion.js';
export { agrestiCaffo, waldDifference } from './proportion/wald-difference.js';
export { wilson } from './proportion/wilson.js';
export { betaQuantile, regularizedBeta, studentTSurvival } from './special/beta.js';
export { chiSquareSurvival, regularizedGamma } from './special/gamma.js';
export { logGamma } from './special/log-gamma.js';
export { criticalValue, normalCdf, normalDensity, normalQuantile, normalTwoSided } from './special/normal.js';
export { binomialLogPmf, hypergeometricLogPmf } from './special/pmf.js';
