export type { SweptPoint, ThresholdOptimum } from './frontier-in-audit.js';
export type {
  AmountDistribution,
  AuditResult,
  CalibrationResult,
  FrontierSection,
  GroupResult,
  ImpossibilitySection,
  InequalitySection,
  WordDistribution,
} from './result.js';
