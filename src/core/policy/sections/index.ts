export { binLabels } from './bins.js';
export { compositeOf, isOfEach, isTogether } from './composites.js';
export {
  countedIn,
  evidenceUnits,
  fieldWords,
  type MeasureNames,
  measureWords,
  metricKey,
  needsLabel,
} from './metric-needs.js';
export type { AmountOutcome } from './outcomes/amount.js';
export type { ClassOutcome } from './outcomes/class.js';
export {
  type DeclaredAmount,
  type DeclaredOutcome,
  type DeclaredStages,
  declaredWords,
  MOST_BANDS,
} from './outcomes/declared.js';
export { OUTCOME_WORDS, type Outcome, outcomesOfMetric } from './outcomes/index.js';
export { FEWEST_WORDS, MOST_WORDS, type OrderedOutcome } from './outcomes/ordered.js';
export type { RankingOutcome } from './outcomes/ranking.js';
export { MOST_STAGES, type StageBinding, type StagesOutcome } from './outcomes/stages.js';
export { REQUIREMENT_METRICS } from './requirements.js';
export type { RequirementResult, VerdictReason } from './result-types.js';
export { amountText, declaredText, levelText } from './text.js';
export type {
  AttributeSpec,
  Basis,
  BinaryBinding,
  NumberNotation,
  Policy,
  PolicyData,
  RequirementMetric,
  Verdict,
  WhereNode,
  WhereOperand,
  WhereOperator,
} from './types.js';
