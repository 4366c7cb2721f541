export { isAtCutoff, scoreResolution } from './at-cutoff.js';
export type { FeatureRule, LinkedRule, RecourseConstraints, Transition } from './constraints.js';
export {
  type GroupRecourse,
  type GroupRecourseOptions,
  type GroupRecourseReport,
  recourseCostByGroup,
} from './cost-by-group.js';
export {
  type Accept,
  type CutoffScale,
  type DecisionOptions,
  type DecisionRule,
  decisionRule,
  isAccepted,
} from './decision.js';
export type { RecourseChange, RecourseOption } from './option.js';
export { readConstraints } from './read-constraints.js';
export type { Proof, RecourseOptions, RecourseReport, RecourseRow } from './recourse.js';
export { findRecourse } from './recourse.js';
export { type RecourseJson, recourseJson } from './recourse-json.js';
export type { RecourseTable } from './table.js';
