export { binLabels } from './bins.js';
export { levelText } from './text.js';
export type {
  AttributeSpec,
  Basis,
  BinaryBinding,
  NumberNotation,
  Policy,
  PolicyData,
  RequirementResult,
  Verdict,
  VerdictReason,
  WhereNode,
  WhereOperand,
  WhereOperator,
} from './types.js';
