/**
 * Policies, which hold all rules of an audit: they are read (`parsePolicy`, `checkPolicy`), judged over a tally (`judgePolicy`,
 * `judgeBaseline`), summed up (`overallVerdict`, `exitCodeOf`) and explained (`explainRequirement`). Format: docs/guides/policy.md.
 */

export { didYouMean, suggest } from '../base/suggest.js';
export { type BaselineAudit, readBaseline } from './accepted/read.js';
export { type CurrentAudit, judgeBaseline } from './baseline/index.js';
export {
  bind,
  EXCLUSIONS,
  type FaultRole,
  planAccumulator,
  policyTally,
  type ReadPlan,
  type RowFate,
  type RowFault,
  type RowLookup,
  readPlan,
  type Unnamed,
} from './bind/index.js';
export { frameOf } from './judge/frame.js';
export { type JudgeOptions, judgePolicy } from './judge/judge.js';
export { type ExitOptions, exitCodeOf, overallVerdict } from './judge/overall.js';
export type { ResultFile, ResultFiles } from './judge/result-field.js';
export { needsUnseen, seenForWords } from './judge/seen-for.js';
export { withWaiver } from './judge/waiver.js';
export { lawOf } from './open-sections/law.js';
export { type DeclaredUtility, utilityOf } from './open-sections/utility.js';
export { type CheckOptions, checkPolicy, parsePolicy } from './parse.js';
export type { PolicyMistake, Position } from './read/mistakes.js';
export { binLabels } from './sections/bins.js';
export { metricWords, needsLabel, needsScore } from './sections/metric-needs.js';
export { METRIC_NAMES } from './sections/requirements.js';
export type * from './sections/result-types.js';
export { policyJsonSchema } from './sections/schema.js';
export type * from './sections/types.js';
export { evaluateWhere, type WhereLookup, type WhereValue } from './where/evaluate.js';
export { WHERE_NUMBER } from './where/number.js';
export { parseWhere } from './where/parse.js';
export { printWhere } from './where/print.js';
export type { RawValue } from './where/value.js';
export { explainRequirement } from './why.js';
