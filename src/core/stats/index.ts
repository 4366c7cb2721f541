/**
 * Statistics with their sources: intervals of one proportion and of two, tests, corrections for many of them, the area under the curve, resampling
 * from a seed. Undefined is null, never 0; arguments outside their domain are refused (INVALID_ARGUMENT).
 *
 * - One proportion: `wilson`, `clopperPearson`, `jeffreys`, `agrestiCoull`; two: `newcombeDifference`, `miettinenNurminenDifference`, `katzRatio`, `koopmanRatio`
 * - Tests: `twoProportionTest`, `fisherExact`, `barnard`, `chiSquare`, `welchT`, `mannWhitney`, `brunnerMunzel`, `kruskalWallis`, `kolmogorovSmirnov`, `cochranMantelHaenszel`
 * - Many tests: `holm`, `hommel`, `benjaminiHochberg`, `benjaminiYekutieli`
 * - Evidence under continuous looking: `nullsWithin`, `blockEvidence`, `blockMeanEvidence`, `updateDetector`, `alarmThresholds`, `differenceSequence`, `eBenjaminiHochberg`, `decideNext`, `smallestDetectableGap`
 * - Drift of histograms: `driftDistances`, `planDrift`, `blockDriftEvidence`; alarms from evidence of any kind: `updateEvidenceDetector`
 * - Calibration, by group and band: `calibrationByBand`, `blockCalibrationEvidence`, `calibrationSequence`
 * - AUC by slice, and a ratio against last week's: `aucValues`, `ratioChangeValues`, `ratioChangeNull`, `blockValueEvidence`
 * - Any quantity that lies in a range, and F1: `scaleValues`, `scaleNull`, `f1Values`
 * - "For 7 days" and trends, with a third answer where little is known: `blockTruth`, `pooledTruth`, `meanTruth`, `durationTruth`, `trendSteps`; from one stretch of time to the next: `riseTruth`, `ratioFallTruth`
 * - A change of a rate or a gap split into mix and behaviour: `decomposeRateChange`, `decomposeGapChange`
 * - Rates of a group without labels, which may only warn: `unlabelledGroup`, `estimatedPerformance`; evidence about them: `planEstimatedClaim`, `estimatedClaimSums`
 * - How concentrated what is shown is on few things: `concentration`, `concentrationIntervals`
 * - People who judge the same cases: `cohenKappa`, `fleissKappa`, `krippendorffAlpha`; a rate from cases drawn with recorded probabilities: `sampledRate`; the mean of a count: `poissonInterval`
 * - Resampling: `createGenerator`, `multinomialBootstrap`; planning: `sampleSizeForDifference`, `smallestDetectableDifference`
 */

export { type AgreementWeights, type CohenOptions, cohenKappa } from './agreement/cohen.js';
export { fleissKappa } from './agreement/fleiss.js';
export { type AnswerScale, type KrippendorffOptions, krippendorffAlpha } from './agreement/krippendorff.js';
export type { ResampledOptions } from './agreement/resampled.js';
export {
  type AucDifference,
  type AucEstimate,
  aucFromDistribution,
  delongDifference,
  delongInterval,
  logitDelongInterval,
} from './auc/delong.js';
export type { ScoreCounts } from './auc/score-counts.js';
export { decimalsBeside } from './base/decimals-beside.js';
export type { Estimate, EstimateStatus, Interval } from './base/estimate.js';
export {
  type Concentration,
  type ConcentrationEstimate,
  type ConcentrationOptions,
  concentration,
  concentrationIntervals,
} from './concentration/concentration.js';
export {
  type DistanceBesideNull,
  type DriftDistances,
  type DriftDistancesOptions,
  driftDistances,
  samplingErrorOf,
} from './drift/distances.js';
export { type DriftDistance, type DriftOptions, type DriftPlan, planDrift } from './drift/plan.js';
export { type Witness, witnessOf } from './drift/witness.js';
export { BARNARD_MAX_PEOPLE, barnard } from './hypothesis/barnard.js';
export {
  type ChiSquareTest,
  chiSquare,
  gTest,
  type OmnibusTest,
  omnibusChiSquare,
  omnibusG,
} from './hypothesis/chi-square.js';
export { chiSquareTable } from './hypothesis/contingency.js';
export { fisherExact, fisherExactLog, fisherGreater, fisherMidP } from './hypothesis/fisher.js';
export { greaterProportionTest } from './hypothesis/greater-proportion-test.js';
export { pooledZ, type ZTest } from './hypothesis/pooled-z.js';
export { type TwoProportionTest, twoProportionTest } from './hypothesis/two-proportion-test.js';
export { type BoundedSample, boundedMeanInterval } from './moments/bounded-mean.js';
export { type BrunnerMunzelTest, brunnerMunzel } from './moments/brunner-munzel.js';
export { kolmogorovSurvival } from './moments/kolmogorov-distribution.js';
export { type KolmogorovSmirnovTest, kolmogorovSmirnov } from './moments/kolmogorov-smirnov.js';
export { kruskalWallis } from './moments/kruskal-wallis.js';
export { type MannWhitneyTest, mannWhitney } from './moments/mann-whitney.js';
export { type Moments, momentsOf } from './moments/moments.js';
export { type SkewedMean, skewedMeanInterval } from './moments/skewed-mean.js';
export {
  type StandardizedDifferences,
  type StandardizedOptions,
  standardizedDifferences,
} from './moments/standardized-difference.js';
export { wasserstein1 } from './moments/wasserstein.js';
export { type WelchTest, welchT } from './moments/welch.js';
export type { PValues } from './multiplicity/adjust.js';
export { benjaminiHochberg, benjaminiYekutieli } from './multiplicity/false-discovery.js';
export { bonferroni, holm, holmSidak, hommel } from './multiplicity/family-wise.js';
export {
  type DetectableGaps,
  type DetectableOptions,
  type SampleSize,
  type SampleSizeOptions,
  sampleSizeForDifference,
  smallestDetectableDifference,
  smallestDetectableGaps,
  twoProportionPower,
} from './planning/detectable.js';
export { kishEffectiveSize } from './planning/kish.js';
export { agrestiCoull } from './proportion/agresti-coull.js';
export { clopperPearson } from './proportion/clopper-pearson.js';
export { cohensH, oddsRatio } from './proportion/effect-size.js';
export { type BinomialTails, binomialTails } from './proportion/exact-tail.js';
export { jeffreys } from './proportion/jeffreys.js';
export { katzRatio, logRatioStandardError } from './proportion/katz.js';
export { type KoopmanOptions, koopmanRatio, type RatioInterval } from './proportion/koopman.js';
export { miettinenNurminenDifference } from './proportion/miettinen-nurminen.js';
export { newcombeDifference } from './proportion/newcombe.js';
export type { Proportion } from './proportion/proportion.js';
export { agrestiCaffo, waldDifference } from './proportion/wald-difference.js';
export { wilson } from './proportion/wilson.js';
export { wilsonSize } from './proportion/wilson-size.js';
export { sampleBinomial } from './resampling/binomial.js';
export {
  type BootstrapInterval,
  type BootstrapOptions,
  type BootstrapResult,
  multinomialBootstrap,
  type StatisticValue,
} from './resampling/bootstrap.js';
export { sampleMultinomial } from './resampling/multinomial.js';
export { createGenerator, type Generator, type Seed } from './resampling/rng.js';
export { type DrawnUnit, type SampledRateOptions, sampledRate } from './sampling/horvitz-thompson.js';
export { poissonInterval } from './sampling/poisson.js';
export { type AgreementOptions, type AgreementPlan, agreementSums, planAgreement } from './sequential/agreement.js';
export { type AreaSums, areaSums, type ScoredCounts } from './sequential/area-sums.js';
export { aucValues } from './sequential/auc-values.js';
export { type BlockEvidenceOptions, blockEvidence, blockRateBets } from './sequential/block-evidence.js';
export {
  blockCalibrationBets,
  blockCalibrationEvidence,
  type CalibrationEvidenceOptions,
  type CalibrationSums,
  calibrationByBand,
  calibrationSequence,
  type ScoreBand,
} from './sequential/calibration-evidence.js';
export {
  type RatioCounts,
  type RatioFallOptions,
  type RiseOptions,
  ratioFallTruth,
  riseTruth,
} from './sequential/change-truth.js';
export {
  differenceSequence,
  rateSequence,
  ratioSequence,
  type SequenceOptions,
  sequenceCriticalValue,
} from './sequential/confidence-sequence.js';
export { type DetectableGapOptions, smallestDetectableGap } from './sequential/detectable-gap.js';
export {
  changeThreshold,
  type DetectorChange,
  type DetectorState,
  detectorEvidence,
  endAlarm,
  isFiring,
  type ReachedEvidence,
  replacePast,
  startDetector,
  updateDetector,
} from './sequential/detector.js';
export {
  canBeKeptWithRoom,
  type DetectorOptions,
  type DetectorPlan,
  planDetector,
} from './sequential/detector-plan.js';
export { blockDriftBets, blockDriftEvidence, type DriftEvidenceOptions } from './sequential/drift-evidence.js';
export { type DriftSequence, driftSequence } from './sequential/drift-sequence.js';
export {
  type DurationErrors,
  type DurationRule,
  durationErrors,
  durationTruth,
  trendSteps,
} from './sequential/duration.js';
export { decideNext, eBenjaminiHochberg, type SequenceOfTests, type SequentialFinding } from './sequential/e-values.js';
export {
  type EvidenceDetectorPlan,
  type EvidenceDetectorState,
  endEvidenceAlarm,
  evidenceReached,
  isEvidenceAlarm,
  planEvidenceDetector,
  startEvidenceDetector,
  updateEvidenceDetector,
} from './sequential/evidence-detector.js';
export { type AlarmSeverity, alarmThresholds, type BudgetedSeries } from './sequential/false-alarm-budget.js';
export { type LinearNull, nullsWithin, type WithinOptions } from './sequential/linear-null.js';
export {
  blockClusterBets,
  type ClusterEvidenceOptions,
  type ClusterSums,
  clusterMoments,
  clusterSequence,
} from './sequential/list-evidence.js';
export { logMeanExp } from './sequential/log-mean-exp.js';
export {
  type BoundedSums,
  blockMeanBets,
  blockMeanEvidence,
  type MeanEvidenceOptions,
} from './sequential/mean-evidence.js';
export { meanRatioSequence, meanSequence } from './sequential/mean-sequence.js';
export {
  type RatioChangeOptions,
  type RatioChangeOutcomes,
  ratioChangeNull,
  ratioChangeValues,
} from './sequential/ratio-change.js';
export {
  type RatioChangeBetsOptions,
  ratioChangeBets,
  ratioChangeSums,
} from './sequential/ratio-change-evidence.js';
export { f1Values, scaleNull, scaleValues, type ValueRange } from './sequential/scale.js';
export {
  type BlockTruthOptions,
  blockTruth,
  type MeanTruthOptions,
  meanTruth,
  pointTruth,
  pooledTruth,
  type Truth,
} from './sequential/truth.js';
export {
  blockValueBets,
  blockValueEvidence,
  sumsOfValues,
  type ValueEvidenceOptions,
} from './sequential/value-evidence.js';
export {
  type BetaBinomialFit,
  betaBinomialFit,
  fitBetaBinomial,
  type ShrunkenRate,
} from './shrinkage/beta-binomial.js';
export { betaQuantile, regularizedBeta, studentTSurvival } from './special/beta.js';
export { chiSquareQuantile, chiSquareSurvival, regularizedGamma } from './special/gamma.js';
export { logGamma } from './special/log-gamma.js';
export { criticalValue, normalCdf, normalDensity, normalQuantile, normalTwoSided } from './special/normal.js';
export { binomialLogPmf, hypergeometricLogPmf } from './special/pmf.js';
export { breslowDay } from './strata/breslow-day.js';
export { type CmhTest, cochranMantelHaenszel } from './strata/cochran-mantel-haenszel.js';
export { type CommonOddsRatio, commonOddsRatio } from './strata/common-odds-ratio.js';
export {
  type ChangePart,
  type DecomposedChange,
  decomposeGapChange,
  decomposeMeanChange,
  decomposeMeanGapChange,
  decomposeRateChange,
  type StratumChange,
  type StratumMeanChange,
} from './strata/kitagawa.js';
export type { Stratum } from './strata/table.js';
export {
  type EstimatedClaim,
  type EstimatedClaimOptions,
  type EstimatedRate,
  estimatedClaimSums,
  estimatedSequence,
  planEstimatedClaim,
  type RateFromScores,
  rateFromScores,
  type ScoreLine,
  type ScoreSums,
} from './unlabelled/estimated-claims.js';
export {
  type EstimatedPerformance,
  estimatedPerformance,
  type UnlabelledEstimate,
  type UnlabelledGroup,
  type UnlabelledPart,
  unlabelledGroup,
} from './unlabelled/estimated-performance.js';
