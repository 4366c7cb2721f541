export type { Explanation, ExplanationRow, Method, Scale } from './explanation.js';
export { ADDITIVITY_TOLERANCE, explanationRow } from './explanation.js';
export type { Groups } from './players.js';
export type { TreeExplainer, TreeExplainerOptions } from './trees/explainer.js';
export { compileTreeExplainer, DEFAULT_TABLE_BYTES } from './trees/explainer.js';
