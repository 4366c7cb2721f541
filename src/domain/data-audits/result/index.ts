export { BIAS_SOURCES, type BiasSource } from './bias-sources.js';
export type { DataAuditResult, StatedPopulation, TestResult } from './result.js';
