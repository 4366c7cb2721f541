export { BIAS_SOURCES, type BiasSource } from './bias-sources.js';
export type { DataAuditResult, TestResult } from './result.js';
