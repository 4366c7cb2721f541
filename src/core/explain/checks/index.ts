export { checkExplainer, type ExplainerReport } from './check-explainer.js';
export type { CheckName, CheckResult, CheckVerdict } from './result.js';
