/**
 * Explanations of a model's scores: contributions of inputs (`explainRows` for people as objects or lists, `explain` and `compileExplainer`
 * for matrices), effects over many rows (`partialDependence`, `permutationImportance`), reasons for a notice (`explainReasons`), ways to
 * another decision (`findRecourse`), and checks of all of it (`checkExplainer`, `crossCheck`).
 */

export { adoptNames } from './attribution/adopt-names.js';
export { type Comparison, comparisonOf } from './attribution/comparison.js';
export type { Explainer, ExplainOptions } from './attribution/explain.js';
export { compileExplainer, explain } from './attribution/explain.js';
export {
  type ExplainedRows,
  type ExplainRowsOptions,
  explainRows,
  type RowsInput,
} from './attribution/explain-rows.js';
export type { BatchPart, Explanation, ExplanationMethod, ExplanationRow, ScoreScale } from './base/explanation.js';
export { ADDITIVITY_TOLERANCE, explanationRow } from './base/explanation.js';
export { type FeatureGroups, type GamePlayers, makePlayers } from './base/players.js';
export * from './checks/index.js';
export * from './effects/index.js';
export { EXACT_EVALUATIONS } from './games/exact.js';
export { explainByGameAsync, type GameOptions } from './games/explain-game.js';
export { SAMPLING_EVALUATIONS, SAMPLING_TOLERANCE } from './games/sampling.js';
export {
  type BudgetedExplanation,
  type BudgetedOptions,
  type BudgetPlan,
  explainWithin,
  planWithin,
} from './games/within-budget.js';
export { type SmoothGradients, type SmoothOptions, smoothGradients } from './gradients/smooth.js';
export * from './reasons/index.js';
export * from './recourse/index.js';
export * from './surrogate/index.js';
export type { TreeExplainer, TreeExplainerOptions } from './trees/explainer.js';
export { compileTreeExplainer, DEFAULT_TABLE_BYTES } from './trees/explainer.js';
