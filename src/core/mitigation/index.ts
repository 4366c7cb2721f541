/**
 * From a failing audit to better alternatives, before training: weights that make label and group independent (`reweigh`), columns with the
 * same distribution in every group (`repairColumn`, for people who come later `learnRepair`), columns without a linear trace of a group (`decorrelate`). In training: a randomised model that keeps a bound on gaps at the least
 * error (`reduce`), single models at prices of a grid (`reduceOverGrid`), or any learner with a price on what its scores say of the group (`groupTraces`). After training: the scores of
 * groups (`scoredGroups`) for `optimizeThresholds` of `tribune/fairness`, whose optimum is a rule of cutoffs (`ruleGroups`, `chanceOf`). Groups
 * of rows come from `groupRows`.
 */

export { type Debiased, type DebiasOptions, debias } from './adversarial/index.js';
export {
  applyRepair,
  type Decorrelation,
  decorrelate,
  type LearnedRepair,
  learnRepair,
  type MassagedGroup,
  type Massaging,
  massage,
  type Repair,
  type RepairOptions,
  type RepairSteps,
  type ResampledCell,
  type Resampling,
  type ResamplingOptions,
  type ReweighedCell,
  type ReweighedGroup,
  type Reweighing,
  repairColumn,
  resample,
  reweigh,
  type Synthesis,
  type SynthesisOptions,
  type SynthesizedGroup,
  synthesize,
} from './before/index.js';
export {
  type CollectionPrice,
  type CurveOptions,
  type CurvePoint,
  collectionCost,
  type JudgedGroup,
  type JudgeOptions,
  type LearningCurve,
  type PeopleForError,
  type PeopleToJudge,
  peopleForError,
  peopleToJudge,
  type Span,
} from './collection/index.js';
export { groupRows, type RowGroups } from './groups/index.js';
export {
  type Alike,
  type AlikeOptions,
  alike,
  type CausalEffect,
  type CausalGraph,
  type ChangedWords,
  type Counterfactual,
  type CounterfactualOptions,
  counterfactual,
  type LocalProxies,
  type LocalProxy,
  type LocalProxyOptions,
  localProxies,
  type MarkedWords,
  type MarkedWordsOptions,
  markedWords,
  type UnlikePerson,
} from './individual/index.js';
export {
  LABEL_METRICS,
  labelsToExplain,
  type WrongLabels,
  type WrongLabelsOptions,
} from './labels/index.js';
export {
  applyShifts,
  type Multicalibration,
  type MulticalibrationOptions,
  multicalibrate,
  type NamedGroup,
  type ScoreShift,
  type WorstPart,
} from './multicalibration/index.js';
export { groupTraces, TRACE_CONSTRAINTS, type TraceConstraint, type TraceOptions } from './penalty/index.js';
export { type LeastShare, type RerankedGroup, type Reranking, rerank } from './ranked/index.js';
export {
  type Grid,
  type GridModel,
  type GridOptions,
  REDUCTION_CONSTRAINTS,
  type ReducedModel,
  type Reduction,
  type ReductionConstraint,
  type ReductionOptions,
  reduce,
  reduceOverGrid,
} from './reductions/index.js';
export {
  type BoundedLoss,
  type BoundedLossOptions,
  fitBoundedLoss,
  fitWorstGroup,
  type WorstGroup,
  type WorstGroupOptions,
} from './robust/index.js';
export {
  CALIBRATED_COSTS,
  type CalibratedCost,
  type CalibratedGroup,
  type CalibratedOdds,
  calibratedCutoffs,
  calibratedOdds,
  chanceOf,
  type InferredCell,
  type InferredCutoffs,
  type InferredOptions,
  inferredCutoffs,
  isDrawn,
  REJECT_OPTION_MEASURES,
  RELAXED_CONSTRAINTS,
  type RejectOption,
  type RejectOptionMeasure,
  type RejectOptionOptions,
  type RelaxedConstraint,
  type RelaxedCutoffs,
  type RelaxedGroup,
  type RelaxedOptions,
  type RuleGroup,
  type RulePart,
  rejectOption,
  relaxedCutoffs,
  ruleGroups,
  scoredGroups,
  type TreatedGroup,
} from './rules/index.js';
export {
  type BestCutoffs,
  type BestCutoffsOptions,
  bestCutoffs,
  CUTOFF_METRICS,
  type CutoffBound,
  type CutoffMetric,
  cutoffMetricOf,
} from './single/index.js';
