export { checkExplainer, type ExplainerReport } from './check-explainer.js';
export { type FlipOptions, type FlipRate, flipRate } from './flip.js';
export type { CheckName, CheckResult, CheckVerdict } from './result.js';
