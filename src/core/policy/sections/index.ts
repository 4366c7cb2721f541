export { binLabels } from './bins.js';
export { compositeOf, isOfEach } from './composites.js';
export { type MeasureNames, measureWords, metricKey } from './metric-needs.js';
export type { Outcome } from './outcomes/index.js';
export { amountText, declaredText, levelText } from './text.js';
export type {
  AttributeSpec,
  Basis,
  BinaryBinding,
  NumberNotation,
  Policy,
  PolicyData,
  RequirementMetric,
  RequirementResult,
  Verdict,
  VerdictReason,
  WhereNode,
  WhereOperand,
  WhereOperator,
} from './types.js';
