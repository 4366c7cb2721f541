export type { FeatureRule, LinkedRule, RecourseConstraints, Transition } from './constraints/constraints.js';
export { readConstraints } from './constraints/read-constraints.js';
export type { RecourseTable } from './constraints/table.js';
export {
  type GroupRecourse,
  type GroupRecourseOptions,
  type GroupRecourseReport,
  recourseCostByGroup,
} from './cost-by-group.js';
export type { RecourseChange, RecourseOption } from './option.js';
export { isAtCutoff, scoreResolution } from './problem/at-cutoff.js';
export {
  type Accept,
  type CutoffScale,
  type DecisionOptions,
  type DecisionRule,
  decisionRule,
  isAccepted,
} from './problem/decision.js';
export type { Proof, RecourseOptions, RecourseReport, RecourseRow } from './recourse.js';
export { findRecourse } from './recourse.js';
export { type RecourseJson, recourseJson } from './recourse-json.js';
