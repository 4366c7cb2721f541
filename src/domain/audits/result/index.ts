export type { SweptPoint, ThresholdOptimum } from './frontier-in-audit.js';
export type {
  AuditResult,
  CalibrationResult,
  FrontierSection,
  GroupResult,
  ImpossibilitySection,
  InequalitySection,
} from './result.js';
