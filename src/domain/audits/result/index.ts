export type { SweptPoint, ThresholdOptimum } from './frontier-in-audit.js';
export type {
  AmountDistribution,
  AuditResult,
  CalibrationResult,
  FrontierSection,
  FunnelAgainst,
  FunnelRatio,
  FunnelResult,
  FunnelStepResult,
  GroupResult,
  ImpossibilitySection,
  InequalitySection,
  WordDistribution,
} from './result.js';
