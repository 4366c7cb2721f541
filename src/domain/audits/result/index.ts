export type { SweptPoint, ThresholdOptimum } from './frontier-in-audit.js';
export type {
  AmountDistribution,
  AuditResult,
  CalibrationResult,
  FrontierSection,
  FunnelAgainst,
  FunnelResult,
  GroupResult,
  ImpossibilitySection,
  InequalitySection,
  WordDistribution,
} from './result.js';
